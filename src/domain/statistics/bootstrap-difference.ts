import type { Trial } from '../evaluation/trial.js';
import { DEFAULT_REPLICATES } from './bootstrap-recall.js';
import type { BootstrapOptions } from './bootstrap-recall.js';
import { ALPHA } from './interval.js';
import type { Interval } from './interval.js';
import { quantileInPlace } from './quantile-in-place.js';
import { createRandom } from './random.js';
import { axesOf, countTrials } from './recall-counts.js';
import type { RecallCounts } from './recall-counts.js';
import { packRows } from './row-sums.js';

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
 * The difference in macro recall of two runs over the same patients, whose queries need not be the same: one may be asked about altered
 * copies that show fewer classes. Classes without a judged trial in both are left out. 95 % interval by the percentile bootstrap over the patients of
 * both: each replicate draws them with replacement and takes the trials of each in A and in B, so that the runs are paired; a class that a replicate does not
 * meet in both is left out of it on both sides.
 */
export function bootstrapDifference(a: readonly Trial[], b: readonly Trial[], { seed, replicates = DEFAULT_REPLICATES }: BootstrapOptions): PairedDifference {
  const [ofA, ofB] = inBoth(a, b);
  const axes = axesOf(ofA, ofB);
  const [patients, width] = [axes.patients.size, axes.regions.size];
  if (width === 0) return { a: null, b: null, difference: null, interval: null, classes: 0, patients: 0 };
  const sums = packRows(sideBySide([countTrials(ofA, axes), countTrials(ofB, axes)], patients, width), patients, 4 * width, patients);
  const totals = new Float64Array(4 * width);
  const drawn = new Uint32Array(patients).fill(1);
  sums.sum(drawn, totals);
  const whole = recalls(totals, width);
  const random = createRandom(seed);
  const differences = new Float64Array(replicates);
  let count = 0;
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    drawn.fill(0);
    random.tally(drawn, patients);
    sums.sum(drawn, totals);
    const { a: one, b: other, classes } = recalls(totals, width);
    if (classes === 0) continue;
    differences[count] = one - other;
    count += 1;
  }
  const values = differences.subarray(0, count);
  const [low, high] = [quantileInPlace(values, ALPHA / 2), quantileInPlace(values, 1 - ALPHA / 2)];
  return { a: whole.a, b: whole.b, difference: whole.a - whole.b, interval: low === null || high === null ? null : { low, high, method: 'BOOTSTRAP' }, classes: whole.classes, patients };
}

/** The judged trials of patients and classes that both runs have. */
function inBoth(a: readonly Trial[], b: readonly Trial[]): readonly [readonly Trial[], readonly Trial[]] {
  const common = (of: (trial: Trial) => string, one: readonly Trial[], other: readonly Trial[]): ReadonlySet<string> => {
    const known = new Set(one.map(of));
    return new Set(other.map(of).filter((name) => known.has(name)));
  };
  const judged = (trials: readonly Trial[]): readonly Trial[] => trials.filter(({ value }) => value !== null);
  let [ofA, ofB] = [judged(a), judged(b)];
  // A class may leave with the only patient who shows it in both, and a patient with a class.
  for (let before = -1; before !== ofA.length + ofB.length;) {
    before = ofA.length + ofB.length;
    for (const of of [(trial: Trial): string => trial.region, (trial: Trial): string => trial.patientId]) {
      const names = common(of, ofA, ofB);
      [ofA, ofB] = [ofA.filter((trial) => names.has(of(trial))), ofB.filter((trial) => names.has(of(trial)))];
    }
  }
  return [ofA, ofB];
}

function recalls(totals: Float64Array, width: number): { readonly a: number; readonly b: number; readonly classes: number } {
  let [a, b, classes] = [0, 0, 0];
  for (let column = 0; column < width; column += 1) {
    const [judgedA, judgedB] = [totals[width + column]!, totals[3 * width + column]!];
    if (judgedA === 0 || judgedB === 0) continue;
    a += totals[column]! / judgedA;
    b += totals[2 * width + column]! / judgedB;
    classes += 1;
  }
  return { a: a / classes, b: b / classes, classes };
}

/** Patient by patient: right and judged trials of each class in A, then in B. */
function sideBySide(runs: readonly RecallCounts[], patients: number, width: number): Float64Array {
  const rows = new Float64Array(4 * patients * width);
  runs.forEach(({ right, judged }, run) => {
    for (let patient = 0; patient < patients; patient += 1) {
      rows.set(right.subarray(patient * width, (patient + 1) * width), (4 * patient + 2 * run) * width);
      rows.set(judged.subarray(patient * width, (patient + 1) * width), (4 * patient + 2 * run + 1) * width);
    }
  });
  return rows;
}
