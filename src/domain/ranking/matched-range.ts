/** A run of neighbouring slices of a volume in which what speaks for it lies closest together. */
export interface MatchedRange {
  /** From 0, in the order of their plane; both ends are supporting slices. */
  readonly first: number;
  readonly last: number;
  /** Supporting slices in it, and all of them. */
  readonly supporting: number;
  readonly of: number;
}

/**
 * Where a match lies, without any mask: the run of slices that holds most more supporting slices than it would if these were spread evenly
 * over the volume. With n slices, |E| of them supporting, that is the run [a, b] of the largest |E ∩ [a, b]| − (b − a + 1)·|E|/n: the
 * discrepancy of a scan statistic, as a segment of maximum sum. Ties: the longer run, then the lower one. A volume whose every slice supports matches as a whole.
 *
 * @param supporting distinct supporting slices in any order
 * @param sliceCount n, above all of them
 * @returns null where nothing supports
 */
export function matchedRange(supporting: readonly number[], sliceCount: number): MatchedRange | null {
  const of = supporting.length;
  // Multiplied by n, so that all sums are whole numbers and ties are ties.
  let lowest = { sum: 0, next: 0, count: 0 };
  let count = 0;
  let best: (MatchedRange & { readonly gain: number }) | null = null;
  for (const last of [...supporting].sort((a, b) => a - b)) {
    const before = count * sliceCount - last * of;
    if (before < lowest.sum || count === 0) lowest = { sum: before, next: last, count };
    count += 1;
    const gain = count * sliceCount - (last + 1) * of - lowest.sum;
    const range = { first: lowest.next, last, supporting: count - lowest.count, of, gain };
    if (best === null || gain > best.gain || (gain === best.gain && last - range.first > best.last - best.first)) best = range;
  }
  if (best === null) return null;
  const { gain: _, ...range } = best;
  return range;
}
