import type { BuiltIn } from './built-in.js';
import { setsOf } from './sets.js';

/** The same queries as another scanner, protocol or export might have given them, searched exhaustively. */
export const robustness: BuiltIn = (request) => ({
  ...setsOf(request),
  name: 'robustness',
  description: 'The same queries after changes of spacing, slice thickness, noise, window, cropping and flips: recall of each, and the paired difference to the queries as they are.',
  indexes: [{ kind: 'EXACT' }],
  modes: ['VOLUME', 'REGION'],
  controls: ['RANDOM', 'PIXELS'],
  perturbations: [
    { kind: 'SPACING', spacing: 4.5 },
    { kind: 'SLICE_THICKNESS', thickness: 10 },
    { kind: 'NOISE', deviation: 30 },
    { kind: 'WINDOW', center: 60, width: 300 },
    { kind: 'WINDOW', center: -200, width: 1_200 },
    { kind: 'CROP', inPlane: 0.8, length: 1 },
    { kind: 'CROP', inPlane: 1, length: 0.5 },
    { kind: 'FLIP', axis: 'LEFT_RIGHT' },
    { kind: 'FLIP', axis: 'ANTERIOR_POSTERIOR' },
  ],
});
