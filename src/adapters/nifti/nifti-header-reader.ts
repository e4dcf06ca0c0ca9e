import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { canonicalGrid } from '../../domain/geometry/canonical-grid.js';
import type { HeaderReader } from '../../services/ports/header-reader.js';
import type { ReadLimits } from '../../services/ports/volume-reader.js';
import { GREATEST_DIMENSION, GREATEST_RATIO } from '../images/file-limits.js';
import { firstBytes } from './first-bytes.js';
import { affineOf } from './forms.js';
import { parseHeader } from './header.js';

/** Headers of NIfTI-1 and -2 files, plain or gzip. */
export function createNiftiHeaderReader(limits: ReadLimits): HeaderReader {
  return {
    async readGrid(path) {
      const { head, bytes, compressed } = await firstBytes(path);
      const header = parseHeader(head);
      const { shape, datatype, offset } = header;
      const largest = Math.min(limits.maxDimension, GREATEST_DIMENSION);
      const announced = offset + shape[0] * shape[1] * shape[2] * datatype.bytes;
      if (shape.some((length) => length > largest) || bytes > limits.maxBytes || announced > limits.maxBytes) {
        throw new VoxseekError('FILE_TOO_LARGE', `The image is ${shape.join(' × ')} voxels, ${announced} bytes; at most ${largest} along an axis and ${limits.maxBytes} bytes are taken.`);
      }
      if (announced > (compressed ? bytes * GREATEST_RATIO : bytes)) throw new VoxseekError('FILE_TRUNCATED', `The file is too short for the ${announced} bytes that its header announces.`);
      return canonicalGrid(affineOf(header).affine, shape).grid;
    },
  };
}
