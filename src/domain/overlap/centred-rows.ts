import type { Matrix } from '../matrix.js';

/** A row whose pixels deviate less than this from their mean, together, shows nothing that could be compared. */
const NOTHING = 1e-4;

/**
 * Every row less its mean, at unit length: the cosine of two such rows is their correlation, which neither brightness nor contrast of
 * the picture changes. A row without contrast becomes zeros, and is like nothing. In memory that threads share.
 */
export function centredRows({ rows, columns, data }: Matrix): Matrix {
  const centred = new Float32Array(new SharedArrayBuffer(data.byteLength));
  for (let row = 0; row < rows; row += 1) {
    const from = data.subarray(row * columns, (row + 1) * columns);
    const to = centred.subarray(row * columns, (row + 1) * columns);
    let sum = 0;
    for (let column = 0; column < columns; column += 1) sum += from[column]!;
    const mean = sum / columns;
    let squares = 0;
    for (let column = 0; column < columns; column += 1) {
      const deviation = from[column]! - mean;
      to[column] = deviation;
      squares += deviation * deviation;
    }
    const length = Math.sqrt(squares);
    for (let column = 0; column < columns; column += 1) to[column] = length > NOTHING ? to[column]! / length : 0;
  }
  return { rows, columns, data: centred };
}
