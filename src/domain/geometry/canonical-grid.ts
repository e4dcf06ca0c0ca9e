import { spacingOf } from './affine.js';
import { closestOrientation, orientAffine, orientShape } from './orientation.js';
import type { Orientation } from './orientation.js';
import type { Affine, CanonicalGrid, Shape } from './volume.js';

/** As float32, the precision of the stored canonical file, so that catalogue and file say the same; the sum turns −0 into 0. */
function storable(affine: Affine): Affine {
  const single = (value: number): number => Math.fround(value) + 0;
  const row = (values: Affine[0]): Affine[0] => [single(values[0]), single(values[1]), single(values[2]), single(values[3])];
  return [row(affine[0]), row(affine[1]), row(affine[2]), affine[3]];
}

/** The grid of an array once it is turned to RAS+, and the turn. The affine must be invertible. */
export function canonicalGrid(affine: Affine, shape: Shape): { readonly grid: CanonicalGrid; readonly orientation: Orientation } {
  const orientation = closestOrientation(affine);
  const turned = storable(orientAffine(affine, shape, orientation));
  return { grid: { shape: orientShape(shape, orientation), spacing: spacingOf(turned), affine: turned }, orientation };
}
