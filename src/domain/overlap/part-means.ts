import type { Matrix } from '../matrix.js';

/** What a volume is compared by first: so many stretches of consecutive slices. */
const PARTS = 8;

/** [≤ 8, columns]: the mean row of each of eight stretches of rows, equally long but for one, at unit length; zeros where rows cancel out. */
export function partMeans({ rows, columns, data }: Matrix): Matrix {
  const parts = Math.min(PARTS, rows);
  const means = new Float32Array(parts * columns);
  for (let part = 0; part < parts; part += 1) {
    const mean = means.subarray(part * columns, (part + 1) * columns);
    for (let row = Math.floor((part * rows) / parts); row < Math.floor(((part + 1) * rows) / parts); row += 1) {
      for (let column = 0; column < columns; column += 1) mean[column]! += data[row * columns + column]!;
    }
    let squares = 0;
    for (let column = 0; column < columns; column += 1) squares += mean[column]! * mean[column]!;
    const length = Math.sqrt(squares);
    for (let column = 0; column < columns; column += 1) mean[column] = length > 0 ? mean[column]! / length : 0;
  }
  return { rows: parts, columns, data: means };
}
