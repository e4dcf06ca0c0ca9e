import type { Plane } from './planes.js';
import type { CanonicalVolume } from './volume.js';

/** At or below this many Hounsfield units nothing of a body is seen. */
export const AIR_LIMIT = -500;

export interface SliceRange {
  readonly minimum: number;
  readonly maximum: number;
}

/** The extremes of some slices while voxels are looked through. */
class Extremes {
  private readonly least: Float32Array;
  private readonly most: Float32Array;

  constructor(slices: number) {
    this.least = new Float32Array(slices).fill(Infinity);
    this.most = new Float32Array(slices).fill(-Infinity);
  }

  add(slice: number, least: number, most: number): void {
    if (least < this.least[slice]!) this.least[slice] = least;
    if (most > this.most[slice]!) this.most[slice] = most;
  }

  ranges(): readonly SliceRange[] {
    return Array.from(this.least, (minimum, slice) => ({ minimum, maximum: this.most[slice]! }));
  }
}

/** The least and the greatest voxel of every slice of each plane: inferior → superior, posterior → anterior, left → right. One pass over the voxels. */
export function sliceRanges({ voxels, shape: [nx, ny, nz] }: Pick<CanonicalVolume, 'voxels' | 'shape'>): Readonly<Record<Plane, readonly SliceRange[]>> {
  const [axial, coronal, sagittal] = [new Extremes(nz), new Extremes(ny), new Extremes(nx)];
  for (let row = 0; row < ny * nz; row += 1) {
    let [minimum, maximum] = [Infinity, -Infinity];
    for (let i = 0; i < nx; i += 1) {
      const value = voxels[row * nx + i]!;
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
      sagittal.add(i, value, value);
    }
    axial.add(Math.floor(row / ny), minimum, maximum);
    coronal.add(row % ny, minimum, maximum);
  }
  return { AXIAL: axial.ranges(), CORONAL: coronal.ranges(), SAGITTAL: sagittal.ranges() };
}
