import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { voxelToWorld } from '../../../../../src/domain/geometry/affine.js';
import type { Point } from '../../../../../src/domain/geometry/affine.js';
import { judgeStack } from '../../../../../src/domain/geometry/series/judge-stack.js';
import { normalOf } from '../../../../../src/domain/geometry/series/slice-plane.js';
import type { SliceGrid, SlicePlane } from '../../../../../src/domain/geometry/series/slice-plane.js';

const AXIAL: SliceGrid = { rows: 3, columns: 4, rowDirection: [1, 0, 0], columnDirection: [0, 1, 0], pixelSpacing: [2, 1] };
const at = (...places: readonly number[]): readonly SlicePlane[] => places.map((z) => ({ grid: AXIAL, position: [5, 6, z] }));

/** Unit vector and another at a right angle to it. */
function directions(yaw: number, pitch: number, roll: number): Pick<SliceGrid, 'rowDirection' | 'columnDirection'> {
  const [cy, sy, cp, sp, cr, sr] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch), Math.cos(roll), Math.sin(roll)];
  return { rowDirection: [cy * cp, sy * cp, -sp], columnDirection: [cy * sp * sr - sy * cr, sy * sp * sr + cy * cr, cp * sr] };
}

const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
const place = fc.double({ min: -500, max: 500, noNaN: true });
const stacks = fc.record({
  grid: fc.record({ yaw: angle, pitch: angle, roll: angle, spacing: fc.tuple(fc.double({ min: 0.2, max: 3, noNaN: true }), fc.double({ min: 0.2, max: 3, noNaN: true })) }).map(
    ({ yaw, pitch, roll, spacing }): SliceGrid => ({ rows: 5, columns: 7, pixelSpacing: spacing, ...directions(yaw, pitch, roll) }),
  ),
  origin: fc.tuple(place, place, place),
  count: fc.integer({ min: 2, max: 30 }),
  spacing: fc.double({ min: 0.3, max: 8, noNaN: true }),
  /** Millimetres along the columns for each mm along the normal: the tangent of the tilt. */
  tilt: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
  order: fc.infiniteStream(fc.nat()),
});

describe('judgeStack', () => {
  it('puts every slice of an even stack where its header says, whatever the orientation, the tilt and the order of the files', () => {
    fc.assert(
      fc.property(stacks, ({ grid, origin, count, spacing, tilt, order }) => {
        const normal = normalOf(grid);
        const step = normal.map((part, axis) => (part + tilt * grid.columnDirection[axis]!) * spacing) as unknown as Point;
        const planes = Array.from({ length: count }, (_, index): SlicePlane => ({ grid, position: [origin[0] + index * step[0], origin[1] + index * step[1], origin[2] + index * step[2]] }));
        const shuffled = planes.map((plane) => ({ plane, key: order.next().value as number })).sort((a, b) => a.key - b.key).map(({ plane }) => plane);
        const judged = judgeStack(shuffled);
        if (judged.kind !== 'GRID') throw new Error(judged.kind);
        expect(judged.tiltDegrees).toBeCloseTo((Math.atan(Math.abs(tilt)) * 180) / Math.PI, 3);
        judged.slices.forEach(([index], k) => {
          const { position } = shuffled[index!]!;
          expect(index).toBe(shuffled.indexOf(planes[k]!));
          // From LPS to RAS.
          const expected = [-position[0], -position[1], position[2]];
          voxelToWorld(judged.affine, [0, 0, k]).forEach((value, axis) => expect(value).toBeCloseTo(expected[axis]!, 6));
          const corner = [0, 1, 2].map((axis) => position[axis]! + 6 * grid.rowDirection[axis]! * grid.pixelSpacing[1] + 4 * grid.columnDirection[axis]! * grid.pixelSpacing[0]);
          voxelToWorld(judged.affine, [6, 4, k]).forEach((value, axis) => expect(value).toBeCloseTo((axis === 2 ? 1 : -1) * corner[axis]!, 6));
        });
      }),
    );
  });

  it('calls a stack that lacks slices within it incomplete, and says how many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 40 }), fc.double({ min: 0.3, max: 6, noNaN: true }), fc.nat(), fc.integer({ min: 1, max: 3 }), (count, spacing, pick, run) => {
        const first = 2 + (pick % Math.max(1, count - run - 3));
        const kept = Array.from({ length: count }, (_, index) => index).filter((index) => index < first || index >= first + run);
        const judged = judgeStack(at(...kept.map((index) => index * spacing)));
        expect(judged).toMatchObject({ kind: 'MISSING', slices: run });
        if (judged.kind === 'MISSING') expect([judged.spacing, judged.firstGapAt / spacing]).toEqual([expect.closeTo(spacing, 6), expect.closeTo(first - 1, 6)]);
      }),
    );
  });

  it('takes the rounding of headers for even, and more than that not', () => {
    const rounded = Array.from({ length: 20 }, (_, index) => Number((index * 0.625).toFixed(1)));
    expect(judgeStack(at(...rounded)).kind).toBe('UNEVEN');
    expect(judgeStack(at(...Array.from({ length: 20 }, (_, index) => Number((index * 0.625).toFixed(2))))).kind).toBe('GRID');
    expect(judgeStack(at(0, 2, 4.5, 6))).toEqual({ kind: 'UNEVEN', least: 1.5, greatest: 2.5 });
    expect(judgeStack(at(0, 1, 2, 3.5, 4.5)).kind).toBe('UNEVEN');
  });

  it('keeps slices of the same place together, and tells slices that are shifted aside', () => {
    expect(judgeStack(at(4, 0, 2, 0.0005, 4))).toMatchObject({ kind: 'GRID', slices: [[1, 3], [2], [0, 4]] });
    const aside: readonly SlicePlane[] = at(0, 2, 4, 6).map((plane, index) => ({ ...plane, position: [index === 2 ? 6 : 5, 6, plane.position[2]] }));
    expect(judgeStack(aside)).toEqual({ kind: 'SHIFTED', by: 1 });
    expect(judgeStack([...at(0, 2), { grid: AXIAL, position: [9, 6, 2] }])).toEqual({ kind: 'SHIFTED', by: 4 });
    expect(judgeStack(at(3, 3))).toEqual({ kind: 'TOO_FEW', places: 1 });
    expect(judgeStack([])).toEqual({ kind: 'TOO_FEW', places: 0 });
  });
});
