/**
 * Brings each row of a row-major matrix to unit length, in place; sums run in float64. Returns the first row that has no
 * direction (zero, NaN or infinite), or null.
 */
export function normaliseRows(data: Float32Array, columns: number): number | null {
  let useless: number | null = null;
  for (let start = 0; start < data.length; start += columns) {
    let sum = 0;
    for (let index = start; index < start + columns; index += 1) sum += (data[index] ?? 0) ** 2;
    const norm = Math.sqrt(sum);
    if (!(norm > 0 && norm < Infinity)) {
      useless ??= start / columns;
      continue;
    }
    for (let index = start; index < start + columns; index += 1) data[index] = (data[index] ?? 0) / norm;
  }
  return useless;
}
