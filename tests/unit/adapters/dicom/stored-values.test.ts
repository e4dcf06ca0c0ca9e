import { expect, it } from 'vitest';
import type { PixelFormat } from '../../../../src/adapters/dicom/series/pixel-format.js';
import { storedValues } from '../../../../src/adapters/dicom/series/stored-values.js';

const format = (columns: number, bits: Partial<PixelFormat> = {}): PixelFormat => ({ rows: 1, columns, bitsAllocated: 16, bitsStored: 12, highBit: 11, signed: false, padding: null, ...bits });

/** Unsigned 16-bit numbers that begin at a place of a larger memory, beside others with every bit set. */
function pixelsAt(place: number, numbers: readonly number[]): Uint8Array {
  const memory = Buffer.alloc(place + 2 * numbers.length + 6, 0xff);
  numbers.forEach((number, index) => memory.writeUInt16LE(number, place + 2 * index));
  return memory.subarray(place, place + 2 * numbers.length);
}

it('takes off bits above the stored ones wherever they are, and nothing where there are none', () => {
  for (const place of [0, 1, 2, 3, 4, 6]) {
    for (const length of [1, 2, 3, 4, 5, 8, 9]) {
      const numbers = Array.from({ length }, (_, index) => 4095 - 7 * index);
      const plain = pixelsAt(place, numbers);
      expect([...storedValues(plain, format(length))]).toEqual(numbers);
      for (let overlaid = 0; overlaid < length; overlaid += 1) {
        const pixels = pixelsAt(place, numbers.map((number, index) => (index === overlaid ? number | 0x1000 : number)));
        expect([...storedValues(pixels, format(length))], `${length} numbers from ${place}, bit at ${overlaid}`).toEqual(numbers);
      }
    }
  }
});

it('does not copy numbers that lie well', () => {
  for (const place of [0, 2]) {
    const pixels = pixelsAt(place, [1, 2, 4095]);
    expect(storedValues(pixels, format(3)).buffer).toBe(pixels.buffer);
  }
});
