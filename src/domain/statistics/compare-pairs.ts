import type { Trial } from '../evaluation/trial.js';
import { compareRecall } from './compare-recall.js';
import type { ClassComparison, ComparisonOptions, RecallComparison } from './compare-recall.js';
import { eachPair } from './each-pair.js';
import { holm } from './holm.js';

export interface AdjustedClassComparison extends ClassComparison {
  /** Adjusted by Holm over all classes of all pairs. */
  readonly pHolm: number | null;
}

export interface RecallPair extends RecallComparison {
  readonly a: string;
  readonly b: string;
}

export interface PairComparison extends Omit<RecallPair, 'classes'> {
  /** Adjusted by Holm over all pairs. */
  readonly pHolm: number | null;
  readonly classes: readonly AdjustedClassComparison[];
}

/**
 * Every pair of configurations, the earlier one as A, one after the other: a pair of large runs takes a good part of a second. A pair's draws depend on the seed and the
 * two names alone, so that its p does not change when another configuration joins; its adjusted p does.
 *
 * @throws CONFLICT where the runs were not asked the same queries
 */
export function* comparePairs(runs: ReadonlyMap<string, readonly Trial[]>, { seed, ...options }: ComparisonOptions): Generator<RecallPair> {
  for (const { a, b, ofA, ofB, ...draws } of eachPair(runs, seed)) yield { a, b, ...compareRecall(ofA, ofB, { ...options, ...draws }) };
}

/** All pairs that were tested together. */
export function adjustPairs(pairs: readonly RecallPair[]): readonly PairComparison[] {
  const overall = holm(pairs.map(({ p }) => p));
  const byClass = [...holm(pairs.flatMap(({ classes }) => classes.map(({ p }) => p)))];
  return pairs.map((pair, index) => {
    const adjusted = byClass.splice(0, pair.classes.length);
    return { ...pair, pHolm: overall[index] ?? null, classes: pair.classes.map((figures, column) => ({ ...figures, pHolm: adjusted[column] ?? null })) };
  });
}
