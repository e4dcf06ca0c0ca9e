import type { VolumeId } from '../ids.js';
import { aggregateHits } from '../ranking/aggregate-hits.js';
import type { Aggregation } from '../ranking/retrieval-config.js';
import type { SliceHitLike, VoxelHashOf } from '../ranking/slice-hit.js';
import type { Random } from '../statistics/random.js';
import { isLocalizedHit, localize } from './localization.js';
import type { LocalizationRule } from './localization.js';
import type { JudgedVolume } from './judged-volume.js';

export interface ShuffledQuery {
  /** For each query row the similarities of its hits, best first. */
  readonly similarities: readonly (readonly number[])[];
  /** What may be found, in any fixed order. */
  readonly eligible: readonly JudgedVolume[];
  /** Rows of each slice: 1, or its patches. */
  readonly patches: number;
  readonly region: string;
  readonly aggregation: Aggregation;
  readonly rule: LocalizationRule;
}

/**
 * Chance of a localized hit: how often the first volume would be one if the vectors of the eligible gallery were shuffled over its
 * slices, so that each hit falls on a slice at random (the hits of one query row on distinct rows). Simulated `times` times on
 * stage 1; the evidence is its hit slices. Volumes whose region nobody looked for are passed over. Null where none was looked over.
 */
export function simulateLocalizedChance({ similarities, eligible, patches, region, aggregation, rule }: ShuffledQuery, times: number, hashOf: VoxelHashOf, random: Random): number | null {
  const byId = new Map(eligible.map((volume) => [volume.volumeId, volume]));
  const starts = startsOf(eligible);
  const slices = starts.at(-1) ?? 0;
  if (slices === 0) return null;
  const rows = slices * patches;
  let hits = 0;
  let judged = 0;
  for (let time = 0; time < times; time += 1) {
    const shuffled = similarities.map((ofRow) => drawDistinct(Math.min(ofRow.length, rows), rows, random).map((row, at) => hitAt(Math.floor(row / patches), ofRow[at] ?? 0, eligible, starts)));
    const [first] = aggregateHits(shuffled, aggregation, hashOf);
    const volume = first === undefined ? undefined : byId.get(first.volumeId);
    if (first === undefined || !volume?.covers.has(region)) continue;
    judged += 1;
    const { ratio } = localize(first.hitSlices.slice(0, rule.supportingSlices), volume.shows.get(region) ?? new Set());
    if (isLocalizedHit(ratio, rule.threshold)) hits += 1;
  }
  return judged === 0 ? null : hits / judged;
}

/** Where the slices of each volume begin in the row of all slices, with their number at the end. */
function startsOf(volumes: readonly { readonly sliceCount: number }[]): readonly number[] {
  const starts = [0];
  for (const { sliceCount } of volumes) starts.push((starts.at(-1) ?? 0) + sliceCount);
  return starts;
}

function hitAt(place: number, similarity: number, eligible: readonly { readonly volumeId: VolumeId }[], starts: readonly number[]): SliceHitLike {
  let low = 0;
  let high = eligible.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  const volume = eligible[low];
  if (volume === undefined) throw new RangeError(`slice ${place} of ${starts.at(-1) ?? 0}`);
  return { volumeId: volume.volumeId, slice: place - (starts[low] ?? 0), similarity };
}

/** Floyd's sampling: `count` distinct numbers below `below`. */
function drawDistinct(count: number, below: number, random: Random): readonly number[] {
  const drawn = new Set<number>();
  for (let top = below - count; top < below; top += 1) {
    const number = random.integer(top + 1);
    drawn.add(drawn.has(number) ? top : number);
  }
  return [...drawn];
}
