import { spacingOf } from './affine.js';
import { turnRows, wordsOf } from './turn-rows.js';
import type { Affine, Shape } from './volume.js';

/** Where a canonical axis comes from: the axis of the source array, and whether it runs the other way. */
export interface SourceAxis {
  readonly axis: 0 | 1 | 2;
  readonly flipped: boolean;
}

/** For canonical i, j, k (right, anterior, superior) the axis of the source array. */
export type Orientation = readonly [SourceAxis, SourceAxis, SourceAxis];

type Axis = SourceAxis['axis'];

const PERMUTATIONS: readonly (readonly [Axis, Axis, Axis])[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

/** Below this difference of summed cosines the earlier permutation stands, so that rounding does not turn a 45° grid. */
const TIE = 1e-6;

/**
 * The permutation and flips that bring the axes of an array closest to right, anterior, superior: the largest sum of absolute
 * cosines. An oblique grid stays oblique; nothing is resampled. The affine must be invertible.
 */
export function closestOrientation(affine: Affine): Orientation {
  const spacing = spacingOf(affine);
  const cosine = (world: Axis, axis: Axis): number => affine[world][axis] / spacing[axis];
  let best = PERMUTATIONS[0] ?? [0, 1, 2];
  let bestFit = -Infinity;
  for (const permutation of PERMUTATIONS) {
    const fit = permutation.reduce<number>((sum, axis, world) => sum + Math.abs(cosine(world as Axis, axis)), 0);
    if (fit > bestFit + TIE) [best, bestFit] = [permutation, fit];
  }
  const source = (world: Axis): SourceAxis => ({ axis: best[world], flipped: cosine(world, best[world]) < 0 });
  return [source(0), source(1), source(2)];
}

export function isIdentity(orientation: Orientation): boolean {
  return orientation.every(({ axis, flipped }, index) => axis === index && !flipped);
}

/** Shape of the array once turned. */
export function orientShape(shape: Shape, orientation: Orientation): Shape {
  return [shape[orientation[0].axis], shape[orientation[1].axis], shape[orientation[2].axis]];
}

/** The affine of the turned array: every voxel keeps its place in millimetres. */
export function orientAffine(affine: Affine, shape: Shape, orientation: Orientation): Affine {
  const turn = (row: Affine[0]): Affine[0] => {
    const column = ({ axis, flipped }: SourceAxis): number => (flipped ? -row[axis] : row[axis]);
    const offset = orientation.reduce<number>((sum, { axis, flipped }) => (flipped ? sum + row[axis] * (shape[axis] - 1) : sum), row[3]);
    return [column(orientation[0]), column(orientation[1]), column(orientation[2]), offset];
  };
  return [turn(affine[0]), turn(affine[1]), turn(affine[2]), [0, 0, 0, 1]];
}

/** Writable numbers in an array: what voxels are copied from and to. */
interface Voxels {
  readonly length: number;
  [index: number]: number;
}

/** Takes a stored number to a voxel value. */
export interface Scale {
  readonly slope: number;
  readonly intercept: number;
}

/** 16-bit numbers whose planes stay planes, the most common case, by many at a time; false where the arrays are others. */
function orientPlanes(source: ArrayLike<number>, [columns, rows, planes]: Shape, orientation: Orientation, target: Voxels, { slope, intercept }: Scale): boolean {
  const [from, to] = [wordsOf(source), wordsOf(target)];
  if (from === null || to === null || slope !== 1 || !Number.isInteger(intercept) || Math.abs(intercept) > 65_536) return false;
  if (!orientation.every(({ axis }, index) => axis === index)) return false;
  const plane = columns * rows;
  const [i, j, k] = orientation;
  for (let out = 0; out < planes; out += 1) {
    const at = (k.flipped ? planes - 1 - out : out) * plane;
    turnRows(from.subarray(at, at + plane), columns, { backward: i.flipped, upward: j.flipped, more: intercept }, to.subarray(out * plane, (out + 1) * plane));
  }
  return true;
}

/** Copies an array (first axis fastest) into its turned form, scaled on the way, so that scaling costs no second pass. */
export function orientVoxels(source: ArrayLike<number>, shape: Shape, orientation: Orientation, target: Voxels, scale: Scale = { slope: 1, intercept: 0 }): void {
  if (orientPlanes(source, shape, orientation, target, scale)) return;
  const strides: Shape = [1, shape[0], shape[0] * shape[1]];
  const step = ({ axis, flipped }: SourceAxis): number => (flipped ? -strides[axis] : strides[axis]);
  const start = orientation.reduce((sum, { axis, flipped }) => (flipped ? sum + strides[axis] * (shape[axis] - 1) : sum), 0);
  const [nx, ny, nz] = orientShape(shape, orientation);
  const [di, dj, dk] = [step(orientation[0]), step(orientation[1]), step(orientation[2])];
  const { slope, intercept } = scale;
  const plain = slope === 1 && intercept === 0;
  const whole = slope === 1 && Number.isInteger(intercept);
  let out = 0;
  for (let k = 0; k < nz; k += 1) {
    for (let j = 0; j < ny; j += 1) {
      let from = start + k * dk + j * dj;
      // Three loops: the first must be a bare copy, the second adds whole numbers, and none leaves anything to decide for each voxel.
      if (plain) for (let i = 0; i < nx; i += 1, from += di, out += 1) target[out] = source[from]!;
      else if (whole) for (let i = 0; i < nx; i += 1, from += di, out += 1) target[out] = source[from]! + intercept;
      else for (let i = 0; i < nx; i += 1, from += di, out += 1) target[out] = source[from]! * slope + intercept;
    }
  }
}
