import { promisify } from 'node:util';
import { constants, gunzip } from 'node:zlib';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { HeaderReader } from '../../services/ports/header-reader.js';
import type { ReadLimits } from '../../services/ports/volume-reader.js';
import { storedGrid } from '../images/canonical-image.js';
import { fileError, GREATEST_DIMENSION, GREATEST_RATIO } from '../images/file-limits.js';
import { firstBytes } from '../images/first-bytes.js';
import { affineOf } from './forms.js';
import { parseHeader } from './header.js';

/** Read of a compressed file: enough for a header however badly it compresses. */
const ENOUGH = 64 << 10;

/** What the first bytes of a gzip file unpack to, which end anywhere. Throws FILE_CORRUPT. */
async function unpacked(head: Buffer, path: string): Promise<Buffer> {
  try {
    return await promisify(gunzip)(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: ENOUGH * GREATEST_RATIO });
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Headers of NIfTI-1 and -2 files, plain or gzip. */
export function createNiftiHeaderReader(limits: ReadLimits): HeaderReader {
  return {
    async readGrid(path) {
      const { head, bytes } = await firstBytes(path, ENOUGH);
      const compressed = head[0] === 0x1f && head[1] === 0x8b;
      const header = parseHeader(compressed ? await unpacked(head, path) : head);
      const { shape, datatype, offset } = header;
      const largest = Math.min(limits.maxDimension, GREATEST_DIMENSION);
      const announced = offset + shape[0] * shape[1] * shape[2] * datatype.bytes;
      if (shape.some((length) => length > largest) || bytes > limits.maxBytes || announced > limits.maxBytes) {
        throw new VoxseekError('FILE_TOO_LARGE', `The image is ${shape.join(' × ')} voxels, ${announced} bytes; at most ${largest} along an axis and ${limits.maxBytes} bytes are taken.`);
      }
      if (announced > (compressed ? bytes * GREATEST_RATIO : bytes)) throw new VoxseekError('FILE_TRUNCATED', `The file is too short for the ${announced} bytes that its header announces.`);
      return storedGrid({ affine: affineOf(header).affine, shape }).grid;
    },
  };
}
