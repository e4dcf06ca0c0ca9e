import type { PixelFormat } from './pixel-format.js';

export type StoredValues = Int16Array | Uint16Array | Int8Array | Uint8Array;

/** What the stored bits can hold. */
export const storedRange = ({ bitsStored, signed }: PixelFormat): readonly [least: number, greatest: number] =>
  signed ? [-(2 ** (bitsStored - 1)), 2 ** (bitsStored - 1) - 1] : [0, 2 ** bitsStored - 1];

/** Memory of its own kind, from an even place: Buffers from a pool may begin anywhere. */
function aligned(pixels: Uint8Array, width: number): { readonly buffer: ArrayBuffer; readonly offset: number } {
  const { buffer, byteOffset } = pixels;
  if (buffer instanceof ArrayBuffer && byteOffset % width === 0) return { buffer, offset: byteOffset };
  return { buffer: Uint8Array.from(pixels).buffer, offset: 0 };
}

/** Whether unsigned numbers have no bit above these: their bits together tell. */
function fitsBelow(view: StoredValues, greatest: number): boolean {
  let bits = 0;
  if (view instanceof Uint16Array) {
    // Two at a time; the first and the last may lie beside the pairs.
    const [start, end] = [Math.ceil(view.byteOffset / 4), Math.floor((view.byteOffset + view.byteLength) / 4)];
    const pairs = new Int32Array(view.buffer, 4 * start, Math.max(end - start, 0));
    let index = pairs.length;
    while (index > 0) bits |= pairs[(index -= 1)]!;
    bits = ((bits | (bits >>> 16)) & 0xffff) | (view[0] ?? 0) | (view.at(-1) ?? 0);
  } else for (const value of view) bits |= value;
  return bits <= greatest;
}

/**
 * The stored numbers of one frame: little-endian pixels read as signed or not, with the bits above and below the stored ones taken off. Not
 * copied where they lie well.
 */
export function storedValues(pixels: Uint8Array, format: PixelFormat): StoredValues {
  const { rows, columns, bitsAllocated, bitsStored, highBit, signed } = format;
  const Values = bitsAllocated === 16 ? (signed ? Int16Array : Uint16Array) : signed ? Int8Array : Uint8Array;
  const { buffer, offset } = aligned(pixels, bitsAllocated / 8);
  const view = new Values(buffer, offset, rows * columns);
  const [above, below] = [31 - highBit, highBit + 1 - bitsStored];
  if (below === 0 && (highBit === bitsAllocated - 1 || (!signed && fitsBelow(view, storedRange(format)[1])))) return view;
  const values = new Values(view.length);
  // Shifted to the top and back, the sign comes along.
  if (signed) for (let index = 0; index < view.length; index += 1) values[index] = (view[index]! << above) >> (above + below);
  else for (let index = 0; index < view.length; index += 1) values[index] = (view[index]! << above) >>> (above + below);
  return values;
}
