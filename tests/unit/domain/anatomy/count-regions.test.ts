import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countRegions } from '../../../../src/domain/anatomy/count-regions.js';

it('counts what a plain loop counts', () => {
  const size = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
  const map = size.chain(([nx, ny, nz]) => fc.tuple(fc.constant([nx, ny, nz] as const), fc.array(fc.integer({ min: 0, max: 4 }), { minLength: nx * ny * nz, maxLength: nx * ny * nz })));
  fc.assert(
    fc.property(map, ([shape, values]) => {
      const expected = new Map<number, number[]>();
      values.forEach((value, index) => {
        if (value === 0) return;
        const counts = expected.get(value) ?? new Array<number>(shape[2]).fill(0);
        counts[Math.floor(index / (shape[0] * shape[1]))]! += 1;
        expected.set(value, counts);
      });
      const counted = countRegions({ shape, spacing: [1, 1, 1], affine: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], labels: Uint16Array.from(values) });
      expect(new Map(counted)).toEqual(expected);
      expect([...counted.keys()]).toEqual([...counted.keys()].sort((a, b) => a - b));
    }),
  );
});
