import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { spacingOf } from '../../domain/geometry/affine.js';
import { closestOrientation, orientAffine, orientShape } from '../../domain/geometry/orientation.js';
import type { Orientation } from '../../domain/geometry/orientation.js';
import type { Affine, CanonicalGrid } from '../../domain/geometry/volume.js';
import type { ImportNote } from '../../services/ports/records.js';
import type { VolumeReader } from '../../services/ports/volume-reader.js';
import { affineOf } from './forms.js';
import { readRawImage } from './raw-image.js';
import type { RawImage } from './raw-image.js';
import { canonicalLabels, canonicalVoxels } from './voxel-values.js';

/** As float32, the precision of the stored canonical file, so that catalogue and file say the same; the sum turns −0 into 0. */
function storable(affine: Affine): Affine {
  const single = (value: number): number => Math.fround(value) + 0;
  const row = (values: Affine[0]): Affine[0] => [single(values[0]), single(values[1]), single(values[2]), single(values[3])];
  return [row(affine[0]), row(affine[1]), row(affine[2]), affine[3]];
}

function canonicalGrid({ header }: RawImage): { readonly grid: CanonicalGrid; readonly orientation: Orientation; readonly notes: readonly ImportNote[] } {
  const { affine, notes } = affineOf(header);
  const orientation = closestOrientation(affine);
  const turned = storable(orientAffine(affine, header.shape, orientation));
  return { grid: { shape: orientShape(header.shape, orientation), spacing: spacingOf(turned), affine: turned }, orientation, notes };
}

/** Reads NIfTI-1 and -2, plain or gzip, of every real datatype and either byte order. */
export function createNiftiReader(): VolumeReader {
  return {
    async readVolume(path, options) {
      const raw = await readRawImage(path, options);
      const { grid, orientation, notes } = canonicalGrid(raw);
      if (grid.shape[2] < 2) throw new VoxseekError('TOO_FEW_SLICES', `The volume has ${grid.shape[2]} axial slice; at least two are needed.`);
      return { volume: { ...grid, voxels: canonicalVoxels(raw, orientation) }, notes };
    },
    async readLabels(path, options) {
      const raw = await readRawImage(path, options);
      const { grid, orientation } = canonicalGrid(raw);
      return { ...grid, labels: canonicalLabels(raw, orientation) };
    },
  };
}
