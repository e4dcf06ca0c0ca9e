/** Dense row-major float32 matrix: `rows` vectors of `columns` numbers. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/** The same in float16: the bits of IEEE 754 halves, all finite. */
export interface HalfMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly halves: Uint16Array;
}

/** The rows named, in that order; the matrix itself where all are named. */
export function selectRows(matrix: Matrix, rows: readonly number[]): Matrix {
  if (rows.length === matrix.rows) return matrix;
  const data = new Float32Array(rows.length * matrix.columns);
  rows.forEach((row, index) => data.set(matrix.data.subarray(row * matrix.columns, (row + 1) * matrix.columns), index * matrix.columns));
  return { rows: rows.length, columns: matrix.columns, data };
}
