import type { JudgedVolume } from './judged-volume.js';

/** A query for one region and the volume that came first; null where nothing was found. */
export interface ConfusionTrial {
  readonly region: string;
  readonly first: Pick<JudgedVolume, 'covers' | 'shows'> | null;
}

/** What first results show where a region was asked for. A volume shows many regions, so that the counts of others do not add up to the queries. */
export interface RegionConfusion {
  readonly region: string;
  /** Queries whose first result shows the region. */
  readonly right: number;
  /** Queries whose first result does not. */
  readonly missed: number;
  /** Of the right ones, how many first results show this other region too. Regions with 0 are absent. */
  readonly beside: Readonly<Record<string, number>>;
  /** Of the missed ones, how many first results show this other region. Regions with 0 are absent. */
  readonly inPlaceOf: Readonly<Record<string, number>>;
}

/**
 * The confusion of each region that was asked for, in the order of `regions`. A result in which nobody looked for the region is left out, as it is from
 * recall; none at all is a miss.
 */
export function confusionOf(trials: Iterable<ConfusionTrial>, regions: readonly string[]): readonly RegionConfusion[] {
  const counts = new Map(regions.map((region) => [region, { right: 0, missed: 0, beside: new Map<string, number>(), inPlaceOf: new Map<string, number>() }]));
  for (const { region, first } of trials) {
    const count = counts.get(region);
    if (count === undefined || (first !== null && !first.covers.has(region))) continue;
    const right = first?.shows.has(region) === true;
    count[right ? 'right' : 'missed'] += 1;
    const others = right ? count.beside : count.inPlaceOf;
    for (const other of first?.shows.keys() ?? []) if (other !== region) others.set(other, (others.get(other) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, { right, missed }]) => right + missed > 0)
    .map(([region, { right, missed, beside, inPlaceOf }]) => ({ region, right, missed, beside: Object.fromEntries(beside), inPlaceOf: Object.fromEntries(inPlaceOf) }));
}
