import type { CanonicalVolume, Shape, Spacing } from './volume.js';

/** The plane that slices lie in: across the body, from ear to ear, or from front to back. */
export const PLANES = ['AXIAL', 'CORONAL', 'SAGITTAL'] as const;
export type Plane = (typeof PLANES)[number];

/** Columns, rows and slices of each plane as axes of the canonical grid. */
const AXES = { AXIAL: [0, 1, 2], CORONAL: [0, 2, 1], SAGITTAL: [1, 2, 0] } as const satisfies Record<Plane, readonly [number, number, number]>;

/** Slices of a grid in a plane: from inferior to superior, posterior to anterior, or left to right. */
export const slicesIn = (plane: Plane, shape: Shape): number => shape[AXES[plane][2]];

/** mm between slices of a plane. */
export const sliceDistance = (plane: Plane, spacing: Spacing): number => spacing[AXES[plane][2]];

/**
 * A volume whose axial slices are the slices of a plane: rows run upwards (superior is the top of the image that is made of them), columns
 * left → right (CORONAL) or anterior → posterior (SAGITTAL). Its affine stays that of the volume and means nothing. AXIAL: the volume itself.
 */
export function turnTo(plane: Plane, volume: CanonicalVolume): CanonicalVolume {
  if (plane === 'AXIAL') return volume;
  const [nx, ny] = volume.shape;
  const [columns, rows, slices] = AXES[plane].map((axis) => volume.shape[axis]) as [number, number, number];
  const voxels = volume.voxels instanceof Int16Array ? new Int16Array(volume.voxels.length) : new Float32Array(volume.voxels.length);
  const [start, step, sliceStep] = plane === 'CORONAL' ? [0, 1, nx] : [(ny - 1) * nx, -nx, 1];
  let place = 0;
  for (let slice = 0; slice < slices; slice += 1) {
    for (let row = 0; row < rows; row += 1) {
      let from = start + slice * sliceStep + row * nx * ny;
      for (let column = 0; column < columns; column += 1, from += step, place += 1) voxels[place] = volume.voxels[from]!;
    }
  }
  return { ...volume, shape: [columns, rows, slices], spacing: AXES[plane].map((axis) => volume.spacing[axis]) as unknown as Spacing, voxels };
}
