import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { HeaderReader } from '../../services/ports/header-reader.js';
import type { ReadLimits, ReadOptions } from '../../services/ports/volume-reader.js';
import { storedGrid } from '../images/canonical-image.js';
import { checkShape } from '../images/file-limits.js';
import type { StoredImage } from '../images/stored-image.js';
import { fileBeside, readTextHeader } from '../images/text-header.js';
import { readVoxelBytes } from '../images/voxel-bytes.js';
import { headerLength, parseFields } from './fields.js';
import type { NrrdFields } from './fields.js';
import { headerOf } from './header.js';
import { placementOf } from './placement.js';

/** An NRRD with one image for each of its layers; nearly always one. */
export interface NrrdImage {
  readonly layers: readonly StoredImage[];
  readonly pairs: NrrdFields['pairs'];
}

/** More layers than overlapping structures ever need; each is a volume in memory. */
const MOST_LAYERS = 256;

/** Every layer by itself: the values of one position lie side by side where the axis of layers comes first. */
function split(bytes: ArrayBuffer, width: number, count: number, axis: 'FIRST' | 'LAST'): readonly ArrayBuffer[] {
  const length = bytes.byteLength / count;
  if (axis === 'LAST') return Array.from({ length: count }, (_, layer) => bytes.slice(layer * length, (layer + 1) * length));
  const source = new Uint8Array(bytes);
  return Array.from({ length: count }, (_, layer) => {
    const target = new Uint8Array(length);
    for (let at = 0, from = layer * width; at < length; at += width, from += count * width) {
      for (let byte = 0; byte < width; byte += 1) target[at + byte] = source[from + byte]!;
    }
    return target.buffer;
  });
}

/** What the header says, within the limits. */
async function openNrrd(path: string, limits: ReadLimits) {
  const text = await readTextHeader(path, headerLength);
  const parsed = parseFields(text);
  const header = headerOf(parsed);
  const { layers, ...place } = placementOf(parsed, header.sizes);
  checkShape(place.shape, limits);
  const count = layers?.count ?? 1;
  if (count > MOST_LAYERS) throw new VoxseekError('FILE_TOO_LARGE', `The image has ${count} layers; at most ${MOST_LAYERS} are taken.`, { details: { limit: MOST_LAYERS } });
  return { headerBytes: text.length, pairs: parsed.pairs, header, place, layers, count };
}

const notOneVolume = (values: number): VoxseekError => new VoxseekError('NOT_THREE_DIMENSIONAL', `The image has ${values} values a voxel; store one volume a file.`);

/** Throws NOT_THREE_DIMENSIONAL for an image of several layers. */
export function onlyLayer({ layers: [first, ...others] }: NrrdImage): StoredImage {
  if (first === undefined || others.length > 0) throw notOneVolume(others.length + 1);
  return first;
}

/** Headers of NRRD files. */
export function createNrrdHeaderReader(limits: ReadLimits): HeaderReader {
  return {
    async readGrid(path) {
      const { place, count } = await openNrrd(path, limits);
      if (count > 1) throw notOneVolume(count);
      return storedGrid(place).grid;
    },
  };
}

/** Reads an NRRD, its voxels in the file or beside it. Throws the codes of `VolumeReader`. */
export async function readNrrd(path: string, options: ReadOptions): Promise<NrrdImage> {
  const { headerBytes, pairs, header, place, layers, count } = await openNrrd(path, options.limits);
  const { datatype, littleEndian, compressed, dataFile, byteSkip } = header;
  const bytes = await readVoxelBytes(
    {
      path: dataFile === null ? path : await fileBeside(path, dataFile),
      start: byteSkip < 0 ? 'END' : dataFile === null ? headerBytes : 0,
      compressed,
      skip: Math.max(byteSkip, 0),
      voxels: header.sizes.reduce((product, size) => product * size, 1),
      datatype,
      littleEndian,
    },
    options,
  );
  const parts = layers === null ? [bytes] : split(bytes, datatype.bytes, count, layers.axis);
  return { layers: parts.map((part) => ({ ...place, datatype, bytes: part, slope: 1, intercept: 0 })), pairs };
}
