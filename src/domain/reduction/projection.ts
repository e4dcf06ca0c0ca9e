import type { Matrix } from '../matrix.js';

/** A mean and orthonormal directions: x becomes the coordinates of x − mean along them. */
export interface Projection {
  /** [columns] */
  readonly mean: Float64Array;
  /** [components, columns], row-major, the direction of the largest variance first. */
  readonly directions: Float64Array;
}

/** Coordinates of every row, in float64 until they are stored: [rows, components]. They are not of unit length. */
export function projectRows({ rows, columns, data }: Matrix, { mean, directions }: Projection): Matrix {
  const components = directions.length / columns;
  const projected = new Float32Array(rows * components);
  const moved = new Float64Array(columns);
  for (let row = 0; row < rows; row += 1) {
    for (let index = 0; index < columns; index += 1) moved[index] = data[row * columns + index]! - mean[index]!;
    for (let component = 0; component < components; component += 1) {
      let sum = 0;
      for (let index = 0, at = component * columns; index < columns; index += 1, at += 1) sum += moved[index]! * directions[at]!;
      projected[row * components + component] = sum;
    }
  }
  return { rows, columns: components, data: projected };
}
