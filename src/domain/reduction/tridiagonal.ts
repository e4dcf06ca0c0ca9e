/** A symmetric matrix A = Q·T·Qᵀ with T tridiagonal. */
export interface Tridiagonal {
  /** Of T. */
  readonly diagonal: Float64Array;
  /** Of T: entry i stands between i and i + 1. */
  readonly beside: Float64Array;
  /** Qᵀ, [size, size]: the columns of Q as rows. */
  readonly turned: Float64Array;
}

/** Reflects a symmetric matrix to tridiagonal form (Householder), column after column; `matrix` is overwritten. Others may have their turn at each step. */
export function* tridiagonalise(matrix: Float64Array, size: number): Generator<void, Tridiagonal> {
  const beside = new Float64Array(Math.max(0, size - 1));
  const scales = new Float64Array(size);
  for (let k = 0; k < size - 2; k += 1) {
    const row = matrix.subarray(k * size, (k + 1) * size);
    beside[k] = reflect(row, k + 1, scales, k);
    if (scales[k] !== 0) reduceBelow(matrix, size, row, k + 1, scales[k]!);
    yield;
  }
  if (size > 1) beside[size - 2] = matrix[(size - 1) * size - 1]!;
  const diagonal = Float64Array.from({ length: size }, (_, i) => matrix[i * size + i]!);
  const turned = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) turned[i * size + i] = 1;
  // The last reflection first: what it has not reached yet is still the unit matrix.
  for (let k = size - 3; k >= 0; k -= 1) {
    const row = matrix.subarray(k * size, (k + 1) * size);
    for (let i = k + 1; i < size && scales[k] !== 0; i += 1) {
      const other = turned.subarray(i * size, (i + 1) * size);
      const step = scales[k]! * dot(other, row, k + 1, size);
      for (let j = k + 1; j < size; j += 1) other[j]! -= step * row[j]!;
    }
    yield;
  }
  return { diagonal, beside, turned };
}

/** Makes of a row from `start` on the normal of the mirror that leaves only its first entry, which is returned; the scale is 2/|normal|², 0 where nothing is to do. */
function reflect(row: Float64Array, start: number, scales: Float64Array, k: number): number {
  const first = row[start]!;
  const rest = dot(row, row, start + 1, row.length);
  if (rest === 0) return first;
  const length = Math.sqrt(first * first + rest);
  const kept = first > 0 ? -length : length;
  row[start] = first - kept;
  scales[k] = 2 / ((first - kept) ** 2 + rest);
  return kept;
}

/** The mirror from both sides, over what lies from `start` on. */
function reduceBelow(matrix: Float64Array, size: number, normal: Float64Array, start: number, scale: number): void {
  const image = new Float64Array(size);
  for (let i = start; i < size; i += 1) image[i] = scale * dot(matrix.subarray(i * size, (i + 1) * size), normal, start, size);
  const along = (scale / 2) * dot(image, normal, start, size);
  for (let i = start; i < size; i += 1) image[i]! -= along * normal[i]!;
  for (let i = start; i < size; i += 1) {
    const [ni, wi] = [normal[i]!, image[i]!];
    for (let j = start, at = i * size + start; j < size; j += 1, at += 1) matrix[at]! -= ni * image[j]! + wi * normal[j]!;
  }
}

function dot(a: Float64Array, b: Float64Array, start: number, end: number): number {
  let sum = 0;
  for (let index = start; index < end; index += 1) sum += a[index]! * b[index]!;
  return sum;
}
