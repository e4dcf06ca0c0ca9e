import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { jpeg2000Size } from './codestream-size.js';
import type { CodestreamSize } from './codestream-size.js';

const TILE_PART = 0xff90;
const END = Buffer.from([0xff, 0xd9]);
/** Place of the sampling of the first component, and length of the segments of a tile-part's header, in bytes. */
const SAMPLING = 43;
const TILE_PART_HEADER = 12;

const corrupt = (message: string): VoxseekError => new VoxseekError('FILE_CORRUPT', `The compressed pixels ${message}.`);

/**
 * The size that a High-Throughput JPEG 2000 codestream states, once it is sure that the stream is whole and sampled once a pixel: of one that
 * ends early the decoder makes pixels without a word, and for lines that are not there it waits for ever. Throws FILE_CORRUPT.
 */
export function wholeCodestreamSize(bytes: Buffer): CodestreamSize | null {
  const size = jpeg2000Size(bytes);
  if (size === null || bytes.readUInt32BE(0) !== 0xff4f_ff51) return null;
  if (bytes[SAMPLING] !== 1 || bytes[SAMPLING + 1] !== 1) throw corrupt('are sampled more coarsely than once a pixel');
  let at = 2;
  while (at + TILE_PART_HEADER <= bytes.length) {
    const marker = bytes.readUInt16BE(at);
    if (marker >> 8 !== 0xff) throw corrupt('have no marker where one must be');
    const length = marker === TILE_PART ? bytes.readUInt32BE(at + 6) : 2 + bytes.readUInt16BE(at + 2);
    // The last tile-part may leave its length open; a byte of padding makes the fragment even.
    if (marker === TILE_PART && length === 0 && bytes.lastIndexOf(END) >= bytes.length - 3) return size;
    if (length < (marker === TILE_PART ? TILE_PART_HEADER : 4)) throw corrupt('have a segment that is shorter than its own length');
    at += length;
    if (bytes.subarray(at, at + END.length).equals(END)) return size;
  }
  throw corrupt('end early');
}
