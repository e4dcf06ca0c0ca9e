import type { ResultSource } from './pool-results.js';

/** A pooled result with what its readers think of it, averaged over them. */
export interface GradedResult {
  readonly sources: readonly ResultSource[];
  /** Mean of 2^g − 1 over its readers, 0 … 7. */
  readonly gain: number;
  /** Share of its readers with a grade at or above the threshold, 0 … 1. */
  readonly relevant: number;
}

const discountAt = (rank: number): number => 1 / Math.log2(rank + 1);

/**
 * nDCG@k of one configuration for one query (Järvelin and Kekäläinen 2002, with gain 2^g − 1): Σ gain/log₂(rank + 1) over its first k
 * results, over the same sum of the k best of the pool. A place without a result gains nothing. Null where no result of the pool has a gain.
 */
export function gradedNdcg(pool: readonly GradedResult[], configuration: number, k: number): number | null {
  const ideal = pool
    .map(({ gain }) => gain)
    .sort((a, b) => b - a)
    .slice(0, k)
    .reduce((sum, gain, index) => sum + gain * discountAt(index + 1), 0);
  if (ideal === 0) return null;
  return sumOver(pool, configuration, k, ({ gain }, rank) => gain * discountAt(rank)) / ideal;
}

/** precision@k of one configuration for one query: relevant results among its first k, over k. */
export function gradedPrecision(pool: readonly GradedResult[], configuration: number, k: number): number {
  return sumOver(pool, configuration, k, ({ relevant }) => relevant) / k;
}

function sumOver(pool: readonly GradedResult[], configuration: number, k: number, value: (result: GradedResult, rank: number) => number): number {
  const terms = pool.flatMap((result) =>
    result.sources.filter((source) => source.configuration === configuration && source.rank <= k).map(({ rank }) => ({ rank, value: value(result, rank) })),
  );
  return terms.sort((a, b) => a.rank - b.rank).reduce((sum, term) => sum + term.value, 0);
}
