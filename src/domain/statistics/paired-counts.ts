import type { Trial } from '../evaluation/trial.js';
import { axesOf, countTrials, packCounts } from './recall-counts.js';
import type { RowSums } from './row-sums.js';

/** The judged trials of two runs A and B, on the patients and classes that have one in both. */
export interface PairedCounts {
  readonly patients: number;
  readonly classes: number;
  /** Over patients, each as often as it counts: right trials of each class in A, then judged ones, then the same of B. */
  readonly sums: RowSums;
  /** Each patient once. */
  readonly totals: Float64Array;
}

/** Macro recall of A and of B over the classes that have a judged trial in both, and how many these are; NaN without one. */
export interface PairedRecalls {
  readonly a: number;
  readonly b: number;
  readonly classes: number;
}

/** The queries of the runs need not be the same: one may be asked about altered copies that show fewer classes. */
export function pairedCounts(a: readonly Trial[], b: readonly Trial[]): PairedCounts {
  const [ofA, ofB] = inBoth(a, b);
  const axes = axesOf(ofA, ofB);
  const [patients, classes] = [axes.patients.size, axes.regions.size];
  const sums = packCounts([countTrials(ofA, axes), countTrials(ofB, axes)], axes);
  const totals = new Float64Array(4 * classes);
  sums.sum(new Uint32Array(patients).fill(1), totals);
  return { patients, classes, sums, totals };
}

/** What sums over patients come to. */
export function pairedRecalls(totals: Float64Array, width: number): PairedRecalls {
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
