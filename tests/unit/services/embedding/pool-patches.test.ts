import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poolPatches, sharesOf } from '../../../../src/services/embedding/patches/pool-patches.js';

const counted = (length: number): Float32Array => Float32Array.from({ length }, (_, index) => index);
const tokens = { output: 'tokens', rows: 2, columns: 3, leading: 1 };
const map = { output: 'map', rows: 2, columns: 2, leading: 0 };

describe('the shares of patches in cells', () => {
  it('are whole where the cells divide them, and parts where not', () => {
    expect(sharesOf(4, 2)).toEqual([[{ patch: 0, weight: 0.5 }, { patch: 1, weight: 0.5 }], [{ patch: 2, weight: 0.5 }, { patch: 3, weight: 0.5 }]]);
    const [first, second] = sharesOf(3, 2);
    expect(first!.map(({ patch }) => patch)).toEqual([0, 1]);
    expect(second!.map(({ patch }) => patch)).toEqual([1, 2]);
    expect(first!.map(({ weight }) => Number(weight.toFixed(9)))).toEqual([0.666666667, 0.333333333]);
  });

  it('fill each cell, and give each patch away in equal parts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (from, to) => {
        fc.pre(to <= from);
        const given = new Float64Array(from);
        for (const cell of sharesOf(from, to)) {
          expect(cell.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
          for (const { patch, weight } of cell) given[patch]! += weight;
        }
        for (const share of given) expect(share).toBeCloseTo(to / from, 9);
      }),
    );
  });
});

describe('the patches of a slice', () => {
  it('are taken behind the other tokens, row by row from the top', () => {
    // Two slices of 1 + 2 × 3 tokens with one number each.
    expect([...poolPatches(counted(14), [2, 7, 1], { rows: 2, columns: 3, of: tokens })]).toEqual([1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13]);
    expect([...poolPatches(counted(14), [2, 7, 1], { rows: 1, columns: 3, of: tokens })]).toEqual([2.5, 3.5, 4.5, 9.5, 10.5, 11.5]);
    expect([...poolPatches(counted(14), [2, 7, 1], { rows: 1, columns: 1, of: tokens })]).toEqual([3.5, 10.5]);
  });

  it('are taken of a map, whose numbers lie plane by plane', () => {
    // One slice of two numbers, each on 2 × 2 places.
    expect([...poolPatches(counted(8), [1, 2, 2, 2], { rows: 2, columns: 2, of: map })]).toEqual([0, 4, 1, 5, 2, 6, 3, 7]);
    expect([...poolPatches(counted(8), [1, 2, 2, 2], { rows: 2, columns: 1, of: map })]).toEqual([0.5, 4.5, 2.5, 6.5]);
  });

  it.each([
    [[1, 6, 1], tokens],
    [[1, 1, 2, 3], tokens],
    [[2, 3], map],
    [[1, 2, 2, 3], map],
  ] as const)('are refused of the shape %j with %j', (shape, of) => {
    expect(() => poolPatches(counted(12), shape, { rows: 1, columns: 1, of })).toThrow(expect.objectContaining({ code: 'MODEL_SHAPE_UNFIT', path: 'patches' }) as Error);
  });
});
