import type { MaxSimilarities } from '../../../services/ports/similarity-kernel.js';

/** Sums of bounds and of similarities differ by rounding; this much for each query row is left between them. */
const MARGIN = 2e-6;

const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);

/** How matrices at these positions are scored. */
export interface Scorers {
  readonly all: (positions: readonly number[]) => Promise<MaxSimilarities>;
  /** May give empty lists for those whose sum is below `least`. */
  readonly contend: (positions: readonly number[], least: number) => Promise<MaxSimilarities>;
}

/**
 * Scores in full only what may be among the `first` largest sums: those with the largest upper bounds, then all whose upper bound
 * reaches the least of these, until they fall below it. `bounds[g]` is an upper bound of the sum of matrix g.
 */
export async function rankBySums(bounds: readonly number[], first: number, { all, contend }: Scorers): Promise<MaxSimilarities & { readonly scored: number }> {
  const best = bounds.map(() => new Float32Array());
  const argmax = bounds.map(() => new Int32Array());
  const keep = (positions: readonly number[], found: MaxSimilarities): void =>
    positions.forEach((position, index) => {
      best[position] = found.best[index] as Float32Array<ArrayBuffer>;
      argmax[position] = found.argmax[index] as Int32Array<ArrayBuffer>;
    });
  const order = bounds.map((_, position) => position).sort((a, b) => (bounds[b] ?? 0) - (bounds[a] ?? 0));
  const leading = order.slice(0, first);
  const found = await all(leading);
  keep(leading, found);
  const margin = MARGIN * (found.best[0]?.length ?? 0);
  const least = Math.min(...found.best.map(sum)) - margin;
  const others = order.slice(first).filter((position) => (bounds[position] ?? 0) >= least);
  if (others.length > 0) keep(others, await contend(others, least));
  return { best, argmax, scored: leading.length + others.length };
}
