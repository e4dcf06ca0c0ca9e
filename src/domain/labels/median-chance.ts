import { hypergeometricTail } from '../statistics/hypergeometric-tail.js';

/**
 * The expected distance of `place` from the median of the first `neighbours` (the lower of two in the middle) where the eligible gallery is ranked
 * at random: the median lies at x or below where at least half of those drawn do, a hypergeometric tail.
 *
 * @param counts eligible volumes of each value and where it lies, ascending; at least one volume
 */
export function chanceOfMedianError(counts: readonly { readonly place: number; readonly count: number }[], place: number, neighbours: number): number {
  const population = counts.reduce((sum, { count }) => sum + count, 0);
  const drawn = Math.min(neighbours, population);
  const atLeast = Math.ceil(drawn / 2);
  let marked = 0;
  let below = 0;
  let expected = 0;
  for (const { place: at, count } of counts) {
    marked += count;
    const upTo = hypergeometricTail({ population, marked, drawn, atLeast });
    expected += (upTo - below) * Math.abs(at - place);
    below = upTo;
  }
  return expected;
}
