import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { DicomFile } from '../dataset/dicom-file.js';
import { TAG } from '../dataset/tags.js';
import { framePixels } from '../series/frame-pixels.js';

/** How the pixels of a segmentation say what belongs to a segment. */
export type SegmentationType = 'BINARY' | 'FRACTIONAL' | 'LABELMAP';

/** What a pixel of a frame holds: 0 or 1, a share of its maximum, or the number of a segment. */
export type SegmentPixel = (frame: number, index: number) => number;

export interface PixelShape {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly bitsAllocated: number;
}

const corrupt = (message: string): VoxseekError => new VoxseekError('FILE_CORRUPT', message);

/** One bit a pixel, frame after frame without a gap, the lowest bit of a byte first (PS3.5, 8.2). */
function bits({ dataset, bytes, transferSyntax }: DicomFile, { rows, columns, frames }: PixelShape): SegmentPixel {
  const element = dataset.element(TAG.PixelData);
  if (transferSyntax.codec !== 'NATIVE' || !transferSyntax.littleEndian) {
    throw new VoxseekError('DICOM_SYNTAX_UNSUPPORTED', 'A segmentation of single bits is read bare and little-endian alone.');
  }
  if (element === null || element.undefinedLength) throw corrupt('The segmentation has no bare pixels.');
  const needed = Math.ceil((rows * columns * frames) / 8);
  if (element.length < needed) throw corrupt(`The header announces ${needed} bytes of pixels; the file has ${element.length}.`);
  if (element.offset + needed > bytes.length) throw new VoxseekError('FILE_TRUNCATED', `The file ends within its pixels, ${element.offset + needed - bytes.length} bytes early.`);
  return (frame, index) => {
    const bit = frame * rows * columns + index;
    return ((bytes[element.offset + (bit >>> 3)] ?? 0) >>> (bit & 7)) & 1;
  };
}

/** Access to the pixels of every frame. Throws FILE_CORRUPT, FILE_TRUNCATED, DICOM_SYNTAX_UNSUPPORTED. */
export async function segmentPixels(file: DicomFile, type: SegmentationType, shape: PixelShape): Promise<SegmentPixel> {
  const { rows, columns, frames, bitsAllocated } = shape;
  if (type === 'BINARY' && bitsAllocated === 1) return bits(file, shape);
  if (bitsAllocated !== 8 && !(bitsAllocated === 16 && type === 'LABELMAP')) throw corrupt(`A segmentation of type ${type} has ${bitsAllocated} bits a pixel.`);
  const format = { rows, columns, bitsAllocated, bitsStored: bitsAllocated, highBit: bitsAllocated - 1, signed: false, padding: null } as const;
  const pixelsOf = await framePixels(file, format, frames);
  let held: { readonly frame: number; readonly pixels: Uint8Array } | null = null;
  return (frame, index) => {
    // Pixels are asked for frame by frame, so that each is decoded once a segment.
    if (held?.frame !== frame) held = { frame, pixels: pixelsOf(frame) };
    const { pixels } = held;
    return bitsAllocated === 8 ? (pixels[index] ?? 0) : (pixels[2 * index] ?? 0) + 256 * (pixels[2 * index + 1] ?? 0);
  };
}
