/** Mean and covariance (division by the count) of the rows seen, in float64. */
export interface Scatter {
  readonly count: number;
  readonly mean: Float64Array;
  /** [columns, columns], row-major, symmetric. */
  readonly covariance: Float64Array;
}

/** Rows whose products are summed in one pass over the sums, which are larger than a processor's cache. */
const TOGETHER = 4;

/** Takes rows in and gives their scatter; the same rows in the same order give the same numbers on every machine. */
export function createScatter(columns: number): { readonly add: (row: Float32Array) => void; readonly finish: () => Scatter } {
  const sums = new Float64Array(columns);
  const products = new Float64Array(columns * columns);
  const block = Array.from({ length: TOGETHER }, () => new Float32Array(columns));
  let [filled, count] = [0, 0];

  const flush = (): void => {
    const [a, b, c, d] = block as [Float32Array, Float32Array, Float32Array, Float32Array];
    for (let i = 0; i < columns; i += 1) {
      const [ai, bi, ci, di] = [a[i]!, b[i]!, c[i]!, d[i]!];
      sums[i]! += ai + bi + ci + di;
      for (let j = i, at = i * columns + i; j < columns; j += 1, at += 1) products[at]! += ai * a[j]! + bi * b[j]! + ci * c[j]! + di * d[j]!;
    }
    for (const row of block) row.fill(0);
    filled = 0;
  };

  return {
    add(row) {
      block[filled]!.set(row);
      filled += 1;
      count += 1;
      if (filled === TOGETHER) flush();
    },
    finish() {
      flush();
      const mean = sums.map((sum) => sum / count);
      const covariance = new Float64Array(columns * columns);
      for (let i = 0; i < columns; i += 1) {
        for (let j = i; j < columns; j += 1) {
          const value = products[i * columns + j]! / count - mean[i]! * mean[j]!;
          covariance[i * columns + j] = value;
          covariance[j * columns + i] = value;
        }
      }
      return { count, mean, covariance };
    },
  };
}
