import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { canonicalGrid } from '../../domain/geometry/canonical-grid.js';
import type { Orientation } from '../../domain/geometry/orientation.js';
import type { CanonicalGrid } from '../../domain/geometry/volume.js';
import type { ImportNote } from '../../services/ports/records.js';
import type { VolumeReader } from '../../services/ports/volume-reader.js';
import { affineOf } from './forms.js';
import { readRawImage } from './raw-image.js';
import type { RawImage } from './raw-image.js';
import { canonicalLabels, canonicalVoxels } from './voxel-values.js';

function gridOf({ header }: RawImage): { readonly grid: CanonicalGrid; readonly orientation: Orientation; readonly notes: readonly ImportNote[] } {
  const { affine, notes } = affineOf(header);
  return { ...canonicalGrid(affine, header.shape), notes };
}

/** Reads NIfTI-1 and -2, plain or gzip, of every real datatype and either byte order. */
export function createNiftiReader(): VolumeReader {
  return {
    async readVolume(path, options) {
      const raw = await readRawImage(path, options);
      const { grid, orientation, notes } = gridOf(raw);
      if (grid.shape[2] < 2) throw new VoxseekError('TOO_FEW_SLICES', `The volume has ${grid.shape[2]} axial slice; at least two are needed.`);
      return { volume: { ...grid, voxels: canonicalVoxels(raw, orientation) }, notes };
    },
    async readLabels(path, options) {
      const raw = await readRawImage(path, options);
      const { grid, orientation } = gridOf(raw);
      return { ...grid, labels: canonicalLabels(raw, orientation) };
    },
  };
}
