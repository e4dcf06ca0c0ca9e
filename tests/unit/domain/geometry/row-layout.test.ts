import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLANES, slicesIn } from '../../../../src/domain/geometry/planes.js';
import type { Plane } from '../../../../src/domain/geometry/planes.js';
import { onlyPlane, rowLayout } from '../../../../src/domain/geometry/row-layout.js';
import type { Shape } from '../../../../src/domain/geometry/volume.js';

const shapes: fc.Arbitrary<Shape> = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
const planeLists: fc.Arbitrary<readonly Plane[]> = fc.uniqueArray(fc.constantFrom(...PLANES), { minLength: 1 });

describe('the layout of rows', () => {
  it('is the slices themselves where each has one vector', () => {
    const layout = rowLayout({ planes: ['AXIAL'], patches: 1 }, [5, 6, 7]);
    expect([layout.rows, layout.slices]).toEqual([7, 7]);
    expect(layout.rowsOf([2, 5])).toEqual([2, 5]);
    expect(layout.sliceOf(4)).toBe(4);
  });

  it('goes plane by plane, slice by slice, patch by patch', () => {
    const layout = rowLayout({ planes: ['AXIAL', 'CORONAL', 'SAGITTAL'], patches: 4 }, [2, 3, 5]);
    expect([layout.rows, layout.slices]).toEqual([40, 10]);
    expect(layout.rowsOf([1, 5])).toEqual([4, 5, 6, 7, 20, 21, 22, 23]);
    expect([4, 5, 7, 8, 9].map((slice) => layout.placeOf(slice))).toEqual([
      { plane: 'AXIAL', index: 4 },
      { plane: 'CORONAL', index: 0 },
      { plane: 'CORONAL', index: 2 },
      { plane: 'SAGITTAL', index: 0 },
      { plane: 'SAGITTAL', index: 1 },
    ]);
  });

  it('gives every row to one slice and every slice its rows, in order', () => {
    fc.assert(
      fc.property(shapes, planeLists, fc.integer({ min: 1, max: 5 }), (shape, planes, patches) => {
        const layout = rowLayout({ planes, patches }, shape);
        const slices = Array.from({ length: layout.slices }, (_, slice) => slice);
        expect(layout.rowsOf(slices)).toEqual(Array.from({ length: layout.rows }, (_, row) => row));
        for (const slice of slices) expect(layout.rowsOf([slice]).map((row) => layout.sliceOf(row))).toEqual(Array.from({ length: patches }, () => slice));
        const places = slices.map((slice) => layout.placeOf(slice));
        for (const plane of planes) expect(places.filter((place) => place.plane === plane).map(({ index }) => index)).toEqual(Array.from({ length: slicesIn(plane, shape) }, (_, index) => index));
      }),
    );
  });

  it('refuses rows and slices that are not there', () => {
    const layout = rowLayout({ planes: ['CORONAL'], patches: 2 }, [4, 3, 9]);
    expect(() => layout.sliceOf(6)).toThrow(RangeError);
    expect(() => layout.rowsOf([3])).toThrow(RangeError);
    expect(() => layout.placeOf(-1)).toThrow(RangeError);
    expect(onlyPlane({ planes: ['CORONAL'] })).toBe('CORONAL');
    for (const planes of [[], ['AXIAL', 'SAGITTAL']] as const) expect(() => onlyPlane({ planes })).toThrow(RangeError);
  });
});
