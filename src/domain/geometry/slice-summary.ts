import type { CanonicalVolume } from './volume.js';

/** At or below this many Hounsfield units nothing of a body is seen. */
export const AIR_LIMIT = -500;

/** The least and the greatest voxel of every axial slice, inferior to superior. */
export function sliceRanges({ voxels, shape }: CanonicalVolume): readonly { readonly minimum: number; readonly maximum: number }[] {
  const pixels = shape[0] * shape[1];
  return Array.from({ length: shape[2] }, (_, slice) => {
    let [minimum, maximum] = [Infinity, -Infinity];
    for (const value of voxels.subarray(slice * pixels, (slice + 1) * pixels)) {
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
    }
    return { minimum, maximum };
  });
}
