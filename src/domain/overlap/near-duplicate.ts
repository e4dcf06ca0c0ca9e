/**
 * From this mean correlation on a volume counts as a near-duplicate of another. Copies that were re-windowed, shifted by half a slice,
 * resampled or made noisy lie above it, different patients below: `npm run bench -- near-duplicates`, figures in docs/measurements.md.
 */
export const NEAR_DUPLICATE = 0.94;

/** Pairs whose stretches of slices are less alike than this are not compared slice by slice. */
export const WORTH_A_LOOK = 0.85;

/** Mean over a volume's slices of the best similarity to any slice of another, −1 … 1; of no slice, −1. */
export function meanBest(best: Float32Array): number {
  let sum = 0;
  for (const similarity of best) sum += similarity;
  return best.length === 0 ? -1 : sum / best.length;
}
