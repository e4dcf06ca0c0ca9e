import type { CanonicalLabels, CanonicalVolume, Shape, Spacing } from './volume.js';

/** The plane that slices lie in: across the body, from ear to ear, or from front to back. */
export const PLANES = ['AXIAL', 'CORONAL', 'SAGITTAL'] as const;
export type Plane = (typeof PLANES)[number];

/** Planes of slices that are not contiguous in memory, nor in files. */
export const OTHER_PLANES = ['CORONAL', 'SAGITTAL'] as const satisfies readonly Plane[];
export type OtherPlane = (typeof OTHER_PLANES)[number];

/** Columns, rows and slices of each plane as axes of the canonical grid. */
const AXES = { AXIAL: [0, 1, 2], CORONAL: [0, 2, 1], SAGITTAL: [1, 2, 0] } as const satisfies Record<Plane, readonly [number, number, number]>;

/** The axes of the canonical grid that columns and rows of a plane's slices run along, and the one from slice to slice. */
export const axesOf = (plane: Plane): readonly [column: 0 | 1, row: 1 | 2, slice: 0 | 1 | 2] => AXES[plane];

/** The order that slices of a plane are counted in. */
export const SLICE_ORDER = { AXIAL: 'inferior to superior', CORONAL: 'posterior to anterior', SAGITTAL: 'left to right' } as const satisfies Record<Plane, string>;

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
  const voxels = volume.voxels instanceof Int16Array ? new Int16Array(volume.voxels.length) : new Float32Array(volume.voxels.length);
  turnInto(voxels, volume.voxels, plane, volume.shape);
  return { ...volume, ...turnedGrid(plane, volume), voxels };
}

/** A label map turned as `turnTo` turns its volume. */
export function turnLabels(plane: Plane, map: CanonicalLabels): CanonicalLabels {
  if (plane === 'AXIAL') return map;
  const labels = new Uint16Array(map.labels.length);
  turnInto(labels, map.labels, plane, map.shape);
  return { ...map, ...turnedGrid(plane, map), labels };
}

function turnedGrid(plane: Plane, { shape, spacing }: { readonly shape: Shape; readonly spacing: Spacing }): { readonly shape: Shape; readonly spacing: Spacing } {
  const [column, row, slice] = AXES[plane];
  return { shape: [shape[column], shape[row], shape[slice]], spacing: [spacing[column], spacing[row], spacing[slice]] };
}

function turnInto(target: Record<number, number>, from: ArrayLike<number>, plane: OtherPlane, shape: Shape): void {
  const [nx, ny] = shape;
  const [columns, rows, slices] = AXES[plane].map((axis) => shape[axis]) as [number, number, number];
  const [start, step, sliceStep] = plane === 'CORONAL' ? [0, 1, nx] : [(ny - 1) * nx, -nx, 1];
  let place = 0;
  for (let slice = 0; slice < slices; slice += 1) {
    for (let row = 0; row < rows; row += 1) {
      let at = start + slice * sliceStep + row * nx * ny;
      for (let column = 0; column < columns; column += 1, at += step, place += 1) target[place] = from[at]!;
    }
  }
}
