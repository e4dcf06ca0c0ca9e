/** Row-major 4 × 4 matrix that takes voxel indices (i, j, k, 1) to millimetres in RAS+ patient coordinates. */
export type Affine = readonly [
  readonly [number, number, number, number],
  readonly [number, number, number, number],
  readonly [number, number, number, number],
  readonly [0, 0, 0, 1],
];

/** Columns, rows and slices: sizes along the voxel axes i, j, k. */
export type Shape = readonly [nx: number, ny: number, nz: number];

/** Millimetres between voxel centres along i, j, k. */
export type Spacing = readonly [sx: number, sy: number, sz: number];

/** A grid in canonical orientation: i runs to the patient's right, j to anterior, k to superior (RAS+). */
export interface CanonicalGrid {
  readonly shape: Shape;
  readonly spacing: Spacing;
  readonly affine: Affine;
}

/** CT voxels in Hounsfield units, i fastest (the axial slice k is contiguous). Integral values are kept as int16. */
export interface CanonicalVolume extends CanonicalGrid {
  readonly voxels: Int16Array | Float32Array;
}

/** A label map on the grid of a volume; 0 is background. */
export interface CanonicalLabels extends CanonicalGrid {
  readonly labels: Uint16Array;
}

/** One slice of a canonical volume, `nx × ny`, the columns fastest; columns and rows ascend along two axes of the grid: i and j of an axial slice, i and k of a coronal one, j and k of a sagittal one. */
export interface CanonicalSlice {
  readonly nx: number;
  readonly ny: number;
  readonly voxels: Int16Array | Float32Array;
}

/** Raised by hand when canonical voxels of the same file change. */
export const CANONICAL_VERSION = 1;
