import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { PixelFormat } from '../series/pixel-format.js';

/** Pixels of as many bytes as a decoder gave them, in as many as the header announces. Throws FILE_CORRUPT where some are missing. */
export function widen(decoded: Uint8Array, bits: number, { rows, columns, bitsAllocated }: PixelFormat): Uint8Array {
  const [pixels, width] = [rows * columns, bits > 8 ? 2 : 1];
  if (decoded.length < pixels * width) throw new VoxseekError('FILE_CORRUPT', 'The compressed pixels end early.');
  if (width * 8 === bitsAllocated) return decoded.subarray(0, pixels * width);
  return new Uint8Array(Uint16Array.from(decoded.subarray(0, pixels)).buffer);
}
