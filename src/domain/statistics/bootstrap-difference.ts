import { DEFAULT_REPLICATES, eachReplicate } from './each-replicate.js';
import type { BootstrapOptions } from './each-replicate.js';
import type { Interval } from './interval.js';
import { pairedRecalls } from './paired-counts.js';
import type { PairedCounts } from './paired-counts.js';
import { percentileInterval } from './percentile-interval.js';

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
  const differences = new Float64Array(replicates);
  let count = 0;
  eachReplicate({ sums, patients, totals }, seed, replicates, () => {
    const { a, b, classes } = pairedRecalls(totals, width);
    if (classes === 0) return;
    differences[count] = a - b;
    count += 1;
  });
  return { a: whole.a, b: whole.b, difference: whole.a - whole.b, interval: percentileInterval(differences.subarray(0, count)), classes: whole.classes, patients };
}
