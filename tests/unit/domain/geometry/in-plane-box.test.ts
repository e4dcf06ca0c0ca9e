import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxAround, boxesOfLabels, cropSlices, withMargin } from '../../../../src/domain/geometry/in-plane-box.js';
import type { CanonicalVolume } from '../../../../src/domain/geometry/volume.js';

const affine = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]] as const;
const gridOf = (shape: readonly [number, number, number]) => ({ shape, spacing: [1, 1, 1] as const, affine });

describe('the in-plane box of a label', () => {
  it('is the least that holds all of its voxels', () => {
    const maps = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 3 })).chain(([nx, ny, nz]) =>
      fc.record({ shape: fc.constant([nx, ny, nz] as const), labels: fc.array(fc.nat(3), { minLength: nx * ny * nz, maxLength: nx * ny * nz }) }),
    );
    fc.assert(
      fc.property(maps, ({ shape, labels }) => {
        const boxes = boxesOfLabels({ shape, labels: Uint16Array.from(labels) });
        const places = labels.map((value, at) => ({ value, i: at % shape[0], j: Math.floor(at / shape[0]) % shape[1] })).filter(({ value }) => value > 0);
        expect(new Set(boxes.keys())).toEqual(new Set(places.map(({ value }) => value)));
        for (const [value, { i, j }] of boxes) {
          const own = places.filter((place) => place.value === value);
          expect([i, j]).toEqual([[Math.min(...own.map((one) => one.i)), Math.max(...own.map((one) => one.i))], [Math.min(...own.map((one) => one.j)), Math.max(...own.map((one) => one.j))]]);
        }
        const around = boxAround([...boxes.values()]);
        if (places.length === 0) expect(around).toBeNull();
        else expect(around!.i).toEqual([Math.min(...places.map((one) => one.i)), Math.max(...places.map((one) => one.i))]);
      }),
    );
  });

  it('is widened by whole pixels that are at least the margin, as far as the slice goes', () => {
    const box = { i: [20, 30], j: [2, 95] } as const;
    const grid = { shape: [100, 100, 1], spacing: [4, 2.5, 1] } as const;
    expect(withMargin(box, 10, grid)).toEqual({ i: [17, 33], j: [0, 99] });
    // A tenth of a millimetre as float32 keeps it: a hundred pixels, not a hundred and one.
    expect(withMargin({ i: [200, 200], j: [200, 200] }, 10, { shape: [500, 500, 1], spacing: [Math.fround(0.1), Math.fround(0.1), 1] })).toEqual({ i: [100, 300], j: [100, 300] });
  });

  it('cuts the slices asked for, in their order', () => {
    const shape = [4, 3, 3] as const;
    const volume: CanonicalVolume = { ...gridOf(shape), voxels: Int16Array.from({ length: 36 }, (_, at) => at) };
    const { shape: cut, voxels } = cropSlices(volume, { i: [1, 2], j: [0, 1] }, [2, 0]);
    expect(cut).toEqual([2, 2, 2]);
    expect([...voxels]).toEqual([25, 26, 29, 30, 1, 2, 5, 6]);
    expect(cropSlices({ ...volume, voxels: new Float32Array(36) }, { i: [0, 0], j: [0, 0] }, [1]).voxels).toBeInstanceOf(Float32Array);
  });
});
