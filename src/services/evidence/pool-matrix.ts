import type { Matrix } from '../../domain/matrix.js';

/** Where an axis of `from` entries falls on one of at most `to`: the bins in order, each of one entry or more, as even as they come. */
export interface Bins {
  readonly count: number;
  /** The first entry of a bin; for `count`, the number of entries. */
  start(bin: number): number;
  /** The place of an entry's centre among the bins, in bins: always inside its own, 0 … count. */
  place(entry: number): number;
}

export function makeBins(from: number, to: number): Bins {
  const count = Math.min(from, to);
  const start = (bin: number): number => Math.floor((bin * from) / count);
  return {
    count,
    start,
    place: (entry) => {
      // The last bin that begins at or before the entry.
      const bin = Math.min(count - 1, Math.floor(((entry + 1) * count - 1) / from));
      return bin + (entry - start(bin) + 0.5) / (start(bin + 1) - start(bin));
    },
  };
}

/** The largest entry of each bin of rows by bin of columns, so that a thin line of high similarity survives. */
export function poolMatrix(matrix: Matrix, rows: Bins, columns: Bins): Matrix {
  const data = new Float32Array(rows.count * columns.count);
  for (let row = 0; row < rows.count; row += 1) {
    for (let column = 0; column < columns.count; column += 1) {
      let largest = -Infinity;
      for (let y = rows.start(row); y < rows.start(row + 1); y += 1) {
        for (let x = columns.start(column); x < columns.start(column + 1); x += 1) largest = Math.max(largest, matrix.data[y * matrix.columns + x] ?? -Infinity);
      }
      data[row * columns.count + column] = largest;
    }
  }
  return { rows: rows.count, columns: columns.count, data };
}
