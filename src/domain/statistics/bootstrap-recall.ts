import type { Trial } from '../evaluation/trial.js';
import { clopperPearson } from './clopper-pearson.js';
import type { BootstrapOptions } from './each-replicate.js';
import type { Interval } from './interval.js';
import { percentileInterval } from './percentile-interval.js';
import { axesOf, countTrials } from './recall-counts.js';
import type { RecallAxes, RecallCounts } from './recall-counts.js';
import { recallReplicates } from './recall-replicates.js';

export interface RecallIntervals {
  /** Of the mean over classes; null without a judged trial. */
  readonly macro: Interval | null;
  /** Of right trials over judged ones; null without a judged trial. */
  readonly micro: Interval | null;
  /** Every class with a judged trial. */
  readonly classes: ReadonlyMap<string, Interval>;
}

/**
 * 95 % intervals by the percentile bootstrap over query patients: each replicate draws as many patients as there are, with replacement
 * and with all their trials. A class that a replicate does not meet is left out of that replicate's mean, and the replicate out
 * of the class's interval. A class with recall 0 or 1 has the interval of Clopper and Pearson over its patients.
 *
 * The intervals speak of other queries against the same gallery. Trials of any value in 0 … 1 are taken, so those of a metric at depth too.
 */
export function bootstrapRecall(trials: readonly Trial[], options: BootstrapOptions): RecallIntervals {
  const axes = axesOf(trials);
  const counts = countTrials(trials, axes);
  const { macro, micro, classes } = recallReplicates(counts, axes, options);
  return {
    macro: percentileInterval(macro),
    micro: percentileInterval(micro),
    classes: new Map(
      [...axes.regions].map(([region, column]) => {
        return [region, extreme(counts, axes, column) ?? percentileInterval(classes[column]!)!];
      }),
    ),
  };
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
