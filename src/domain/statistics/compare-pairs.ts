import type { Trial } from '../evaluation/trial.js';
import { compareRecall } from './compare-recall.js';
import type { ClassComparison, ComparisonOptions, RecallComparison } from './compare-recall.js';
import { holm } from './holm.js';

export interface AdjustedClassComparison extends ClassComparison {
  /** Adjusted by Holm over all classes of all pairs. */
  readonly pHolm: number | null;
}

export interface PairComparison extends Omit<RecallComparison, 'classes'> {
  readonly a: string;
  readonly b: string;
  /** Adjusted by Holm over all pairs. */
  readonly pHolm: number | null;
  readonly classes: readonly AdjustedClassComparison[];
}

/**
 * Every pair of configurations, the earlier one as A. A pair's draws depend on the seed and the two names alone, so that its p does not
 * change when another configuration joins; its adjusted p does.
 *
 * @throws CONFLICT where the runs were not asked the same queries
 */
export function comparePairs(runs: ReadonlyMap<string, readonly Trial[]>, { seed, ...options }: ComparisonOptions): readonly PairComparison[] {
  const configurations = [...runs];
  const pairs = configurations.flatMap(([a, trialsOfA], index) =>
    configurations.slice(index + 1).map(([b, trialsOfB]) => ({ a, b, ...compareRecall(trialsOfA, trialsOfB, { ...options, seed: JSON.stringify([seed, a, b]) }) })),
  );
  const overall = holm(pairs.map(({ p }) => p));
  const byClass = [...holm(pairs.flatMap(({ classes }) => classes.map(({ p }) => p)))];
  return pairs.map((pair, index) => {
    const adjusted = byClass.splice(0, pair.classes.length);
    return { ...pair, pHolm: overall[index] ?? null, classes: pair.classes.map((figures, column) => ({ ...figures, pHolm: adjusted[column] ?? null })) };
  });
}
