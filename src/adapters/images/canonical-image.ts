import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { isInvertible } from '../../domain/geometry/affine.js';
import { canonicalGrid } from '../../domain/geometry/canonical-grid.js';
import type { CanonicalLabels, CanonicalVolume } from '../../domain/geometry/volume.js';
import type { ImportNote } from '../../services/ports/records.js';
import type { StoredImage } from './stored-image.js';
import { canonicalLabels, canonicalVoxels } from './voxel-values.js';

/** The grid as it is stored, in float32, which must be able to hold it. Throws SINGULAR_AFFINE. */
export function storedGrid({ affine, shape }: Pick<StoredImage, 'affine' | 'shape'>): ReturnType<typeof canonicalGrid> {
  const turned = canonicalGrid(affine, shape);
  if (!isInvertible(turned.grid.affine)) throw new VoxseekError('SINGULAR_AFFINE', 'The spacing or place of the image is beyond any that a scan has.');
  return turned;
}

/** A scan in RAS+. Throws SINGULAR_AFFINE, TOO_FEW_SLICES, NON_FINITE_VOXELS, FILE_CORRUPT. */
export function canonicalVolume(image: StoredImage): { readonly volume: CanonicalVolume; readonly notes: readonly ImportNote[] } {
  const { grid, orientation } = storedGrid(image);
  if (grid.shape[2] < 2) throw new VoxseekError('TOO_FEW_SLICES', `The volume has ${grid.shape[2]} axial slice; at least two are needed.`);
  return { volume: { ...grid, voxels: canonicalVoxels(image, orientation) }, notes: image.notes };
}

/** A label map in RAS+. Throws SINGULAR_AFFINE, MASK_NOT_INTEGRAL, NON_FINITE_VOXELS, FILE_CORRUPT. */
export function canonicalLabelMap(image: StoredImage): CanonicalLabels {
  const { grid, orientation } = storedGrid(image);
  return { ...grid, labels: canonicalLabels(image, orientation) };
}
