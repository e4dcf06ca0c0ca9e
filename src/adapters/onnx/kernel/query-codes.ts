import type { Matrix } from '../../../domain/matrix.js';
import { dot } from './dot.js';
import { centred, squaredLength, stepOf, tailLength } from './sketch.js';
import type { Basis } from './sketch.js';

/** A query as upper bounds need it, in memory that threads share; the lists are padded with zeros to a multiple of four rows. */
export interface QueryCodes {
  /** Rows of the query. */
  readonly rows: number;
  /** Rows with padding. */
  readonly width: number;
  /** Coordinates of a code. */
  readonly length: number;
  /** [r, width], −127 … 127. */
  readonly codes: Int8Array;
  readonly step: Float32Array;
  /** |ĝ| */
  readonly size: Float32Array;
  readonly tail: Float32Array;
  /** What every upper bound of a row has in common: ⟨q − centre, centre⟩ and the allowance for rounding. */
  readonly common: Float64Array;
  /** |g − ĝ|, to be multiplied by the reach of a sketch. */
  readonly missed: Float64Array;
}

const CODE_LARGEST = 127;
/** Above what float32 arithmetic can lose in a sum of a few thousand terms of unit vectors. */
export const ROUNDING = 1e-5;

const doubles = (count: number): Float64Array => new Float64Array(new SharedArrayBuffer(count * Float64Array.BYTES_PER_ELEMENT));
const floats = (count: number): Float32Array => new Float32Array(new SharedArrayBuffer(count * Float32Array.BYTES_PER_ELEMENT));

/** @param project gives the coordinates [m, r] of centred rows. */
export async function encodeQuery(query: Matrix, basis: Basis, project: (rows: Matrix) => Promise<Float32Array>): Promise<QueryCodes> {
  const length = basis.directions.rows;
  const moved = centred(query, basis.centre);
  const coordinates = await project(moved);
  const width = Math.ceil(query.rows / 4) * 4;
  const codes = new Int8Array(new SharedArrayBuffer(length * width));
  const lists = { step: floats(width), size: floats(width), tail: floats(width), common: doubles(width), missed: doubles(width) };
  for (let row = 0; row < query.rows; row += 1) {
    const own = coordinates.subarray(row * length, (row + 1) * length);
    const step = stepOf(own, CODE_LARGEST);
    let missed = 0;
    let size = 0;
    for (let index = 0; index < length; index += 1) {
      const value = own[index] ?? 0;
      const code = Math.round(value / step);
      codes[index * width + row] = code;
      missed += (value - code * step) ** 2;
      size += (code * step) ** 2;
    }
    lists.step[row] = step;
    lists.size[row] = Math.sqrt(size);
    lists.tail[row] = tailLength(squaredLength(moved.data, row * query.columns, query.columns), squaredLength(own, 0, length));
    lists.missed[row] = Math.sqrt(missed);
    lists.common[row] = ROUNDING + dot(moved.data, row, basis.centre, 0, query.columns);
  }
  return { rows: query.rows, width, length, codes, ...lists };
}
