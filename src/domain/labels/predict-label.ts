/** The commonest value among neighbours; of those equally common, the one whose first neighbour is nearest. Null without neighbours. */
export function voteOf(neighbours: readonly string[]): string | null {
  const votes = new Map<string, number>();
  for (const value of neighbours) votes.set(value, (votes.get(value) ?? 0) + 1);
  // A map keeps the order in which its keys came: the nearest first.
  return [...votes].reduce<readonly [string, number] | null>((best, one) => (best === null || one[1] > best[1] ? one : best), null)?.[0] ?? null;
}

/** The median of the values of neighbours, the lower of two in the middle, so that it is a value of the label. Null without neighbours. */
export function medianOf(neighbours: readonly string[], places: ReadonlyMap<string, number>): string | null {
  const placeOf = (value: string): number => places.get(value) ?? 0;
  const sorted = [...neighbours].sort((a, b) => placeOf(a) - placeOf(b));
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? null;
}

/** How far the median of the neighbours lies from the value of the query. Null without neighbours. */
export function medianErrorOf(neighbours: readonly string[], value: string, places: ReadonlyMap<string, number>): number | null {
  const median = medianOf(neighbours, places);
  return median === null ? null : Math.abs((places.get(median) ?? 0) - (places.get(value) ?? 0));
}
