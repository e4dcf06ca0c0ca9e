import { DEFAULT_REPLICATES } from './bootstrap-recall.js';
import type { BootstrapOptions } from './bootstrap-recall.js';
import { ALPHA } from './interval.js';
import type { Interval } from './interval.js';
import { pairedRecalls } from './paired-counts.js';
import type { PairedCounts } from './paired-counts.js';
import { quantileInPlace } from './quantile-in-place.js';
import { createRandom } from './random.js';

export interface PairedDifference {
  /** Macro recall of A and of B over the classes that have a judged trial in both; null without one. */
  readonly a: number | null;
  readonly b: number | null;
  /** a − b. */
  readonly difference: number | null;
  readonly interval: Interval | null;
  /** Those classes. */
  readonly classes: number;
  /** Query patients with a judged trial of such a class in both. */
  readonly patients: number;
}

/**
 * The difference in macro recall of two runs over the same patients. Classes without a judged trial in both are left out. 95 % interval by the percentile
 * bootstrap over the patients of both: each replicate draws them with replacement and takes the trials of each in A and in B, so that the runs are paired; a
 * class that a replicate does not meet in both is left out of it on both sides.
 */
export function bootstrapDifference({ patients, classes: width, sums, totals: all }: PairedCounts, { seed, replicates = DEFAULT_REPLICATES }: BootstrapOptions): PairedDifference {
  if (width === 0) return { a: null, b: null, difference: null, interval: null, classes: 0, patients: 0 };
  const whole = pairedRecalls(all, width);
  const totals = new Float64Array(4 * width);
  const drawn = new Uint32Array(patients);
  const random = createRandom(seed);
  const differences = new Float64Array(replicates);
  let count = 0;
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    drawn.fill(0);
    random.tally(drawn, patients);
    sums.sum(drawn, totals);
    const { a: one, b: other, classes } = pairedRecalls(totals, width);
    if (classes === 0) continue;
    differences[count] = one - other;
    count += 1;
  }
  const values = differences.subarray(0, count);
  const [low, high] = [quantileInPlace(values, ALPHA / 2), quantileInPlace(values, 1 - ALPHA / 2)];
  return { a: whole.a, b: whole.b, difference: whole.a - whole.b, interval: low === null || high === null ? null : { low, high, method: 'BOOTSTRAP' }, classes: whole.classes, patients };
}
