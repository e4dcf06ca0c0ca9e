import type { BuiltIn } from './built-in.js';
import { setsOf } from './sets.js';

/** All cells of arXiv 2405.09334: the training split is the gallery and the test split is asked about, through HNSW as there. */
export const paper: BuiltIn = (request) => ({
  ...setsOf(request),
  gallery: { splits: ['TRAIN'], ...request.gallery },
  queries: { splits: ['TEST'], ...(request.queries ?? { dataset: request.gallery.dataset }) },
  name: 'paper',
  description: 'Slice-, volume- and region-based retrieval and localisation, before and after re-ranking, as in arXiv 2405.09334.',
  indexes: [{ kind: 'HNSW' }],
  modes: ['SLICE', 'VOLUME', 'REGION', 'LOCALIZED'],
  aggregations: ['COUNT'],
  reRankings: ['NONE', 'LATE_INTERACTION'],
});
