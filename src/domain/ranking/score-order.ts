import { compareText } from './slice-hit.js';

/** Scores closer than this are ties: sums of float32 similarities carry no more. */
export const SCORE_STEP = 1e-6;

const rounded = (score: number): number => Math.round(score / SCORE_STEP);

export interface Scored {
  readonly score: number;
  /** Sum of the similarities behind the score: the first thing that breaks a tie. */
  readonly sum: number;
  readonly voxelHash: string;
}

/** Larger score first, then larger sum (both rounded to 1e-6), then smaller voxel hash. A total order over distinct volumes. */
export function compareScored(a: Scored, b: Scored): number {
  return rounded(b.score) - rounded(a.score) || rounded(b.sum) - rounded(a.sum) || compareText(a.voxelHash, b.voxelHash);
}
