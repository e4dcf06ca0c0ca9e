import { describe, expect, it } from 'vitest';
import { voxelToWorld } from '../../../../src/domain/geometry/affine.js';
import type { Point } from '../../../../src/domain/geometry/affine.js';
import type { ClosedContour, PlacedContours } from '../../../../src/domain/geometry/contours.js';
import { placeContours, rasteriseContours } from '../../../../src/domain/geometry/contours.js';
import type { Affine, CanonicalGrid } from '../../../../src/domain/geometry/volume.js';
import { seededRandom } from '../../../testkit/seeded-random.js';

const OBLIQUE: Affine = [[0.9, -0.05, 0.2, -30], [0.06, 1.1, 0.1, 12], [-0.2, 0.02, 3, -200], [0, 0, 0, 1]];
const grid: CanonicalGrid = { shape: [24, 20, 6], spacing: [0.92, 1.1, 3.01], affine: OBLIQUE };

type Flat = readonly (readonly [u: number, v: number])[];

/** A contour through voxel coordinates on a slice. */
const drawn = (points: Flat, slice: number, axis: 0 | 1 | 2 = 2): ClosedContour =>
  Float64Array.from(points.flatMap(([u, v]) => {
    const voxel: Point = axis === 2 ? [u, v, slice] : axis === 1 ? [u, slice, v] : [slice, u, v];
    return [...voxelToWorld(grid.affine, voxel)];
  }));

const maskOf = (...contours: readonly ClosedContour[]): Uint8Array => rasteriseContours(grid, placeContours(grid, contours));
const counts = ({ outside, askew, between, slices }: PlacedContours) => ({ outside, askew, between, slices: slices.map(({ slice }) => slice) });
const sum = (mask: Uint8Array): number => mask.reduce((total, flag) => total + flag, 0);
const at = (mask: Uint8Array, i: number, j: number, k: number): number => mask[(k * grid.shape[1] + j) * grid.shape[0] + i]!;
const square = (low: number, high: number): Flat => [[low, low], [high, low], [high, high], [low, high]];

/** Whether a ray from the point to the left crosses the curve an odd number of times; by angles of the edges, unlike the code under test. */
function encloses(points: Flat, [pu, pv]: readonly [number, number]): boolean {
  let odd = false;
  points.forEach(([u1, v1], index) => {
    const [u0, v0] = points.at(index - 1)!;
    if (v0 > pv === v1 > pv) return;
    // The cross product says on which side of the edge the point lies.
    const cross = (u1 - u0) * (pv - v0) - (v1 - v0) * (pu - u0);
    if (cross > 0 === v1 > v0) odd = !odd;
  });
  return odd;
}

const fine = (value: number): number => Math.round(value * 4096) / 4096;

function polygon(random: () => number): Flat {
  return Array.from({ length: 3 + Math.floor(random() * 9) }, () => [fine(random() * 30 - 4), fine(random() * 26 - 4)] as const);
}

describe('the voxels within contours', () => {
  it('are those whose centres are enclosed, for any polygon, also one that crosses itself or leaves the grid', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 200; round += 1) {
      const points = polygon(random);
      const mask = maskOf(drawn(points, 2));
      let differing = 0;
      for (let j = 0; j < 20; j += 1) for (let i = 0; i < 24; i += 1) if ((at(mask, i, j, 2) === 1) !== encloses(points, [i, j])) differing += 1;
      expect(differing, JSON.stringify(points)).toBe(0);
      expect(sum(mask)).toBe(sum(mask.subarray(2 * 480, 3 * 480)));
    }
  });

  it('are the exclusive or of those of each contour alone, whichever way round and from wherever they are drawn', () => {
    const random = seededRandom(11);
    for (let round = 0; round < 100; round += 1) {
      const [a, b] = [polygon(random), polygon(random)];
      const both = maskOf(drawn(a, 3), drawn(b, 3));
      const [one, other] = [maskOf(drawn(a, 3)), maskOf(drawn(b, 3))];
      expect(both).toEqual(one.map((flag, index) => flag ^ other[index]!));
      expect(maskOf(drawn([...a].reverse(), 3))).toEqual(one);
      expect(maskOf(drawn([...a.slice(2), ...a.slice(0, 2)], 3))).toEqual(one);
    }
  });

  it('move with a contour that moves by whole voxels', () => {
    const random = seededRandom(13);
    for (let round = 0; round < 50; round += 1) {
      const points = Array.from({ length: 6 }, () => [fine(2 + random() * 12), fine(2 + random() * 10)] as const);
      const [before, after] = [maskOf(drawn(points, 1)), maskOf(drawn(points.map(([u, v]) => [u + 4, v + 5] as const), 2))];
      for (let j = 0; j < 15; j += 1) for (let i = 0; i < 20; i += 1) expect(at(after, i + 4, j + 5, 2)).toBe(at(before, i, j, 1));
    }
  });

  it('leave a hole where a contour lies within another, or one runs in and out along a line', () => {
    const ring = maskOf(drawn(square(2.5, 12.5), 0), drawn(square(5.5, 8.5), 0));
    expect(sum(ring)).toBe(100 - 9);
    const keyhole: Flat = [[2.5, 2.5], [12.5, 2.5], [12.5, 12.5], [2.5, 12.5], [2.5, 6.5], [5.5, 6.5], [5.5, 8.5], [8.5, 8.5], [8.5, 5.5], [5.5, 5.5], [5.5, 6.5], [2.5, 6.5]];
    expect(maskOf(drawn(keyhole, 0))).toEqual(ring);
    expect(at(ring, 6, 6, 0)).toBe(0);
  });

  it('cover a square whose sides run through voxel centres once: low sides in, high sides out', () => {
    expect(sum(maskOf(drawn(square(3, 7), 4)))).toBe(16);
    expect(sum(maskOf(drawn(square(3, 7), 4), drawn([[7, 3], [11, 3], [11, 7], [7, 7]], 4)))).toBe(32);
  });

  it('are found across whichever axis of the grid a contour is drawn', () => {
    const across = maskOf(drawn([[2.5, 0.5], [7.5, 0.5], [7.5, 3.5], [2.5, 3.5]], 9, 1));
    expect(sum(across)).toBe(15);
    expect([at(across, 3, 9, 1), at(across, 7, 9, 3), at(across, 8, 9, 3), at(across, 3, 10, 1)]).toEqual([1, 1, 0, 0]);
    expect(sum(maskOf(drawn([[2.5, 0.5], [7.5, 0.5], [7.5, 3.5], [2.5, 3.5]], 20, 0)))).toBe(15);
  });
});

describe('the slice of a contour', () => {
  it('is the nearest to its plane, half a slice away at most', () => {
    const far = placeContours(grid, [drawn(square(2, 8), -0.4), drawn(square(2, 8), 5.45), drawn(square(2, 8), -0.6), drawn(square(2, 8), 5.6), drawn(square(40, 50), 2)]);
    expect(counts(far)).toEqual({ outside: 3, askew: 0, between: 0, slices: [0, 5] });
  });

  it('is taken from the plane that is nearest to it, where several have the same', () => {
    const planes = placeContours(grid, [drawn(square(2, 8), 2.3), drawn(square(3, 9), 1.9), drawn(square(12, 15), 1.9), drawn(square(2, 8), 1.6)]);
    expect(counts(planes)).toEqual({ outside: 0, askew: 0, between: 2, slices: [2] });
    expect(rasteriseContours(grid, planes)).toEqual(maskOf(drawn(square(3, 9), 2), drawn(square(12, 15), 2)));
    const equal = placeContours(grid, [drawn(square(2, 8), 2.25), drawn(square(3, 9), 1.75)]);
    expect(rasteriseContours(grid, equal)).toEqual(maskOf(drawn(square(3, 9), 2)));
  });

  it('is none for what lies along no slice or encloses nothing', () => {
    const slope = Float64Array.from([[2, 2, 1], [8, 2, 3], [8, 8, 5]].flatMap((voxel) => [...voxelToWorld(grid.affine, voxel as unknown as Point)]));
    expect(counts(placeContours(grid, [slope, drawn([[1, 1], [2, 2]], 1), new Float64Array(0), Float64Array.from({ length: 9 }, () => Number.NaN)]))).toEqual({ outside: 0, askew: 4, between: 0, slices: [] });
  });
});
