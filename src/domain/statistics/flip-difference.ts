import { DEFAULT_DRAWS } from './compare-recall.js';
import type { ComparisonOptions } from './compare-recall.js';
import { pairedRecalls } from './paired-counts.js';
import type { PairedCounts } from './paired-counts.js';
import { createRandom } from './random.js';
import { ROUNDING, eachFlip, shareOf } from './sign-flips.js';

/**
 * Whether two runs over the same patients, whose queries need not be the same, differ in macro recall: the two-sided paired sign-flip test by patient of
 * `compareRecall`, on the difference of `bootstrapDifference`. A class that a swap leaves without a judged trial on one side is left out of it on both sides,
 * as in a replicate; a swap that leaves no class counts as one with a large difference. Null without a class in both.
 */
export function flipDifference({ patients, classes: width, sums, totals }: PairedCounts, { seed, draws = DEFAULT_DRAWS }: ComparisonOptions): number | null {
  if (width === 0) return null;
  const observed = Math.abs(difference(totals, width));
  const moved = new Float64Array(4 * width);
  const swapped = new Float64Array(4 * width);
  let asLarge = 0;
  const flips = eachFlip(patients, draws, createRandom(seed), (flipped) => {
    sums.sum(flipped, moved);
    for (let column = 0; column < 2 * width; column += 1) {
      const change = moved[2 * width + column]! - moved[column]!;
      swapped[column] = totals[column]! + change;
      swapped[2 * width + column] = totals[2 * width + column]! - change;
    }
    // Not less, so that what cannot be compared (NaN) counts as large.
    if (!(Math.abs(difference(swapped, width)) < observed - ROUNDING)) asLarge += 1;
  });
  return shareOf(asLarge, flips);
}

function difference(totals: Float64Array, width: number): number {
  const { a, b } = pairedRecalls(totals, width);
  return a - b;
}
