import type { Trial } from '../evaluation/trial.js';
import { DEFAULT_REPLICATES } from './bootstrap-recall.js';
import type { BootstrapOptions } from './bootstrap-recall.js';
import { clusterBootstrap } from './cluster-bootstrap.js';
import type { Interval } from './interval.js';
import { createRandom } from './random.js';
import { axesOf, countTrials } from './recall-counts.js';

/**
 * 95 % intervals of the mean of each class of trials, whose values may be any numbers, by the percentile bootstrap over patients: each replicate draws as
 * many patients as there are, with replacement and with all their trials, the same ones for every class. None with fewer than two patients.
 */
export function bootstrapMeans(trials: readonly Trial[], { seed, replicates = DEFAULT_REPLICATES }: BootstrapOptions): ReadonlyMap<string, Interval> {
  const axes = axesOf(trials);
  const { right: sums, judged } = countTrials(trials, axes);
  const width = axes.regions.size;
  const means = (weights: ArrayLike<number>): readonly (number | null)[] =>
    Array.from({ length: width }, (_, column) => {
      let [sum, count] = [0, 0];
      for (let patient = 0; patient < weights.length; patient += 1) {
        const at = patient * width + column;
        sum += weights[patient]! * sums[at]!;
        count += weights[patient]! * judged[at]!;
      }
      return count === 0 ? null : sum / count;
    });
  const estimates = clusterBootstrap(axes.patients.size, means, { replicates, random: createRandom(seed) });
  return new Map(
    [...axes.regions].flatMap(([region, column]) => {
      const { low = null, high = null } = estimates[column] ?? {};
      return low === null || high === null ? [] : [[region, { low, high, method: 'BOOTSTRAP' }] as const];
    }),
  );
}
