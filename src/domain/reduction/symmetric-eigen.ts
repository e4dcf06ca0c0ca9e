import { tridiagonalise } from './tridiagonal.js';

export interface Eigen {
  /** Descending. */
  readonly values: Float64Array;
  /** [size, size]: the unit eigenvector of each value as a row; its entry of the largest size, the first of equals, is positive. */
  readonly vectors: Float64Array;
}

/** Steps that one value may take; two or three are usual. */
const MOST_STEPS = 60;

/**
 * All eigenvalues and eigenvectors of a symmetric matrix, row-major, in float64: tridiagonal form, then QR steps with implicit shifts.
 * `matrix` is overwritten. Others may have their turn at each step. Throws where it does not converge, as with NaN.
 */
export function* symmetricEigen(matrix: Float64Array, size: number): Generator<void, Eigen> {
  const { diagonal: d, beside: e, turned } = yield* tridiagonalise(matrix, size);
  let steps = 0;
  for (let high = size - 1; high > 0; ) {
    if (negligible(d, e, high - 1)) {
      e[high - 1] = 0;
      high -= 1;
      steps = 0;
      continue;
    }
    let low = high - 1;
    while (low > 0 && !negligible(d, e, low - 1)) low -= 1;
    steps += 1;
    if (!(steps <= MOST_STEPS)) throw new Error(`The eigenvalues of a ${size} × ${size} matrix do not converge.`);
    chase(d, e, turned, size, low, high);
    yield;
  }
  return ordered(d, turned, size);
}

const negligible = (d: Float64Array, e: Float64Array, at: number): boolean => Math.abs(e[at]!) <= Number.EPSILON * (Math.abs(d[at]!) + Math.abs(d[at + 1]!));

/** The eigenvalue of the last 2 × 2 block that lies nearer to its last entry. */
function shiftOf(d: Float64Array, e: Float64Array, high: number): number {
  const half = (d[high - 1]! - d[high]!) / 2;
  const off = e[high - 1]!;
  const root = Math.hypot(half, off);
  return d[high]! - (off * off) / (half + (half < 0 ? -root : root));
}

/** One QR step over the block from `low` to `high`: a first rotation, and those that bring the entry it puts beside the band down and out. */
function chase(d: Float64Array, e: Float64Array, turned: Float64Array, size: number, low: number, high: number): void {
  let x = d[low]! - shiftOf(d, e, high);
  let z = e[low]!;
  for (let k = low; k < high; k += 1) {
    const r = Math.hypot(x, z);
    const [c, s] = r === 0 ? [1, 0] : [x / r, z / r];
    if (k > low) e[k - 1] = r;
    const [a, b, off] = [d[k]!, d[k + 1]!, e[k]!];
    d[k] = c * c * a + 2 * c * s * off + s * s * b;
    d[k + 1] = s * s * a - 2 * c * s * off + c * c * b;
    e[k] = c * s * (b - a) + (c * c - s * s) * off;
    if (k < high - 1) {
      x = e[k]!;
      z = s * e[k + 1]!;
      e[k + 1] = c * e[k + 1]!;
    }
    rotate(turned, size, k, c, s);
  }
}

function rotate(turned: Float64Array, size: number, k: number, c: number, s: number): void {
  for (let at = k * size, below = at + size; at < (k + 1) * size; at += 1, below += 1) {
    const [one, other] = [turned[at]!, turned[below]!];
    turned[at] = c * one + s * other;
    turned[below] = c * other - s * one;
  }
}

function ordered(d: Float64Array, turned: Float64Array, size: number): Eigen {
  const order = Array.from(d, (_, index) => index).sort((a, b) => d[b]! - d[a]! || a - b);
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => {
    const row = turned.subarray(from * size, (from + 1) * size);
    const largest = row.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    vectors.set(largest < 0 ? row.map((value) => -value) : row, to * size);
  });
  return { values: Float64Array.from(order, (index) => d[index]!), vectors };
}
