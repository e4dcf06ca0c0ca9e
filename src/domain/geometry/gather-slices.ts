import type { CanonicalVolume } from './volume.js';

/** The voxels of some slices, one after the other, `slices.length × ny × nx`; a copy. */
export function gatherSlices({ voxels, shape: [nx, ny] }: Pick<CanonicalVolume, 'voxels' | 'shape'>, slices: readonly number[]): Int16Array | Float32Array {
  const size = nx * ny;
  const gathered = voxels instanceof Int16Array ? new Int16Array(slices.length * size) : new Float32Array(slices.length * size);
  slices.forEach((slice, place) => gathered.set(voxels.subarray(slice * size, (slice + 1) * size), place * size));
  return gathered;
}
