import type { BuiltIn } from './built-in.js';
import { setsOf } from './sets.js';

/** What re-ranking costs in time for what it gains in recall: from five candidates to every volume. */
export const candidates: BuiltIn = (request) => ({
  ...setsOf(request),
  name: 'candidates',
  description: 'Recall against time: re-ranking of 5, 10, 20, 50, 100 and 200 candidates, of all volumes hit, and of the whole gallery.',
  indexes: [{ kind: 'EXACT' }],
  modes: ['VOLUME', 'REGION'],
  candidates: [5, 10, 20, 50, 100, 200, 'HIT', 'GALLERY'],
  controls: ['RANDOM'],
});
