import type { BuiltIn } from './built-in.js';
import { setsOf } from './sets.js';

/** What may be chosen of a recipe, each beside the plain one and two of them together. */
const OPTIONS = [
  {},
  { channels: 'THREE_WINDOWS' },
  { channels: 'NEIGHBOURS' },
  { reduction: { components: 128 } },
  { reduction: { components: 32 } },
  { storage: 'INT8' },
  { reduction: { components: 128 }, storage: 'INT8' },
] as const;

/** What recall each option of a recipe costs or gains, searched exhaustively, so that nothing but the vectors differs. */
export const recipes: BuiltIn = (request) => ({
  ...setsOf(request),
  name: 'recipes',
  description: 'Recipes of the same encoder against each other: three windows and neighbouring slices in its channels, principal components learnt on the gallery, and vectors stored in 8 bits.',
  encoders: request.encoders.flatMap((encoder) => OPTIONS.map((option) => ({ ...encoder, ...option }))),
  indexes: [{ kind: 'EXACT' }],
  modes: ['SLICE', 'VOLUME', 'REGION'],
  controls: ['RANDOM'],
});
