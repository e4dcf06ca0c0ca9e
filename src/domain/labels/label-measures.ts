import type { DepthMeasure } from '../evaluation/depth/depth-measure.js';

/** Of the ranked lists; those of C-MIR (arXiv 2507.17412) and 3D-MIR (arXiv 2311.13752). */
export const LIST_MEASURES: readonly DepthMeasure[] = [...[3, 5, 10].map((k) => ({ kind: 'PRECISION', k }) as const), { kind: 'AVERAGE_PRECISION_OF_RETURNED', k: 10 }];

/** How many neighbours foretell. */
export const NEIGHBOURS = [1, 3, 5, 10] as const;

/** How many foretell where runs are compared: of several numbers each would be one more test. */
export const COMPARED_NEIGHBOURS = 5;
