import type { VolumeId } from '../ids.js';
import type { Aggregation } from './retrieval-config.js';
import { compareScored } from './score-order.js';
import { orderSliceHits } from './slice-hit.js';
import type { SliceHitLike, VoxelHashOf } from './slice-hit.js';
import { supportingSlices } from './supporting-slices.js';
import type { RowMatch } from './supporting-slices.js';

/** A volume with at least one hit, in its place after stage 1. */
export interface Stage1Volume {
  readonly volumeId: VolumeId;
  /** 1, 2, … */
  readonly rank: number;
  /** COUNT: hits; MAX: best similarity; SUM: sum of similarities. */
  readonly score: number;
  /** Sum of the similarities of its hits, in float64, in the order of query slices and hits. */
  readonly sum: number;
  /** Its distinct hit slices, best first. */
  readonly hitSlices: readonly number[];
  readonly matches: readonly RowMatch[];
}

/**
 * Stage 1: the slices found for each query slice become a ranking of their volumes.
 *
 * @param hits for each query slice, in slice order, its k nearest eligible slices
 */
export function aggregateHits(
  hits: readonly (readonly SliceHitLike[])[],
  aggregation: Aggregation,
  hashOf: VoxelHashOf,
): readonly Stage1Volume[] {
  const matchesOf = new Map<VolumeId, RowMatch[]>();
  hits.forEach((hitsOfRow, queryRow) => {
    for (const { volumeId, slice, similarity } of orderSliceHits(hitsOfRow, hashOf)) {
      const matches = matchesOf.get(volumeId);
      if (matches === undefined) matchesOf.set(volumeId, [{ queryRow, slice, similarity }]);
      else matches.push({ queryRow, slice, similarity });
    }
  });
  return [...matchesOf]
    .map(([volumeId, matches]) => {
      const sum = matches.reduce((total, match) => total + match.similarity, 0);
      return { volumeId, voxelHash: hashOf(volumeId), matches, sum, score: scoreOf(matches, sum, aggregation) };
    })
    .sort(compareScored)
    .map(({ volumeId, score, sum, matches }, position) => ({
      volumeId,
      rank: position + 1,
      score,
      sum,
      hitSlices: supportingSlices(matches),
      matches,
    }));
}

function scoreOf(matches: readonly RowMatch[], sum: number, aggregation: Aggregation): number {
  switch (aggregation) {
    case 'COUNT':
      return matches.length;
    case 'MAX':
      return matches.reduce((best, match) => Math.max(best, match.similarity), Number.NEGATIVE_INFINITY);
    case 'SUM':
      return sum;
  }
}
