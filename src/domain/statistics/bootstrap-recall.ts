import type { Trial } from '../evaluation/trial.js';
import { clopperPearson } from './clopper-pearson.js';
import { ALPHA } from './interval.js';
import type { Interval } from './interval.js';
import { quantileInPlace } from './quantile-in-place.js';
import { createRandom } from './random.js';
import { axesOf, countTrials } from './recall-counts.js';
import type { RecallAxes, RecallCounts } from './recall-counts.js';
import { packRows } from './row-sums.js';
import type { RowSums } from './row-sums.js';

export interface RecallIntervals {
  /** Of the mean over classes; null without a judged trial. */
  readonly macro: Interval | null;
  /** Of right trials over judged ones; null without a judged trial. */
  readonly micro: Interval | null;
  /** Every class with a judged trial. */
  readonly classes: ReadonlyMap<string, Interval>;
}

export interface BootstrapOptions {
  readonly seed: string;
  /** 10,000 unless told. */
  readonly replicates?: number;
}

export const DEFAULT_REPLICATES = 10_000;

/**
 * 95 % intervals by the percentile bootstrap over query patients: each replicate draws as many patients as there are, with replacement
 * and with all their trials. A class that a replicate does not meet is left out of that replicate's mean, and the replicate out
 * of the class's interval. A class with recall 0 or 1 has the interval of Clopper and Pearson over its patients.
 *
 * The intervals speak of other queries against the same gallery. Trials of any value in 0 … 1 are taken, so those of a metric at depth too.
 */
export function bootstrapRecall(trials: readonly Trial[], { seed, replicates = DEFAULT_REPLICATES }: BootstrapOptions): RecallIntervals {
  const axes = axesOf(trials);
  const counts = countTrials(trials, axes);
  const { macro, micro, classes } = resample(sideBySide(counts, axes), axes, seed, replicates);
  return {
    macro: percentiles(macro),
    micro: percentiles(micro),
    classes: new Map(
      [...axes.regions].map(([region, column]) => {
        return [region, extreme(counts, axes, column) ?? percentiles(classes[column]!)!];
      }),
    ),
  };
}

interface Replicates {
  readonly macro: Float64Array;
  readonly micro: Float64Array;
  /** Those that met the class. */
  readonly classes: readonly Float64Array[];
}

function resample(sums: RowSums, { patients, regions }: RecallAxes, seed: string, replicates: number): Replicates {
  const random = createRandom(seed);
  /** How often each patient was drawn. */
  const drawn = new Uint32Array(patients.size);
  const totals = new Float64Array(2 * regions.size);
  const macro = new Float64Array(patients.size === 0 ? 0 : replicates);
  const micro = new Float64Array(macro.length);
  // Class by class, so that each has its replicates side by side.
  const values = new Float64Array(regions.size * macro.length);
  const counts = new Uint32Array(regions.size);
  for (let replicate = 0; replicate < macro.length; replicate += 1) {
    drawn.fill(0);
    random.tally(drawn, drawn.length);
    sums.sum(drawn, totals);
    let recalls = 0;
    let met = 0;
    let right = 0;
    let judged = 0;
    for (let column = 0; column < regions.size; column += 1) {
      const seen = totals[regions.size + column]!;
      if (seen === 0) continue;
      const recall = totals[column]! / seen;
      values[column * macro.length + counts[column]!] = recall;
      counts[column]! += 1;
      recalls += recall;
      met += 1;
      right += totals[column]!;
      judged += seen;
    }
    // Every patient has a judged trial, so at least one class was met.
    macro[replicate] = recalls / met;
    micro[replicate] = right / judged;
  }
  return { macro, micro, classes: Array.from(counts, (count, column) => values.subarray(column * macro.length, column * macro.length + count)) };
}

/** Patient by patient: the right trials of each class, then the judged ones. */
function sideBySide({ right, judged }: RecallCounts, { patients, regions }: RecallAxes): RowSums {
  const width = regions.size;
  const rows = new Float64Array(2 * patients.size * width);
  for (let row = 0; row < patients.size; row += 1) {
    rows.set(right.subarray(row * width, (row + 1) * width), 2 * row * width);
    rows.set(judged.subarray(row * width, (row + 1) * width), (2 * row + 1) * width);
  }
  return packRows(rows, patients.size, 2 * width, patients.size);
}

function percentiles(values: Float64Array): Interval | null {
  const low = quantileInPlace(values, ALPHA / 2);
  const high = quantileInPlace(values, 1 - ALPHA / 2);
  return low === null || high === null ? null : { low, high, method: 'BOOTSTRAP' };
}

/** The interval of a class in which all trials were right, or none; null for any other class. */
function extreme({ right, judged }: RecallCounts, { patients, regions }: RecallAxes, column: number): Interval | null {
  let rightTrials = 0;
  let judgedTrials = 0;
  let judgedPatients = 0;
  for (let row = 0; row < patients.size; row += 1) {
    const at = row * regions.size + column;
    rightTrials += right[at]!;
    judgedTrials += judged[at]!;
    if (judged[at]! > 0) judgedPatients += 1;
  }
  if (rightTrials === 0) return clopperPearson('NONE', judgedPatients);
  return rightTrials === judgedTrials ? clopperPearson('ALL', judgedPatients) : null;
}
