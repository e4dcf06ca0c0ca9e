import type { Affine, Shape, Spacing } from './volume.js';

export type Point = readonly [x: number, y: number, z: number];

type Row = Affine[0];

const at = (row: Row, [i, j, k]: Point): number => row[0] * i + row[1] * j + row[2] * k + row[3];

/** Takes a voxel index, which may lie between voxels, to millimetres in RAS+. */
export function voxelToWorld(affine: Affine, voxel: Point): Point {
  return [at(affine[0], voxel), at(affine[1], voxel), at(affine[2], voxel)];
}

/** Millimetres between voxel centres along i, j, k: the lengths of the affine's columns. */
export function spacingOf(affine: Affine): Spacing {
  const [x, y, z] = affine;
  return [Math.hypot(x[0], y[0], z[0]), Math.hypot(x[1], y[1], z[1]), Math.hypot(x[2], y[2], z[2])];
}

function determinant([x, y, z]: Affine): number {
  return x[0] * (y[1] * z[2] - y[2] * z[1]) - x[1] * (y[0] * z[2] - y[2] * z[0]) + x[2] * (y[0] * z[1] - y[1] * z[0]);
}

/** The volume of the unit cell over that of a box with its edges: 1 for right angles, 0 for axes in one plane. */
const LEAST_RELATIVE_VOLUME = 1e-4;

/** Whether the affine is finite and can be inverted with axes that are well apart. */
export function isInvertible(affine: Affine): boolean {
  if (!affine.flat().every(Number.isFinite)) return false;
  const [sx, sy, sz] = spacingOf(affine);
  const box = sx * sy * sz;
  return box > 0 && Number.isFinite(box) && Math.abs(determinant(affine)) / box > LEAST_RELATIVE_VOLUME;
}

/** Millimetres in RAS+ to a voxel index. The affine must be invertible. */
export function worldToVoxel(affine: Affine, [wx, wy, wz]: Point): Point {
  const [x, y, z] = affine;
  const scale = 1 / determinant(affine);
  const [dx, dy, dz] = [wx - x[3], wy - y[3], wz - z[3]];
  const minor = (p: Row, q: Row, m: 0 | 1 | 2, n: 0 | 1 | 2): number => p[m] * q[n] - p[n] * q[m];
  return [
    scale * (minor(y, z, 1, 2) * dx - minor(x, z, 1, 2) * dy + minor(x, y, 1, 2) * dz),
    scale * (-minor(y, z, 0, 2) * dx + minor(x, z, 0, 2) * dy - minor(x, y, 0, 2) * dz),
    scale * (minor(y, z, 0, 1) * dx - minor(x, z, 0, 1) * dy + minor(x, y, 0, 1) * dz),
  ];
}

/** The largest distance in mm between the corners of a grid under two affines. */
export function cornerDistance(shape: Shape, a: Affine, b: Affine): number {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map(
    (bits): Point => [bits & 1 ? shape[0] - 1 : 0, bits & 2 ? shape[1] - 1 : 0, bits & 4 ? shape[2] - 1 : 0],
  );
  return Math.max(
    ...corners.map((corner) => {
      const [p, q] = [voxelToWorld(a, corner), voxelToWorld(b, corner)];
      return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
    }),
  );
}
