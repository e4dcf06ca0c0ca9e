import type { Matrix } from '../../domain/matrix.js';
import { roundHalfEven } from './round-half-even.js';

const MOST = 127;

/**
 * Every row in 8 bits: its numbers over the largest of them in size, times 127, rounded half-even. The row's scale is not stored: rows
 * are brought to unit length when they are read, which gives it again.
 */
export function toInt8({ rows, columns, data }: Matrix): Int8Array {
  const codes = new Int8Array(rows * columns);
  for (let start = 0; start < codes.length; start += columns) {
    let largest = 0;
    for (let index = start; index < start + columns; index += 1) largest = Math.max(largest, Math.abs(data[index] ?? 0));
    for (let index = start; index < start + columns && largest > 0; index += 1) codes[index] = roundHalfEven(((data[index] ?? 0) * MOST) / largest);
  }
  return codes;
}
