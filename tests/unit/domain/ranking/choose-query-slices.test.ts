import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseQuerySlices } from '../../../../src/domain/ranking/choose-query-slices.js';

const all = (count: number): readonly number[] => Array.from({ length: count }, (_, slice) => slice);
const facts = (spacing: number, air: readonly number[] = []) => ({ spacing, isAir: (slice: number) => air.includes(slice) });

describe('the slices of a query that are compared', () => {
  it('are all of them as a rule', () => {
    expect(chooseQuerySlices([2, 3, 7], facts(1, [3]), { sliceSpacing: null, skipFlagged: false })).toEqual([2, 3, 7]);
  });

  it('are every second where twice the distance is asked for, and all where they lie farther apart already', () => {
    expect(chooseQuerySlices(all(7), facts(1.5), { sliceSpacing: 3, skipFlagged: false })).toEqual([0, 2, 4, 6]);
    expect(chooseQuerySlices(all(3), facts(5), { sliceSpacing: 3, skipFlagged: false })).toEqual([0, 1, 2]);
  });

  it('are at the distance asked for where the stored spacing is rounded', () => {
    expect(chooseQuerySlices(all(9), facts(Math.fround(1.2) - 1e-7), { sliceSpacing: 3.6, skipFlagged: false })).toEqual([0, 3, 6]);
  });

  it('are without air first, so that a thinned scan does not begin beside the patient', () => {
    expect(chooseQuerySlices(all(6), facts(1, [0, 1]), { sliceSpacing: 2, skipFlagged: true })).toEqual([2, 4]);
    expect(chooseQuerySlices(all(2), facts(1, [0, 1]), { sliceSpacing: 2, skipFlagged: true })).toEqual([]);
  });

  it('are never nearer than asked for, and leave no hole in which one more would fit', () => {
    const slices = fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { minLength: 1 }).map((values) => values.sort((a, b) => a - b));
    fc.assert(
      fc.property(slices, fc.double({ min: 0.3, max: 10, noNaN: true }), fc.double({ min: 0.3, max: 40, noNaN: true }), (given, spacing, sliceSpacing) => {
        const kept = chooseQuerySlices(given, facts(spacing), { sliceSpacing, skipFlagged: false });
        expect(kept[0]).toBe(given[0]);
        kept.slice(1).forEach((slice, index) => {
          if (spacing < sliceSpacing) expect((slice - kept[index]!) * spacing).toBeGreaterThanOrEqual(sliceSpacing - 2e-3);
        });
        for (const slice of given) {
          const before = kept.filter((one) => one <= slice).at(-1)!;
          expect(kept.includes(slice) || (slice - before) * spacing < sliceSpacing).toBe(true);
        }
      }),
    );
  });
});
