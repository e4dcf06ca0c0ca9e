import type { Trial } from '../evaluation/trial.js';
import type { BootstrapOptions } from './each-replicate.js';
import type { Interval } from './interval.js';
import { percentileInterval } from './percentile-interval.js';
import { axesOf, countTrials } from './recall-counts.js';
import { recallReplicates } from './recall-replicates.js';

/**
 * 95 % intervals of the mean of each class of trials, whose values may be any numbers, by the percentile bootstrap over patients: each replicate draws as
 * many patients as there are, with replacement and with all their trials, the same ones for every class. A replicate that does not meet a class is left out
 * of its interval. None with fewer than two patients.
 */
export function bootstrapMeans(trials: readonly Trial[], options: BootstrapOptions): ReadonlyMap<string, Interval> {
  const axes = axesOf(trials);
  if (axes.patients.size < 2) return new Map();
  const { classes } = recallReplicates(countTrials(trials, axes), axes, options);
  return new Map(
    [...axes.regions].flatMap(([region, column]) => {
      const interval = percentileInterval(classes[column]!);
      return interval === null ? [] : [[region, interval] as const];
    }),
  );
}
