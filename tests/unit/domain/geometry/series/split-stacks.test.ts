import { describe, expect, it } from 'vitest';
import { splitStacks } from '../../../../../src/domain/geometry/series/split-stacks.js';
import type { PassedSlice } from '../../../../../src/domain/geometry/series/split-stacks.js';
import type { SliceGrid } from '../../../../../src/domain/geometry/series/slice-plane.js';

const AXIAL: SliceGrid = { rows: 3, columns: 4, rowDirection: [1, 0, 0], columnDirection: [0, 1, 0], pixelSpacing: [2, 1] };
const SAGITTAL: SliceGrid = { ...AXIAL, rowDirection: [0, 1, 0], columnDirection: [0, 0, -1] };

const slice = (z: number, pass: string | null = null, grid = AXIAL): PassedSlice => ({ grid, position: [0, 0, z], pass });
const sizes = (slices: readonly PassedSlice[]): readonly number[] | undefined => splitStacks(slices)?.map(({ length }) => length);

describe('splitStacks', () => {
  it('tells orientations, sizes and spacings apart, and not what headers rounded', () => {
    const turned = { ...AXIAL, rowDirection: [Math.cos(1e-4), Math.sin(1e-4), 0] as const, columnDirection: [-Math.sin(1e-4), Math.cos(1e-4), 0] as const };
    expect(sizes([slice(0), slice(2), slice(4, null, turned)])).toEqual([3]);
    expect(sizes([slice(0), slice(9, null, SAGITTAL), slice(2), slice(0, null, { ...AXIAL, rows: 5 }), slice(0, null, { ...AXIAL, pixelSpacing: [2, 1.1] })])).toEqual([2, 1, 1, 1]);
  });

  it('tells passes apart where they go over the same places, and nowhere else', () => {
    expect(sizes([slice(0, '1'), slice(0, '2'), slice(2, '1'), slice(2, '2')])).toEqual([2, 2]);
    expect(sizes([slice(0, '1'), slice(2, '1'), slice(4, '2'), slice(6, '2')])).toEqual([4]);
    // A slice that came twice, in one pass or of unknown passes, is no second pass.
    expect(sizes([slice(0, '1'), slice(0, '1'), slice(2, '2')])).toEqual([3]);
    expect(sizes([slice(0), slice(0), slice(2)])).toEqual([3]);
  });

  it('gives up on a series whose slices fan out', () => {
    const fan = Array.from({ length: 40 }, (_, index): PassedSlice => {
      const [c, s] = [Math.cos(index / 10), Math.sin(index / 10)];
      return slice(0, null, { ...AXIAL, rowDirection: [c, s, 0], columnDirection: [0, 0, -1] });
    });
    expect(splitStacks(fan)).toBeNull();
    expect(splitStacks(fan.slice(0, 5))?.length).toBe(5);
  });
});
