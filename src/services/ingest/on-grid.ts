import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { cornerDistance } from '../../domain/geometry/affine.js';
import { GRID_TOLERANCE } from '../../domain/geometry/grid-placement.js';
import type { CanonicalGrid, CanonicalLabels } from '../../domain/geometry/volume.js';

/** Throws MASK_GEOMETRY_MISMATCH, with `path`, where labels lie on another grid than their volume. */
export function requireSameGrid(grid: CanonicalGrid, labels: CanonicalGrid, path: string): void {
  const sameShape = grid.shape.every((length, axis) => length === labels.shape[axis]);
  const apart = sameShape ? cornerDistance(grid.shape, grid.affine, labels.affine) : Infinity;
  if (apart > GRID_TOLERANCE * Math.min(...grid.spacing)) {
    const why = sameShape ? `lies up to ${apart.toFixed(2)} mm from it` : `has ${labels.shape.join(' × ')} voxels, the volume ${grid.shape.join(' × ')}`;
    throw new VoxseekError('MASK_GEOMETRY_MISMATCH', `The mask is not on the grid of its volume: it ${why}.`, { path });
  }
}

/** The labels on the grid of their volume. Throws as `requireSameGrid`. */
export function onGrid(grid: CanonicalGrid, labels: CanonicalLabels, path: string): CanonicalLabels {
  requireSameGrid(grid, labels, path);
  return { ...labels, shape: grid.shape, spacing: grid.spacing, affine: grid.affine };
}
