import { voxelToWorld, worldToVoxel } from './affine.js';
import type { Point } from './affine.js';
import type { Affine, CanonicalGrid, Shape } from './volume.js';

/** Corners of two grids may be apart by this share of the smallest spacing: rounding, not another grid. */
export const GRID_TOLERANCE = 0.1;

/** A block of voxels, axes in any order and direction: indices to mm in RAS+ by its affine, first axis fastest. */
export interface Block {
  readonly shape: Shape;
  readonly affine: Affine;
}

/** Where a block lies within a grid whose voxels it shares: the index of its first voxel, and what one step along each of its axes adds. */
export interface GridPlacement {
  readonly start: Point;
  readonly steps: readonly [Point, Point, Point];
}

const rounded = ([i, j, k]: Point): Point => [Math.round(i), Math.round(j), Math.round(k)];
const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const lengthOf = ([i, j, k]: Point): number => Math.abs(i) + Math.abs(j) + Math.abs(k);

/** The grid index of a block's voxel. */
export function indexOf({ start, steps: [a, b, c] }: GridPlacement, [u, v, w]: Point): Point {
  return [start[0] + u * a[0] + v * b[0] + w * c[0], start[1] + u * a[1] + v * b[1] + w * c[1], start[2] + u * a[2] + v * b[2] + w * c[2]];
}

/**
 * Where a block lies, or null where its voxels are not voxels of the grid: turned, of another spacing, or off by more than a tenth of the
 * smallest spacing. It may reach beyond the grid. Both affines must be invertible.
 */
export function placeOnGrid(grid: CanonicalGrid, { shape, affine }: Block): GridPlacement | null {
  const along = (voxel: Point): Point => worldToVoxel(grid.affine, voxelToWorld(affine, voxel));
  const origin = along([0, 0, 0]);
  const step = (voxel: Point): Point => rounded(minus(along(voxel), origin));
  const placement: GridPlacement = { start: rounded(origin), steps: [step([1, 0, 0]), step([0, 1, 0]), step([0, 0, 1])] };
  // A single voxel along an axis has no step that could be wrong.
  if (placement.steps.some((moved, axis) => lengthOf(moved) !== 1 && (shape[axis] ?? 1) > 1)) return null;
  const limit = GRID_TOLERANCE * Math.min(...grid.spacing);
  for (let corner = 0; corner < 8; corner += 1) {
    const voxel: Point = [corner & 1 ? shape[0] - 1 : 0, corner & 2 ? shape[1] - 1 : 0, corner & 4 ? shape[2] - 1 : 0];
    const [x, y, z] = minus(voxelToWorld(grid.affine, indexOf(placement, voxel)), voxelToWorld(affine, voxel));
    if (!(Math.hypot(x, y, z) <= limit)) return null;
  }
  return placement;
}

/** Sets the foreground of a block to 1 in a mask on the grid. Gives the number of foreground voxels that lie beyond the grid. */
export function paintBlock(grid: CanonicalGrid, shape: Shape, placement: GridPlacement, isForeground: (index: number) => boolean, mask: Uint8Array): number {
  const [nx, ny, nz] = grid.shape;
  let beyond = 0;
  let index = 0;
  for (let w = 0; w < shape[2]; w += 1) {
    for (let v = 0; v < shape[1]; v += 1) {
      let [i, j, k] = indexOf(placement, [0, v, w]);
      const [di, dj, dk] = placement.steps[0];
      for (let u = 0; u < shape[0]; u += 1, index += 1, i += di, j += dj, k += dk) {
        if (!isForeground(index)) continue;
        if (i < 0 || j < 0 || k < 0 || i >= nx || j >= ny || k >= nz) beyond += 1;
        else mask[(k * ny + j) * nx + i] = 1;
      }
    }
  }
  return beyond;
}
