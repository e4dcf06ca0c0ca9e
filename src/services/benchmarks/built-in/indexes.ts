import type { BuiltIn } from './built-in.js';
import { setsOf } from './sets.js';

/** Approximate indexes against exhaustive search; each is built five times, since builds differ. */
export const indexes: BuiltIn = (request) => ({
  ...setsOf(request),
  name: 'indexes',
  description: 'HNSW, IVF and FLAT against exhaustive search over the embeddings: agreement of the rankings, and recall against time.',
  indexes: [{ kind: 'EXACT' }, { kind: 'FLAT' }, { kind: 'HNSW', builds: 5 }, { kind: 'IVF_FLAT', builds: 5 }],
  modes: ['SLICE', 'VOLUME'],
  reRankings: ['NONE'],
  controls: [],
});
