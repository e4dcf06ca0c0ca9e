import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { canonicalGrid } from '../../domain/geometry/canonical-grid.js';
import type { CanonicalLabels, CanonicalVolume } from '../../domain/geometry/volume.js';
import type { ImportNote } from '../../services/ports/records.js';
import type { StoredImage } from './stored-image.js';
import { canonicalLabels, canonicalVoxels } from './voxel-values.js';

/** A scan in RAS+. Throws TOO_FEW_SLICES, NON_FINITE_VOXELS, FILE_CORRUPT. */
export function canonicalVolume(image: StoredImage): { readonly volume: CanonicalVolume; readonly notes: readonly ImportNote[] } {
  const { grid, orientation } = canonicalGrid(image.affine, image.shape);
  if (grid.shape[2] < 2) throw new VoxseekError('TOO_FEW_SLICES', `The volume has ${grid.shape[2]} axial slice; at least two are needed.`);
  return { volume: { ...grid, voxels: canonicalVoxels(image, orientation) }, notes: image.notes };
}

/** A label map in RAS+. Throws MASK_NOT_INTEGRAL, NON_FINITE_VOXELS, FILE_CORRUPT. */
export function canonicalLabelMap(image: StoredImage): CanonicalLabels {
  const { grid, orientation } = canonicalGrid(image.affine, image.shape);
  return { ...grid, labels: canonicalLabels(image, orientation) };
}
