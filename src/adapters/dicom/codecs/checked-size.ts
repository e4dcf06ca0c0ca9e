import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { PixelFormat } from '../series/pixel-format.js';
import type { CodestreamSize } from './codestream-size.js';

/** More tiles than this in one slice cost more time than their pixels do. */
const MOST_TILES = 4096;

/** A codestream must hold the image that the header announces: a decoder takes memory for what the stream says. Throws FILE_CORRUPT. */
export function checkedSize(size: CodestreamSize | null, { rows, columns, bitsAllocated }: PixelFormat): CodestreamSize {
  if (size === null) throw new VoxseekError('FILE_CORRUPT', 'The compressed pixels have no frame header.');
  if (size.rows !== rows || size.columns !== columns || size.components !== 1) {
    throw new VoxseekError('FILE_CORRUPT', `The compressed pixels are ${size.columns} × ${size.rows} in ${size.components} components; the header announces ${columns} × ${rows} in one.`);
  }
  if (size.bits < 2 || size.bits > bitsAllocated || !(size.tiles <= MOST_TILES)) {
    throw new VoxseekError('FILE_CORRUPT', `The compressed pixels have ${size.bits} bits in ${size.tiles} tiles; the header announces ${bitsAllocated} bits.`);
  }
  return size;
}
