import type { BuiltIn } from './built-in.js';
import { setsOf } from './sets.js';

/** A minute's check that everything works: one mode, before and after re-ranking. */
export const smoke: BuiltIn = (request) => ({
  ...setsOf(request),
  name: 'smoke',
  description: 'Volume retrieval before and after re-ranking, searched exhaustively: whether everything works.',
  modes: ['VOLUME'],
  controls: ['RANDOM'],
});
