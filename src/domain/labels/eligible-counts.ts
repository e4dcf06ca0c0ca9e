import type { VolumeId } from '../ids.js';

type Counts = ReadonlyMap<string, number>;

/**
 * How many eligible volumes have each value, in the order of the values. Equal counts are the same map, so that what is worked out for one
 * query serves others.
 */
export function eligibleCounts(gallery: readonly { readonly volumeId: VolumeId; readonly value: string }[], values: readonly string[]): (excluded: ReadonlySet<VolumeId>) => Counts {
  const valueOf = new Map(gallery.map(({ volumeId, value }) => [volumeId, value]));
  const totals = new Map(values.map((value) => [value, 0]));
  for (const { value } of gallery) totals.set(value, (totals.get(value) ?? 0) + 1);
  const known = new Map<string, Counts>();

  return (excluded) => {
    const counts = new Map(totals);
    for (const id of excluded) {
      const value = valueOf.get(id);
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) - 1);
    }
    const key = [...counts.values()].join();
    const same = known.get(key) ?? counts;
    known.set(key, same);
    return same;
  };
}
