import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromFloat16, toFloat16 } from '../../../../src/services/embedding/float16.js';
import { decodeEmbeddings, decodeNpy, encodeNpy } from '../../../../src/services/embedding/npy.js';

describe('float16', () => {
  it('keeps every half as it is', () => {
    const all = Uint16Array.from({ length: 65_536 }, (_, bits) => bits).filter((bits) => (bits & 0x7c00) !== 0x7c00 || (bits & 0x3ff) === 0);
    expect(toFloat16(fromFloat16(all))).toEqual(all);
  });

  it('rounds to the nearest half, ties to even', () => {
    const half = fc.integer({ min: 0, max: 0x7bfe });
    fc.assert(
      fc.property(half, fc.double({ min: 0, max: 1, noNaN: true }), (bits, part) => {
        const [low = 0, high = 0] = fromFloat16(Uint16Array.of(bits, bits + 1));
        const value = Math.fround(low + (high - low) * part);
        const [down, up] = [value - low, high - value];
        const expected = down < up || (down === up && bits % 2 === 0) ? bits : bits + 1;
        expect(toFloat16(Float32Array.of(value))[0]).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps infinities and NaN, and overflows to infinity', () => {
    expect([...toFloat16(Float32Array.of(Infinity, -Infinity, 65_520, 65_519))]).toEqual([0x7c00, 0xfc00, 0x7c00, 0x7bff]);
    expect(fromFloat16(toFloat16(Float32Array.of(NaN)))[0]).toBeNaN();
  });
});

describe('.npy', () => {
  const matrix = { rows: 2, columns: 3, data: Float32Array.of(3, 0, 4, 0.5, 0.5, 0) };

  it('comes back as it was', () => {
    expect(decodeNpy(encodeNpy(matrix))).toEqual(matrix);
  });

  it('is read with rows of unit length', () => {
    const { data } = decodeEmbeddings(encodeNpy(matrix));
    expect([...data].map((value) => value.toFixed(6))).toEqual(['0.600000', '0.000000', '0.800000', '0.707107', '0.707107', '0.000000']);
  });

  it.each([
    ['cut', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['another type', (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('<f2', '<f4'), 'latin1')],
    ['no npy', () => Buffer.from('hello')],
  ])('refuses what is %s', (_name, spoil) => {
    expect(() => decodeNpy(spoil(encodeNpy(matrix)))).toThrow(expect.objectContaining({ code: 'FILE_CORRUPT' }) as Error);
  });
});
