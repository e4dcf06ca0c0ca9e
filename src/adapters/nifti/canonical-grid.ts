import { canonicalGrid as gridOfArray } from '../../domain/geometry/canonical-grid.js';
import type { Orientation } from '../../domain/geometry/orientation.js';
import type { CanonicalGrid } from '../../domain/geometry/volume.js';
import type { ImportNote } from '../../services/ports/records.js';
import { affineOf } from './forms.js';
import type { NiftiHeader } from './header.js';

/** The canonical grid of an image, and how its voxels are turned to lie on it. Throws SINGULAR_AFFINE. */
export function canonicalGrid(header: NiftiHeader): { readonly grid: CanonicalGrid; readonly orientation: Orientation; readonly notes: readonly ImportNote[] } {
  const { affine, notes } = affineOf(header);
  return { ...gridOfArray(affine, header.shape), notes };
}
