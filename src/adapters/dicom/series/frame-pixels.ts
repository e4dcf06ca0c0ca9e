import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { decoderOf, requireCodec } from '../codecs/decoder-of.js';
import type { DicomFile } from '../dataset/dicom-file.js';
import { encodedFrames } from '../dataset/fragments.js';
import { TAG } from '../dataset/tags.js';
import type { PixelFormat } from './pixel-format.js';

/** The pixels of a frame, from 0: `rows × columns` of `bitsAllocated` bits, little-endian; perhaps a view of the file's bytes. */
export type FramePixels = (frame: number) => Uint8Array;

export type StoredFrames = { readonly kind: 'BARE'; readonly pixelsOf: FramePixels } | { readonly kind: 'ENCODED'; readonly frame: (frame: number) => Buffer };

/** Bytes of 16-bit words turned round, in a copy. */
const swapped = (pixels: Buffer): Buffer => Buffer.from(pixels).swap16();

function nativePixels({ dataset, bytes, transferSyntax }: DicomFile, { rows, columns, bitsAllocated }: PixelFormat, frames: number): FramePixels {
  const element = dataset.element(TAG.PixelData);
  const size = (rows * columns * bitsAllocated) / 8;
  if (element === null || element.undefinedLength) throw new VoxseekError('FILE_CORRUPT', 'The pixels are encapsulated, which the transfer syntax does not have.');
  if (element.length < size * frames) throw new VoxseekError('FILE_CORRUPT', `The header announces ${size * frames} bytes of pixels; the file has ${element.length}.`);
  if (element.offset + size * frames > bytes.length) throw new VoxseekError('FILE_TRUNCATED', `The file ends within its pixels, ${element.offset + size * frames - bytes.length} bytes early.`);
  const inWords = !transferSyntax.littleEndian && (bitsAllocated === 16 || element.vr === 'OW');
  return (frame) => {
    const from = element.offset + frame * size;
    if (!inWords) return bytes.subarray(from, from + size);
    // Words of eight-bit frames of odd size straddle frames.
    const [start, end] = [from - ((from - element.offset) % 2), from + size + ((from + size - element.offset) % 2)];
    return swapped(bytes.subarray(start, end)).subarray(from - start, from - start + size);
  };
}

/** The frames of a file whose bytes are all there: bare, or as they are encoded. Throws FILE_CORRUPT, FILE_TRUNCATED, DICOM_SYNTAX_UNSUPPORTED. */
export function storedFrames(file: DicomFile, format: PixelFormat, frames: number): StoredFrames {
  if (requireCodec(file.transferSyntax) === 'NATIVE') return { kind: 'BARE', pixelsOf: nativePixels(file, format, frames) };
  const encoded = encodedFrames(file, frames);
  return { kind: 'ENCODED', frame: (frame) => encoded[frame] ?? Buffer.alloc(0) };
}

/** Access to the frames of a file whose bytes are all there, decoded when asked for. Throws FILE_CORRUPT, FILE_TRUNCATED, DICOM_SYNTAX_UNSUPPORTED. */
export async function framePixels(file: DicomFile, format: PixelFormat, frames: number): Promise<FramePixels> {
  const stored = storedFrames(file, format, frames);
  if (stored.kind === 'BARE') return stored.pixelsOf;
  const decode = await decoderOf(file.transferSyntax);
  return (frame) => decode(stored.frame(frame), format);
}
