import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { Dataset } from '../dataset/dataset.js';
import { TAG } from '../dataset/tags.js';

/** How the stored numbers of an image lie in its pixels. */
export interface PixelFormat {
  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  /** The place of the most significant bit; bits above and below may hold anything. */
  readonly highBit: number;
  readonly signed: boolean;
  /** Stored numbers from … to that stand for no measurement; null where the header names none. */
  readonly padding: readonly [from: number, to: number] | null;
}

const unsupported = (message: string): VoxseekError => new VoxseekError('UNSUPPORTED_DATATYPE', `${message}; a CT has one whole number of up to 16 bits a pixel.`);

/** Padding is stored as the pixels are, whatever its value representation says. */
function paddingOf(dataset: Dataset, bits: number, signed: boolean): PixelFormat['padding'] {
  const stored = (tag: number): number | null => {
    const value = dataset.number(tag);
    if (value === null) return null;
    const low = ((value % 2 ** bits) + 2 ** bits) % 2 ** bits;
    return signed && low >= 2 ** (bits - 1) ? low - 2 ** bits : low;
  };
  const [value, limit] = [stored(TAG.PixelPaddingValue), stored(TAG.PixelPaddingRangeLimit)];
  return value === null ? null : [Math.min(value, limit ?? value), Math.max(value, limit ?? value)];
}

/** The pixel format of a CT object. Throws UNSUPPORTED_DATATYPE, FILE_CORRUPT. */
export function pixelFormatOf(dataset: Dataset): PixelFormat {
  const samples = dataset.number(TAG.SamplesPerPixel) ?? 1;
  const photometric = dataset.text(TAG.PhotometricInterpretation) ?? 'MONOCHROME2';
  // Hounsfield units are what they are, whether they were meant to be shown bright or dark.
  if (samples !== 1 || !['MONOCHROME1', 'MONOCHROME2'].includes(photometric)) throw unsupported('The image is a colour image');
  const bitsAllocated = dataset.number(TAG.BitsAllocated) ?? 0;
  if (bitsAllocated !== 8 && bitsAllocated !== 16) throw unsupported(`The pixels have ${bitsAllocated} bits`);
  const bitsStored = dataset.number(TAG.BitsStored) ?? bitsAllocated;
  const highBit = dataset.number(TAG.HighBit) ?? bitsStored - 1;
  if (bitsStored < 1 || highBit >= bitsAllocated || highBit - bitsStored + 1 < 0) {
    throw new VoxseekError('FILE_CORRUPT', `The header puts ${bitsStored} bits below bit ${highBit} of ${bitsAllocated}.`);
  }
  const signed = dataset.number(TAG.PixelRepresentation) === 1;
  return { rows: dataset.number(TAG.Rows) ?? 0, columns: dataset.number(TAG.Columns) ?? 0, bitsAllocated, bitsStored, highBit, signed, padding: paddingOf(dataset, bitsStored, signed) };
}
