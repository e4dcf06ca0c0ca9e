import type { Matrix } from '../../../domain/matrix.js';

/** Where sketches are taken: coordinates along orthonormal directions, from a centre. */
export interface Basis {
  /** [d] */
  readonly centre: Float32Array;
  /** [r, d], orthonormal rows. */
  readonly directions: Matrix;
}

/**
 * A gallery matrix in few bytes, such that every similarity ⟨q, v⟩ has a narrow upper bound. With x = v − centre, h its coordinates
 * in the basis and ĥ = step · (codes − 64):
 *
 *   ⟨q, v⟩ ≤ ⟨ĝ, ĥ⟩ + ⟨v, centre⟩ + ⟨q − centre, centre⟩ + |ĝ| · |h − ĥ| + |g − ĝ| · |h| + tail(q) · tail(v)
 *
 * by Cauchy–Schwarz, where g and ĝ are the same of q and tail(·) is the length of what lies outside the basis.
 */
export interface Sketch {
  readonly rows: number;
  /** [rows, r], 1 … 127 around 64. */
  readonly codes: Uint8Array;
  /** [rows, 4]: step, ⟨v, centre⟩, |h − ĥ|, tail. */
  readonly terms: Float32Array;
  /** The largest |h| of any row. */
  readonly reach: number;
}

export const CODE_ZERO = 64;
const CODE_LARGEST = 63;
export const TERMS = 4;
/** Added to squared tails, for rounding in the float32 coordinates. */
const TAIL_ROUNDING = 2e-6;

/** Coordinates that are kept of vectors of `columns` numbers at most, about a third; 0 where a sketch would not be much shorter. */
export const sketchLength = (columns: number): number => (columns < 128 ? 0 : Math.max(64, Math.min(384, 64 * Math.floor(columns / 192))));

/** Rows minus the centre. */
export function centred({ rows, columns, data }: Matrix, centre: Float32Array): Matrix {
  const moved = new Float32Array(rows * columns);
  for (let row = 0, at = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1, at += 1) moved[at] = (data[at] ?? 0) - (centre[column] ?? 0);
  }
  return { rows, columns, data: moved };
}

export function squaredLength(data: Float32Array, from: number, count: number): number {
  let sum = 0;
  for (let index = from; index < from + count; index += 1) sum += (data[index] ?? 0) ** 2;
  return sum;
}

/** The length of what coordinates of squared length `inside` leave out of a vector of squared length `whole`; rounded up. */
export const tailLength = (whole: number, inside: number): number => Math.sqrt(Math.max(0, whole - inside) + TAIL_ROUNDING);

/** The size of one code, such that the largest coordinate has the largest code. */
export function stepOf(coordinates: Float32Array, largestCode: number): number {
  // Above 0, so that a row at the centre has a step.
  let largest = 1e-20;
  for (const value of coordinates) largest = Math.max(largest, Math.abs(value));
  return Math.fround(largest / largestCode);
}

/**
 * @param moved [rows, d] gallery rows minus the centre
 * @param coordinates [rows, r] of these
 * @param offset ⟨v, centre⟩ of a row
 */
export function makeSketch(moved: Matrix, coordinates: Matrix, offset: (row: number) => number): Sketch {
  const { rows, columns: length, data } = coordinates;
  const codes = new Uint8Array(new SharedArrayBuffer(rows * length));
  const terms = new Float32Array(new SharedArrayBuffer(rows * TERMS * Float32Array.BYTES_PER_ELEMENT));
  let reach = 0;
  for (let row = 0; row < rows; row += 1) {
    const from = row * length;
    const step = stepOf(data.subarray(from, from + length), CODE_LARGEST);
    let missed = 0;
    let inside = 0;
    for (let index = from; index < from + length; index += 1) {
      const value = data[index] ?? 0;
      const code = Math.round(value / step);
      codes[index] = code + CODE_ZERO;
      missed += (value - code * step) ** 2;
      inside += value * value;
    }
    reach = Math.max(reach, Math.sqrt(inside));
    terms.set([step, offset(row), Math.sqrt(missed), tailLength(squaredLength(moved.data, row * moved.columns, moved.columns), inside)], row * TERMS);
  }
  return { rows, codes, terms, reach };
}
