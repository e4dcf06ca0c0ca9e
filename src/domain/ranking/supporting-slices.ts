/** "Row `queryRow` of the query matrix looks like slice `slice` of this volume." */
export interface RowMatch {
  /** Position in the query matrix; the caller knows which slice of the query lies there. */
  readonly queryRow: number;
  readonly slice: number;
  readonly similarity: number;
}

/** Slices that speak for a volume, as shown when no other number is asked for. */
export const DEFAULT_SUPPORTING_SLICES = 15;

/**
 * E_L(V): the `limit` distinct slices whose best similarity to any query slice is highest, best first (lower index on
 * ties); all of them where there are fewer.
 */
export function supportingSlices(matches: readonly RowMatch[], limit = Number.POSITIVE_INFINITY): readonly number[] {
  const best = new Map<number, number>();
  for (const { slice, similarity } of matches) {
    const known = best.get(slice);
    if (known === undefined || similarity > known) best.set(slice, similarity);
  }
  return [...best]
    .sort(([sliceA, a], [sliceB, b]) => b - a || sliceA - sliceB)
    .slice(0, limit)
    .map(([slice]) => slice);
}
