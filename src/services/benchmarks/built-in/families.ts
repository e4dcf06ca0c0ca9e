import type { BuiltIn } from './built-in.js';
import { setsOf } from './sets.js';

/** Encoders against each other, searched exhaustively, so that nothing but the encoder differs. */
export const families: BuiltIn = (request) => ({
  ...setsOf(request),
  name: 'families',
  description: 'Encoders by how they were trained: supervised against self-supervised. With fewer than two of each at equal precision: two encoders, not two families.',
  indexes: [{ kind: 'EXACT' }],
  modes: ['SLICE', 'VOLUME', 'REGION', 'LOCALIZED'],
});
