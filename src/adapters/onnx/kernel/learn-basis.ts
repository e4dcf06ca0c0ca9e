import type { Matrix } from '../../../domain/matrix.js';
import { dot } from './dot.js';
import { floats, ownTensor } from './products.js';
import type { Products } from './products.js';
import { centred, sketchLength, squaredLength } from './sketch.js';
import type { Basis } from './sketch.js';

const ITERATIONS = 3;
/** A basis is long enough when the mean squared length that it leaves out is no more than this: half of the coordinates take half of the time. */
const TAIL = 0.01;
const LENGTH_STEP = 64;

/** Uniform noise in [−1, 1), the same each time (xorshift32). */
function noise(count: number): Float32Array {
  let state = 0x9e3779b9;
  return Float32Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  });
}

function transposed({ rows, columns, data }: Matrix): Matrix {
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row += 1) for (let column = 0; column < columns; column += 1) turned[column * rows + row] = data[row * columns + column] ?? 0;
  return { rows: columns, columns: rows, data: turned };
}

/** Makes the rows orthonormal in place, in their order (Gram–Schmidt, each row twice, which holds to float32 precision). */
function orthonormalise({ rows, columns, data }: Matrix): void {
  for (let row = 0; row < rows; row += 1) {
    for (let pass = 0; pass < 2; pass += 1) {
      for (let other = 0; other < row; other += 1) {
        const shared = dot(data, row, data, other, columns);
        for (let column = 0; column < columns; column += 1) data[row * columns + column] = (data[row * columns + column] ?? 0) - shared * (data[other * columns + column] ?? 0);
      }
      const length = Math.sqrt(squaredLength(data, row * columns, columns));
      // A sample of few distinct rows spans less than is asked for: such directions are zero, and hold nothing.
      const scale = length > 1e-6 ? 1 / length : 0;
      for (let column = 0; column < columns; column += 1) data[row * columns + column] = (data[row * columns + column] ?? 0) * scale;
    }
  }
}

function meanRow({ rows, columns, data }: Matrix): Float32Array {
  const sums = new Float64Array(columns);
  for (let index = 0; index < data.length; index += 1) sums[index % columns] = (sums[index % columns] ?? 0) + (data[index] ?? 0);
  return Float32Array.from(sums, (sum) => sum / Math.max(1, rows));
}

/**
 * The directions in which the sample varies most (principal components, by subspace iteration), turned among themselves, so that
 * codes of few bits share the length evenly. Any orthonormal basis gives valid upper bounds; this one gives narrow ones.
 */
export async function learnBasis(products: Products, sample: Matrix): Promise<Basis> {
  const times = async (a: Matrix, b: Matrix): Promise<Matrix> => {
    const data = new Float32Array(a.rows * b.rows);
    await products.similarities(floats(a.rows, a.columns, a.data), ownTensor(b), data);
    return { rows: a.rows, columns: b.rows, data };
  };
  const centre = meanRow(sample);
  const moved = centred(sample, centre);
  const turned = transposed(moved);
  const rows = sketchLength(sample.columns);
  let directions: Matrix = { rows, columns: sample.columns, data: noise(rows * sample.columns) };
  for (let iteration = 0; iteration < ITERATIONS; iteration += 1) {
    directions = await times(transposed(await times(moved, directions)), turned);
    orthonormalise(directions);
  }
  const length = await enough(times, moved, directions);
  const kept = { rows: length, columns: sample.columns, data: directions.data.subarray(0, length * sample.columns) };
  const mixing: Matrix = { rows: length, columns: length, data: noise(length * length) };
  orthonormalise(mixing);
  const mixed = await times(mixing, transposed(kept));
  return { centre: shared(centre), directions: { ...mixed, data: shared(mixed.data) } };
}

async function enough(times: (a: Matrix, b: Matrix) => Promise<Matrix>, moved: Matrix, directions: Matrix): Promise<number> {
  const coordinates = await times(moved, directions);
  const whole = squaredLength(moved.data, 0, moved.data.length);
  for (let length = LENGTH_STEP; length < directions.rows; length += LENGTH_STEP) {
    let inside = 0;
    for (let row = 0; row < moved.rows; row += 1) inside += squaredLength(coordinates.data, row * directions.rows, length);
    if (whole - inside <= TAIL * moved.rows) return length;
  }
  return directions.rows;
}

function shared(data: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return copy;
}
