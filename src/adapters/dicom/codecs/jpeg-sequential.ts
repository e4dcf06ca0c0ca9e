import { checkedSize } from './checked-size.js';
import { jpegSize } from './codestream-size.js';
import type { FrameDecoder } from './frame-decoder.js';
import { inverseCosine } from './inverse-cosine.js';
import { JpegBits } from './jpeg-bits.js';
import { jpegScan } from './jpeg-tables.js';
import type { JpegScan } from './jpeg-tables.js';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';

const SIDE = 8;
const COEFFICIENTS = SIDE * SIDE;

/** Where the coefficients of the stream lie in a block: diagonal by diagonal, to and fro. */
const PLACES = Array.from({ length: COEFFICIENTS }, (_, place) => place).sort((a, b) => {
  const diagonal = (place: number): number => Math.floor(place / SIDE) + (place % SIDE);
  const along = (place: number): number => (diagonal(place) % 2 === 1 ? Math.floor(place / SIDE) : place % SIDE);
  return diagonal(a) - diagonal(b) || along(a) - along(b);
});

/** Fills a block with the coefficients that come next, times their steps; gives the new mean, from which the next block's differs. */
function readBlock(bits: JpegBits, { dc, ac, steps }: JpegScan, mean: number, block: Float64Array): number {
  block.fill(0);
  const own = mean + bits.number(bits.symbol(dc));
  block[0] = own * steps[0]!;
  for (let index = 1; index < COEFFICIENTS; index += 1) {
    const symbol = bits.symbol(ac);
    const [zeros, size] = [symbol >> 4, symbol & 15];
    if (size === 0 && zeros < 15) break;
    index += zeros;
    if (index >= COEFFICIENTS) throw new VoxseekError('FILE_CORRUPT', 'The compressed pixels have a block of more coefficients than it holds.');
    block[PLACES[index]!] = bits.number(size) * steps[index]!;
  }
  return own;
}

/**
 * Lossy JPEG of one component, sequential, Huffman-coded, of 8 to 12 bits (T.81, processes 1, 2 and 4). Written here, since the decoder for 8
 * bits cannot do more. Other decoders round the cosine transform otherwise: values may differ by 1.
 */
export const decodeJpegSequential: FrameDecoder = (encoded, format) => {
  const { bits: precision } = checkedSize(jpegSize(encoded), format);
  const { rows, columns, bitsAllocated } = format;
  const scan = jpegScan(encoded);
  const bits = new JpegBits(encoded, scan.start);
  const [middle, greatest] = [2 ** (precision - 1), 2 ** precision - 1];
  const pixels = new Uint8Array((rows * columns * bitsAllocated) / 8);
  const values = bitsAllocated === 16 ? new Uint16Array(pixels.buffer) : pixels;
  const block = new Float64Array(COEFFICIENTS);
  let [mean, blocks] = [0, 0];
  for (let top = 0; top < rows; top += SIDE) {
    for (let left = 0; left < columns; left += SIDE, blocks += 1) {
      if (scan.restartEvery > 0 && blocks > 0 && blocks % scan.restartEvery === 0) {
        bits.restart();
        mean = 0;
      }
      mean = readBlock(bits, scan, mean, block);
      inverseCosine(block);
      const [height, width] = [Math.min(SIDE, rows - top), Math.min(SIDE, columns - left)];
      for (let y = 0; y < height; y += 1) {
        for (let x = 0; x < width; x += 1) values[(top + y) * columns + left + x] = Math.min(greatest, Math.max(0, Math.round(block[SIDE * y + x]!) + middle));
      }
    }
  }
  return pixels;
};
