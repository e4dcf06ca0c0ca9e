import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRanges, writeRanges } from '../../../src/api/search/slice-ranges.js';

describe('slices in an address', () => {
  it('are short, and come back as they were', () => {
    expect(writeRanges([3, 4, 5, 9, 11, 12])).toBe('3-5,9,11-12');
    const ascending = fc.uniqueArray(fc.nat(2_000), { minLength: 1, maxLength: 300 }).map((slices) => slices.sort((a, b) => a - b));
    fc.assert(
      fc.property(ascending, (slices) => {
        expect(readRanges(writeRanges(slices))).toEqual(slices);
      }),
    );
  });

  it.each(['', 'x', '5-3', '1,,2', '-1', '1-2-3', '0-99999', '1e3'])('are refused as %j', (text) => {
    expect(() => readRanges(text)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', path: 'slices' }));
  });
});
