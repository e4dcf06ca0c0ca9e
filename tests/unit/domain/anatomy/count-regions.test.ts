import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countRegions } from '../../../../src/domain/anatomy/count-regions.js';
import type { Plane } from '../../../../src/domain/geometry/planes.js';

it('counts what a plain loop counts', () => {
  const size = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
  const map = size.chain(([nx, ny, nz]) => fc.tuple(fc.constant([nx, ny, nz] as const), fc.array(fc.integer({ min: 0, max: 4 }), { minLength: nx * ny * nz, maxLength: nx * ny * nz })));
  fc.assert(
    fc.property(map, ([shape, values]) => {
      const [nx, ny] = shape;
      const expected = new Map<number, Record<Plane, number[]>>();
      values.forEach((value, index) => {
        if (value === 0) return;
        const [sagittal, coronal, axial] = shape.map((slices) => new Array<number>(slices).fill(0)) as [number[], number[], number[]];
        const counts = expected.get(value) ?? { AXIAL: axial, CORONAL: coronal, SAGITTAL: sagittal };
        counts.AXIAL[Math.floor(index / (nx * ny))]! += 1;
        counts.CORONAL[Math.floor(index / nx) % ny]! += 1;
        counts.SAGITTAL[index % nx]! += 1;
        expected.set(value, counts);
      });
      const counted = countRegions({ shape, labels: Uint16Array.from(values) });
      expect(new Map(counted)).toEqual(expected);
      expect([...counted.keys()]).toEqual([...counted.keys()].sort((a, b) => a - b));
    }),
  );
});
