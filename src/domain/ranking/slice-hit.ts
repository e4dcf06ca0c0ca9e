import type { VolumeId } from '../ids.js';

/** A gallery slice that a search returned for one query slice. */
export interface SliceHitLike {
  readonly volumeId: VolumeId;
  readonly slice: number;
  /** Cosine similarity, −1 … 1. */
  readonly similarity: number;
}

/** The voxel hash of a volume: what breaks ties, since unlike an id it is the same on every machine. */
export type VoxelHashOf = (volumeId: VolumeId) => string;

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Most similar first; equal slices in order of their volume's voxel hash, then of their slice index. */
export function compareSliceHits(hashOf: VoxelHashOf): (a: SliceHitLike, b: SliceHitLike) => number {
  return (a, b) =>
    b.similarity - a.similarity || compareText(hashOf(a.volumeId), hashOf(b.volumeId)) || a.slice - b.slice;
}

/** The hits of one query slice in their defined order, whatever order the server gave. */
export function orderSliceHits<Hit extends SliceHitLike>(hits: readonly Hit[], hashOf: VoxelHashOf): readonly Hit[] {
  return [...hits].sort(compareSliceHits(hashOf));
}
