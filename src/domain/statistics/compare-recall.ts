import type { Trial } from '../evaluation/trial.js';
import { VoxseekError } from '../errors/voxseek-error.js';
import { createRandom } from './random.js';
import { axesOf, countTrials } from './recall-counts.js';
import type { RecallAxes } from './recall-counts.js';
import { packRows } from './row-sums.js';
import { ROUNDING, eachFlip, shareOf } from './sign-flips.js';

export interface ClassComparison {
  readonly region: string;
  /** Recall of A less that of B; null where one of them has no judged trial. */
  readonly difference: number | null;
  readonly p: number | null;
}

export interface RecallComparison {
  /** Macro recall of A less that of B; null where one of them has no judged trial. */
  readonly difference: number | null;
  /** Two-sided, over all classes at once. */
  readonly p: number | null;
  /** Whether every way to swap patients was tried, not a sample. */
  readonly exact: boolean;
  /** Query patients with a judged trial in either run. */
  readonly patients: number;
  /** Secondary: the same test of one class each, by the same swaps; in text order. */
  readonly classes: readonly ClassComparison[];
}

export interface ComparisonOptions {
  readonly seed: string;
  /** 10,000 unless told. */
  readonly draws?: number;
}

export const DEFAULT_DRAWS = 10_000;

/**
 * Whether two runs over the same queries differ in macro recall: two-sided paired sign-flip test by patient. If the runs did not
 * differ, each patient's trials of A and B could as well change places; over such swaps of whole patients p is the share
 * that gives at least the difference observed: (b + 1)/(B + 1) of B draws, or exact over all swaps below 14 patients. A swap that
 * leaves one side of a class without a judged trial counts against significance of that class.
 *
 * @throws CONFLICT where the trials are not of the same queries
 */
export function compareRecall(a: readonly Trial[], b: readonly Trial[], { seed, draws = DEFAULT_DRAWS }: ComparisonOptions): RecallComparison {
  requireSameQueries(a, b);
  const axes = axesOf(a, b);
  const width = axes.regions.size;
  const inA = countTrials(a, axes);
  const inB = countTrials(b, axes);
  const start = { rightA: columnSums(inA.right, width), judgedA: columnSums(inA.judged, width), rightB: columnSums(inB.right, width), judgedB: columnSums(inB.judged, width) };

  const moves = packRows(differences(inA, inB, axes), axes.patients.size, 2 * width, axes.patients.size);
  const moved = new Float64Array(2 * width);
  const byClass = new Float64Array(width);
  const observed = differ(start, moved, byClass);
  const observedByClass = byClass.slice();
  const asLarge = new Uint32Array(width);
  let asLargeInAll = 0;
  const flips = eachFlip(axes.patients.size, draws, createRandom(seed), (flipped) => {
    moves.sum(flipped, moved);
    // Not less, so that what cannot be compared (NaN) counts as large.
    if (!(Math.abs(differ(start, moved, byClass)) < Math.abs(observed) - ROUNDING)) asLargeInAll += 1;
    for (let column = 0; column < width; column += 1) {
      if (!(Math.abs(byClass[column]!) < Math.abs(observedByClass[column]!) - ROUNDING)) asLarge[column]! += 1;
    }
  });
  const p = (difference: number, large: number): number | null => (Number.isNaN(difference) ? null : shareOf(large, flips));
  return {
    difference: Number.isNaN(observed) ? null : observed,
    p: p(observed, asLargeInAll),
    exact: flips.exact,
    patients: axes.patients.size,
    classes: [...axes.regions].map(([region, column]) => {
      const difference = observedByClass[column]!;
      return { region, difference: Number.isNaN(difference) ? null : difference, p: p(difference, asLarge[column]!) };
    }),
  };
}

interface Start {
  readonly rightA: Float64Array;
  readonly judgedA: Float64Array;
  readonly rightB: Float64Array;
  readonly judgedB: Float64Array;
}

/** The difference in macro recall after `moved` went from B to A and back; that of each class is written to `byClass`. NaN where one side is empty. */
function differ({ rightA, judgedA, rightB, judgedB }: Start, moved: Float64Array, byClass: Float64Array): number {
  const width = byClass.length;
  let recallsA = 0;
  let recallsB = 0;
  let classesA = 0;
  let classesB = 0;
  for (let column = 0; column < width; column += 1) {
    const right = moved[column]!;
    const judged = moved[width + column]!;
    const ofA = judgedA[column]! + judged;
    const ofB = judgedB[column]! - judged;
    const recallA = (rightA[column]! + right) / ofA;
    const recallB = (rightB[column]! - right) / ofB;
    if (ofA > 0) {
      recallsA += recallA;
      classesA += 1;
    }
    if (ofB > 0) {
      recallsB += recallB;
      classesB += 1;
    }
    byClass[column] = ofA > 0 && ofB > 0 ? recallA - recallB : NaN;
  }
  return recallsA / classesA - recallsB / classesB;
}

/** Patient by patient, what a swap brings to A: right trials of each class, then judged ones. */
function differences(a: { readonly right: Float64Array; readonly judged: Float64Array }, b: typeof a, { patients, regions }: RecallAxes): Float64Array {
  const width = regions.size;
  const rows = new Float64Array(2 * patients.size * width);
  for (let row = 0; row < patients.size; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const at = row * width + column;
      rows[2 * row * width + column] = b.right[at]! - a.right[at]!;
      rows[(2 * row + 1) * width + column] = b.judged[at]! - a.judged[at]!;
    }
  }
  return rows;
}

function columnSums(values: Float64Array, width: number): Float64Array {
  const sums = new Float64Array(width);
  values.forEach((value, index) => (sums[index % width]! += value));
  return sums;
}

/** Whether the trials are of the same queries. These are not named in trials; the number of trials of each patient and class, judged or not, is. */
export function ofSameQueries(a: readonly Trial[], b: readonly Trial[]): boolean {
  const open = new Map<string, number>();
  const count = (trials: readonly Trial[], step: number): void => {
    for (const { patientId, region } of trials) {
      const key = `${patientId} ${region}`;
      open.set(key, (open.get(key) ?? 0) + step);
    }
  };
  count(a, 1);
  count(b, -1);
  return [...open.values()].every((left) => left === 0);
}

function requireSameQueries(a: readonly Trial[], b: readonly Trial[]): void {
  if (ofSameQueries(a, b)) return;
  throw new VoxseekError('CONFLICT', 'Only runs over the same queries can be compared, and the trials of these two are of different patients or classes.');
}
