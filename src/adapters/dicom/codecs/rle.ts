import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { FrameDecoder } from './frame-decoder.js';

const HEADER_BYTES = 64;

const corrupt = (message: string): VoxseekError => new VoxseekError('FILE_CORRUPT', `The run-length encoded pixels ${message}.`);

/** Unpacks one segment into every `step`-th byte of the output. */
function unpack(segment: Buffer, output: Uint8Array, first: number, step: number): void {
  let [at, to] = [0, first];
  while (to < output.length) {
    const control = segment[at];
    if (control === undefined) throw corrupt('end early');
    at += 1;
    if (control === 128) continue;
    const literal = control < 128;
    const count = literal ? control + 1 : 257 - control;
    if (at + (literal ? count : 1) > segment.length) throw corrupt('end early');
    for (let index = 0; index < count && to < output.length; index += 1, to += step) output[to] = segment[literal ? at + index : at] ?? 0;
    at += literal ? count : 1;
  }
}

/** RLE Lossless (PS3.5, annex G): one segment a byte of the pixel, the most significant first. */
export const decodeRle: FrameDecoder = (encoded, { rows, columns, bitsAllocated }) => {
  if (encoded.length < HEADER_BYTES) throw corrupt('end within their header');
  const width = bitsAllocated / 8;
  if (encoded.readUInt32LE(0) !== width) throw corrupt(`are in ${encoded.readUInt32LE(0)} segments, not ${width}`);
  const starts = Array.from({ length: width }, (_, segment) => encoded.readUInt32LE(4 * (segment + 1)));
  if (starts.some((start, index) => start < HEADER_BYTES || start > encoded.length || start < (starts[index - 1] ?? 0))) throw corrupt('have segments that lie nowhere');
  const output = new Uint8Array(rows * columns * width);
  starts.forEach((start, segment) => unpack(encoded.subarray(start, starts[segment + 1]), output, width - 1 - segment, width));
  return output;
};
