import type { HeaderReader } from '../../services/ports/header-reader.js';
import type { ReadLimits, ReadOptions, VolumeReader } from '../../services/ports/volume-reader.js';
import { canonicalLabelMap, canonicalVolume, storedGrid } from '../images/canonical-image.js';
import { checkShape } from '../images/file-limits.js';
import type { StoredImage } from '../images/stored-image.js';
import { fileBeside, readTextHeader } from '../images/text-header.js';
import { readVoxelBytes } from '../images/voxel-bytes.js';
import { headerLength, parseHeader } from './header.js';

async function read(path: string, options: ReadOptions): Promise<StoredImage> {
  const text = await readTextHeader(path, headerLength);
  const { shape, datatype, littleEndian, compressed, affine, notes, dataFile, headerSize } = parseHeader(text);
  checkShape(shape, options.limits);
  const bytes = await readVoxelBytes(
    {
      path: dataFile === null ? path : await fileBeside(path, dataFile),
      start: headerSize < 0 ? 'END' : dataFile === null ? text.length : headerSize,
      compressed,
      skip: 0,
      voxels: shape[0] * shape[1] * shape[2],
      datatype,
      littleEndian,
    },
    options,
  );
  return { shape, datatype, bytes, slope: 1, intercept: 0, affine, notes };
}

/** Headers of MetaImage files. */
export function createMetaImageHeaderReader(limits: ReadLimits): HeaderReader {
  return {
    async readGrid(path) {
      const { shape, affine } = parseHeader(await readTextHeader(path, headerLength));
      checkShape(shape, limits);
      return storedGrid({ affine, shape }).grid;
    },
  };
}

/** Reads MetaImage, `.mha` or `.mhd` with its voxels beside it, of every real type, raw or zlib, either byte order. */
export function createMetaImageReader(): VolumeReader {
  const readLabels = async (path: string, options: ReadOptions) => canonicalLabelMap(await read(path, options));
  return {
    readVolume: async (path, options) => canonicalVolume(await read(path, options)),
    readLabels,
    readStructures: async (path, _grid, options) => ({ kind: 'LABEL_MAP', labels: await readLabels(path, options) }),
  };
}
