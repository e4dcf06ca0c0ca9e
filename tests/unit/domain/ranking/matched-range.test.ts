import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchedRange } from '../../../../src/domain/ranking/matched-range.js';

/** Every run with its gain, times the number of slices: the best, then the longest, then the lowest. */
function byTryingAll(supporting: readonly number[], slices: number) {
  const runs = Array.from({ length: slices }, (_, first) => Array.from({ length: slices - first }, (__, length) => ({ first, last: first + length }))).flat();
  const found = runs.map(({ first, last }) => {
    const inside = supporting.filter((slice) => slice >= first && slice <= last).length;
    return { first, last, supporting: inside, of: supporting.length, gain: inside * slices - (last - first + 1) * supporting.length };
  });
  return found.sort((a, b) => b.gain - a.gain || b.last - b.first - (a.last - a.first) || a.first - b.first)[0]!;
}

describe('a matched range', () => {
  it('is where supporting slices lie closest together', () => {
    expect(matchedRange([40, 41, 42, 44, 3], 100)).toEqual({ first: 40, last: 44, supporting: 4, of: 5 });
    expect(matchedRange([7], 100)).toEqual({ first: 7, last: 7, supporting: 1, of: 1 });
    expect(matchedRange([], 100)).toBeNull();
  });

  it('is the whole volume where every slice supports, and spans even gaps', () => {
    expect(matchedRange([0, 1, 2, 3, 4], 5)).toEqual({ first: 0, last: 4, supporting: 5, of: 5 });
    expect(matchedRange([0, 2, 4, 6, 8], 10)).toEqual({ first: 0, last: 8, supporting: 5, of: 5 });
  });

  it('is the run that trying all of them finds, in whatever order slices come', () => {
    const archive = fc.integer({ min: 1, max: 30 }).chain((slices) => fc.tuple(fc.constant(slices), fc.uniqueArray(fc.nat(slices - 1), { minLength: 1 })));
    fc.assert(
      fc.property(archive, ([slices, supporting]) => {
        const { gain: _, ...expected } = byTryingAll(supporting, slices);
        expect(matchedRange(supporting, slices)).toEqual(expected);
        expect(matchedRange([...supporting].reverse(), slices)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});
