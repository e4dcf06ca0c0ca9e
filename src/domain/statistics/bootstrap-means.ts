import type { Trial } from '../evaluation/trial.js';
import { DEFAULT_REPLICATES } from './bootstrap-recall.js';
import type { BootstrapOptions } from './bootstrap-recall.js';
import { ALPHA } from './interval.js';
import type { Interval } from './interval.js';
import { quantileInPlace } from './quantile-in-place.js';
import { createRandom } from './random.js';
import { axesOf, countTrials } from './recall-counts.js';
import { packRows } from './row-sums.js';

/**
 * 95 % intervals of the mean of each class of trials, whose values may be any numbers, by the percentile bootstrap over patients: each replicate draws as
 * many patients as there are, with replacement and with all their trials, the same ones for every class. A replicate that does not meet a class is left out
 * of its interval. None with fewer than two patients.
 */
export function bootstrapMeans(trials: readonly Trial[], { seed, replicates = DEFAULT_REPLICATES }: BootstrapOptions): ReadonlyMap<string, Interval> {
  const axes = axesOf(trials);
  const [patients, width] = [axes.patients.size, axes.regions.size];
  if (patients < 2) return new Map();
  const { right: sums, judged } = countTrials(trials, axes);
  const rows = new Float64Array(2 * patients * width);
  for (let patient = 0; patient < patients; patient += 1) {
    rows.set(sums.subarray(patient * width, (patient + 1) * width), 2 * patient * width);
    rows.set(judged.subarray(patient * width, (patient + 1) * width), (2 * patient + 1) * width);
  }
  const packed = packRows(rows, patients, 2 * width, patients);
  const random = createRandom(seed);
  const drawn = new Uint32Array(patients);
  const totals = new Float64Array(2 * width);
  const means = new Float64Array(width * replicates);
  const counts = new Uint32Array(width);
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    drawn.fill(0);
    random.tally(drawn, patients);
    packed.sum(drawn, totals);
    for (let column = 0; column < width; column += 1) {
      if (totals[width + column] === 0) continue;
      means[column * replicates + counts[column]!] = totals[column]! / totals[width + column]!;
      counts[column]! += 1;
    }
  }
  return new Map(
    [...axes.regions].flatMap(([region, column]) => {
      const own = means.subarray(column * replicates, column * replicates + counts[column]!);
      const [low, high] = [quantileInPlace(own, ALPHA / 2), quantileInPlace(own, 1 - ALPHA / 2)];
      return low === null || high === null ? [] : [[region, { low, high, method: 'BOOTSTRAP' }] as const];
    }),
  );
}
