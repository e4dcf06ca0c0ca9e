import type { ReadOptions, VolumeReader } from '../../services/ports/volume-reader.js';
import { canonicalLabelMap, canonicalVolume } from '../images/canonical-image.js';
import type { StoredImage } from '../images/stored-image.js';
import { affineOf } from './forms.js';
import { readRawImage } from './raw-image.js';

async function read(path: string, options: ReadOptions): Promise<StoredImage> {
  const { header, bytes } = await readRawImage(path, options);
  return { ...header, bytes, ...affineOf(header) };
}

/** Reads NIfTI-1 and -2, plain or gzip, of every real datatype and either byte order. */
export function createNiftiReader(): VolumeReader {
  const readLabels = async (path: string, options: ReadOptions) => canonicalLabelMap(await read(path, options));
  return {
    readVolume: async (path, options) => canonicalVolume(await read(path, options)),
    readLabels,
    readStructures: async (path, _grid, options) => ({ kind: 'LABEL_MAP', labels: await readLabels(path, options) }),
  };
}
