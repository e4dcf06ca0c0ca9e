import { spacingOf } from '../../domain/geometry/affine.js';
import { closestOrientation, orientAffine, orientShape } from '../../domain/geometry/orientation.js';
import type { Orientation } from '../../domain/geometry/orientation.js';
import type { Affine, CanonicalGrid } from '../../domain/geometry/volume.js';
import type { ImportNote } from '../../services/ports/records.js';
import { affineOf } from './forms.js';
import type { NiftiHeader } from './header.js';

/** As float32, the precision of the stored canonical file, so that catalogue and file say the same; the sum turns −0 into 0. */
function storable(affine: Affine): Affine {
  const single = (value: number): number => Math.fround(value) + 0;
  const row = (values: Affine[0]): Affine[0] => [single(values[0]), single(values[1]), single(values[2]), single(values[3])];
  return [row(affine[0]), row(affine[1]), row(affine[2]), affine[3]];
}

/** The canonical grid of an image, and how its voxels are turned to lie on it. Throws SINGULAR_AFFINE. */
export function canonicalGrid(header: NiftiHeader): { readonly grid: CanonicalGrid; readonly orientation: Orientation; readonly notes: readonly ImportNote[] } {
  const { affine, notes } = affineOf(header);
  const orientation = closestOrientation(affine);
  const turned = storable(orientAffine(affine, header.shape, orientation));
  return { grid: { shape: orientShape(header.shape, orientation), spacing: spacingOf(turned), affine: turned }, orientation, notes };
}
