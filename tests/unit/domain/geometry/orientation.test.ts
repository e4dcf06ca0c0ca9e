import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { cornerDistance, isInvertible, spacingOf, voxelToWorld, worldToVoxel } from '../../../../src/domain/geometry/affine.js';
import type { Point } from '../../../../src/domain/geometry/affine.js';
import { closestOrientation, isIdentity, orientAffine, orientShape, orientVoxels } from '../../../../src/domain/geometry/orientation.js';
import type { Orientation } from '../../../../src/domain/geometry/orientation.js';
import { TURN_ROWS } from '../../../../src/domain/geometry/turn-rows-code.js';
import type { Affine, Shape } from '../../../../src/domain/geometry/volume.js';

type Matrix3 = readonly (readonly number[])[];
const multiply = (a: Matrix3, b: Matrix3): Matrix3 => a.map((row) => [0, 1, 2].map((j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));

/** A rotation by three angles in radians, about x, then y, then z. */
function rotation(x: number, y: number, z: number): Matrix3 {
  const [cx, sx, cy, sy, cz, sz] = [Math.cos(x), Math.sin(x), Math.cos(y), Math.sin(y), Math.cos(z), Math.sin(z)];
  return multiply(
    multiply([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]], [[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]]),
    [[1, 0, 0], [0, cx, -sx], [0, sx, cx]],
  );
}

const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
const millimetres = fc.double({ min: 0.2, max: 8, noNaN: true });
const offset = fc.double({ min: -900, max: 900, noNaN: true });
const shape: fc.Arbitrary<Shape> = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }));
const affine: fc.Arbitrary<Affine> = fc
  .tuple(angle, angle, angle, fc.tuple(millimetres, millimetres, millimetres), fc.tuple(offset, offset, offset), fc.boolean())
  .map(([x, y, z, spacing, at, mirrored]) => {
    const turn = rotation(x, y, z);
    const row = (world: number): [number, number, number, number] => [
      turn[world]![0]! * spacing[0] * (mirrored ? -1 : 1),
      turn[world]![1]! * spacing[1],
      turn[world]![2]! * spacing[2],
      at[world]!,
    ];
    return [row(0), row(1), row(2), [0, 0, 0, 1]];
  });

const near = (a: Point, b: Point): void => a.forEach((value, index) => expect(value).toBeCloseTo(b[index]!, 6));

/** Where a canonical voxel lies in the source array. */
const sourceVoxel = (voxel: Point, size: Shape, orientation: Orientation): Point => {
  const source: [number, number, number] = [0, 0, 0];
  orientation.forEach(({ axis, flipped }, index) => {
    source[axis] = flipped ? size[axis] - 1 - voxel[index]! : voxel[index]!;
  });
  return source;
};

describe('closest canonical orientation', () => {
  it('keeps every voxel at its millimetre and its value', () => {
    fc.assert(
      fc.property(affine, shape, (from, size) => {
        const orientation = closestOrientation(from);
        const [turned, turnedShape] = [orientAffine(from, size, orientation), orientShape(size, orientation)];
        const voxels = Int16Array.from({ length: size[0] * size[1] * size[2] }, (_, index) => index);
        const target = new Int16Array(voxels.length);
        orientVoxels(voxels, size, orientation, target);
        expect([...target].sort((a, b) => a - b)).toEqual([...voxels]);
        for (let out = 0; out < target.length; out += 1) {
          const voxel: Point = [out % turnedShape[0], Math.floor(out / turnedShape[0]) % turnedShape[1], Math.floor(out / (turnedShape[0] * turnedShape[1]))];
          const [i, j, k] = sourceVoxel(voxel, size, orientation);
          expect(target[out]).toBe(i + size[0] * (j + size[1] * k));
          near(voxelToWorld(turned, voxel), voxelToWorld(from, [i, j, k]));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is canonical once turned, keeps spacing, and never points an axis backwards', () => {
    fc.assert(
      fc.property(affine, shape, (from, size) => {
        const orientation = closestOrientation(from);
        const turned = orientAffine(from, size, orientation);
        expect(isIdentity(closestOrientation(turned))).toBe(true);
        expect([0, 1, 2].every((axis) => turned[axis as 0 | 1 | 2][axis as 0 | 1 | 2] >= 0)).toBe(true);
        expect([...spacingOf(turned)].sort()).toEqual(expect.arrayContaining([...spacingOf(from)].sort().map((value) => expect.closeTo(value, 9) as number)));
        expect(new Set(orientation.map(({ axis }) => axis)).size).toBe(3);
      }),
    );
  });

  it('finds each of the 48 right-angled orientations', () => {
    for (const [a, b, c] of [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] as const) {
      for (const signs of [0, 1, 2, 3, 4, 5, 6, 7]) {
        const axes = [a, b, c];
        const sign = (world: number): number => (signs & (1 << world) ? -1 : 1);
        const row = (world: number): [number, number, number, number] => [0, 0, 0, 7].map((value, axis) => (axis === axes[world] ? 2 * sign(world) : value)) as [number, number, number, number];
        expect(closestOrientation([row(0), row(1), row(2), [0, 0, 0, 1]])).toEqual(axes.map((axis, world) => ({ axis, flipped: sign(world) < 0 })));
      }
    }
  });

  it('leaves a grid turned by exactly 45° as it is', () => {
    const s = Math.SQRT1_2;
    expect(isIdentity(closestOrientation([[s, -s, 0, 0], [s, s, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]))).toBe(true);
  });
});

/** The voxels one by one, as the definition has it. */
function turnedOneByOne(source: ArrayLike<number>, size: Shape, orientation: Orientation, intercept: number, target: Int16Array | Uint16Array | Float32Array): typeof target {
  const [nx, ny] = orientShape(size, orientation);
  for (let out = 0; out < target.length; out += 1) {
    const [i, j, k] = sourceVoxel([out % nx, Math.floor(out / nx) % ny, Math.floor(out / (nx * ny))], size, orientation);
    target[out] = source[i + size[0] * (j + size[1] * k)]! + intercept;
  }
  return target;
}

describe('turning voxels', () => {
  const ARRAYS = [Int16Array, Uint16Array, Float32Array, Int8Array, Float64Array] as const;
  const TARGETS = [Int16Array, Uint16Array, Float32Array] as const;
  const noise = (length: number): readonly number[] => {
    let state = 7;
    return Array.from({ length }, () => (state = (state * 48_271) % 2_147_483_647) % 70_000 - 35_000);
  };

  it('gives what voxels one by one give, of any type, in each orientation, wrapped where a sum does not fit', () => {
    for (const size of [[1, 1, 3], [7, 5, 3], [8, 3, 2], [17, 9, 2], [33, 4, 1]] as const) {
      const numbers = noise(size[0] * size[1] * size[2]);
      for (const axes of [[0, 1, 2], [1, 0, 2], [2, 1, 0], [0, 2, 1]] as const) {
        for (const signs of [0, 1, 2, 3, 4, 5, 6, 7]) {
          const [i, j, k] = axes.map((axis, world) => ({ axis, flipped: (signs & (1 << world)) !== 0 }));
          const orientation: Orientation = [i!, j!, k!];
          for (const Source of ARRAYS) {
            for (const Target of TARGETS) {
              for (const intercept of [0, -1024, 40_000, 70_000]) {
                const target = new Target(numbers.length);
                orientVoxels(Source.from(numbers), size, orientation, target, { slope: 1, intercept });
                expect(target).toEqual(turnedOneByOne(Source.from(numbers), size, orientation, intercept, new Target(numbers.length)));
              }
            }
          }
        }
      }
    }
  });

  it('writes nothing beside the target, and takes planes of any width and of many rows', () => {
    for (const size of [[701, 211, 2], [70_001, 2, 1], [3, 60_000, 1]] as const) {
      const length = size[0] * size[1] * size[2];
      const source = Int16Array.from(noise(length + 3)).subarray(3);
      for (const signs of [1, 2, 3]) {
        const orientation: Orientation = [{ axis: 0, flipped: (signs & 1) !== 0 }, { axis: 1, flipped: (signs & 2) !== 0 }, { axis: 2, flipped: true }];
        const memory = new Int16Array(length + 40).fill(99);
        orientVoxels(source, size, orientation, memory.subarray(11, 11 + length), { slope: 1, intercept: 3 });
        expect(memory.subarray(0, 11).every((value) => value === 99) && memory.subarray(11 + length).every((value) => value === 99)).toBe(true);
        expect(Buffer.from(memory.slice(11, 11 + length).buffer).equals(Buffer.from(turnedOneByOne(source, size, orientation, 3, new Int16Array(length)).buffer))).toBe(true);
      }
    }
  });

  it('is done by what the text says', async () => {
    const text = await readFile(new URL('../../../../src/domain/geometry/turn-rows.wat', import.meta.url), 'utf8');
    const { buffer } = (await wabt()).parseWat('turn-rows.wat', text, { simd: true }).toBinary({});
    expect(TURN_ROWS).toBe(Buffer.from(buffer).toString('base64'));
  });
});

describe('affines', () => {
  it('take voxels to millimetres and back', () => {
    fc.assert(
      fc.property(affine, fc.tuple(offset, offset, offset), (from, voxel) => near(worldToVoxel(from, voxelToWorld(from, voxel)), voxel)),
    );
  });

  it('are invertible when turned and scaled, not when axes coincide, vanish or are not numbers', () => {
    fc.assert(fc.property(affine, (from) => isInvertible(from)));
    const with0 = (row: Affine[0]): Affine => [row, [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]];
    expect(isInvertible(with0([0, 0, 0, 5]))).toBe(false);
    expect(isInvertible(with0([0, 1, 0, 5]))).toBe(false);
    expect(isInvertible(with0([NaN, 0, 0, 5]))).toBe(false);
    expect(isInvertible(with0([1e-7, 0, 0, 5]))).toBe(true);
  });

  it('measure how far two grids lie apart', () => {
    const one: Affine = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]];
    const scaled: Affine = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1.5, 0], [0, 0, 0, 1]];
    expect(cornerDistance([3, 3, 11], one, one)).toBe(0);
    expect(cornerDistance([3, 3, 11], one, scaled)).toBe(5);
  });
});
