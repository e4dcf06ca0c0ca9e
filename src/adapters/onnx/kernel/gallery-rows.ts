import type { Matrix } from '../../../domain/matrix.js';
import { fromFloat16 } from '../../../services/embedding/float16.js';
import type { GalleryMatrix } from '../../../services/ports/similarity-kernel.js';
import type { Reductions } from './reductions.js';

/** Numbers that are widened at once. */
const LANES = 4;

/** Writes rows of a matrix as float32 to byte `at` of the memory of the reductions, and up to three numbers behind them, which must not matter. */
export function copyRows({ buffer, widen }: Pick<Reductions, 'buffer' | 'widen'>, matrix: GalleryMatrix | undefined, firstRow: number, rows: number, at: number): void {
  if (matrix === undefined) return;
  const first = firstRow * matrix.columns;
  const count = rows * matrix.columns;
  if ('data' in matrix) {
    new Float32Array(buffer(), at, count).set(matrix.data.subarray(first, first + count));
    return;
  }
  // Halves lie in the second half of the room: each is read before the numbers that grow towards it reach it.
  const padded = Math.ceil(count / LANES) * LANES;
  const halves = at + padded * Uint16Array.BYTES_PER_ELEMENT;
  new Uint16Array(buffer(), halves, count).set(matrix.halves.subarray(first, first + count));
  widen(halves, padded, at);
}

/** Rows as float32, in memory of their own where they are float16. */
export function floatRows(matrix: GalleryMatrix, first: number, count: number): Float32Array {
  const [from, to] = [first * matrix.columns, (first + count) * matrix.columns];
  return 'data' in matrix ? matrix.data.subarray(from, to) : fromFloat16(matrix.halves.subarray(from, to));
}

export const asFloats = (matrix: GalleryMatrix): Matrix => ('data' in matrix ? matrix : { rows: matrix.rows, columns: matrix.columns, data: floatRows(matrix, 0, matrix.rows) });

const numbersOf = (matrix: GalleryMatrix): Float32Array | Uint16Array => ('data' in matrix ? matrix.data : matrix.halves);

export const isShared = (matrix: GalleryMatrix): boolean => numbersOf(matrix).buffer instanceof SharedArrayBuffer;

/** In memory that threads share: the matrix itself, or a copy. */
export function shared<Given extends GalleryMatrix>(matrix: Given): Given {
  if (isShared(matrix)) return matrix;
  const numbers = numbersOf(matrix);
  const memory = new SharedArrayBuffer(numbers.byteLength);
  const copy = numbers instanceof Float32Array ? new Float32Array(memory) : new Uint16Array(memory);
  copy.set(numbers);
  return { ...matrix, ...('data' in matrix ? { data: copy } : { halves: copy }) };
}
