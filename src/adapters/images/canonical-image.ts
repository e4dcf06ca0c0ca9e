import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { spacingOf } from '../../domain/geometry/affine.js';
import { closestOrientation, orientAffine, orientShape } from '../../domain/geometry/orientation.js';
import type { Orientation } from '../../domain/geometry/orientation.js';
import type { Affine, CanonicalGrid, CanonicalLabels, CanonicalVolume } from '../../domain/geometry/volume.js';
import type { ImportNote } from '../../services/ports/records.js';
import type { StoredImage } from './stored-image.js';
import { canonicalLabels, canonicalVoxels } from './voxel-values.js';

/** As float32, the precision of the stored canonical file, so that catalogue and file say the same; the sum turns −0 into 0. */
function storable(affine: Affine): Affine {
  const single = (value: number): number => Math.fround(value) + 0;
  const row = (values: Affine[0]): Affine[0] => [single(values[0]), single(values[1]), single(values[2]), single(values[3])];
  return [row(affine[0]), row(affine[1]), row(affine[2]), affine[3]];
}

function canonicalGrid({ shape, affine }: StoredImage): { readonly grid: CanonicalGrid; readonly orientation: Orientation } {
  const orientation = closestOrientation(affine);
  const turned = storable(orientAffine(affine, shape, orientation));
  return { grid: { shape: orientShape(shape, orientation), spacing: spacingOf(turned), affine: turned }, orientation };
}

/** A scan in RAS+. Throws TOO_FEW_SLICES, NON_FINITE_VOXELS, FILE_CORRUPT. */
export function canonicalVolume(image: StoredImage): { readonly volume: CanonicalVolume; readonly notes: readonly ImportNote[] } {
  const { grid, orientation } = canonicalGrid(image);
  if (grid.shape[2] < 2) throw new VoxseekError('TOO_FEW_SLICES', `The volume has ${grid.shape[2]} axial slice; at least two are needed.`);
  return { volume: { ...grid, voxels: canonicalVoxels(image, orientation) }, notes: image.notes };
}

/** A label map in RAS+. Throws MASK_NOT_INTEGRAL, NON_FINITE_VOXELS, FILE_CORRUPT. */
export function canonicalLabelMap(image: StoredImage): CanonicalLabels {
  const { grid, orientation } = canonicalGrid(image);
  return { ...grid, labels: canonicalLabels(image, orientation) };
}
