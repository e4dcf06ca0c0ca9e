import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { VolumeReader } from '../../services/ports/volume-reader.js';
import { canonicalGrid } from './canonical-grid.js';
import { readRawImage } from './raw-image.js';
import { canonicalLabels, canonicalVoxels } from './voxel-values.js';

/** Reads NIfTI-1 and -2, plain or gzip, of every real datatype and either byte order. */
export function createNiftiReader(): VolumeReader {
  return {
    async readVolume(path, options) {
      const raw = await readRawImage(path, options);
      const { grid, orientation, notes } = canonicalGrid(raw.header);
      if (grid.shape[2] < 2) throw new VoxseekError('TOO_FEW_SLICES', `The volume has ${grid.shape[2]} axial slice; at least two are needed.`);
      return { volume: { ...grid, voxels: canonicalVoxels(raw, orientation) }, notes };
    },
    async readLabels(path, options) {
      const raw = await readRawImage(path, options);
      const { grid, orientation } = canonicalGrid(raw.header);
      return { ...grid, labels: canonicalLabels(raw, orientation) };
    },
  };
}
