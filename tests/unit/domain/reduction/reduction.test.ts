import { describe, expect, it } from 'vitest';
import { createScatter } from '../../../../src/domain/reduction/scatter.js';
import { projectRows } from '../../../../src/domain/reduction/projection.js';
import { symmetricEigen } from '../../../../src/domain/reduction/symmetric-eigen.js';
import type { Eigen } from '../../../../src/domain/reduction/symmetric-eigen.js';
import { finishInTurns } from '../../../../src/services/in-turns.js';
import { askReference } from '../../../testkit/ask-reference.js';

const never = new AbortController().signal;
const eigen = (matrix: readonly number[]): Promise<Eigen> => finishInTurns(symmetricEigen(Float64Array.from(matrix), Math.sqrt(matrix.length)), never);

/** Numbers in [−1, 1) that are the same each time. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** Unit rows around a mean, with variances that fall off. */
function unitRows(rows: number, columns: number, seed: number): readonly Float32Array[] {
  const next = noise(seed);
  return Array.from({ length: rows }, () => {
    const row = Array.from({ length: columns }, (_, at) => 0.4 + next() / (1 + at));
    const length = Math.hypot(...row);
    return Float32Array.from(row, (value) => value / length);
  });
}

interface Reference {
  readonly mean: readonly number[];
  readonly values: readonly number[];
  readonly directions: readonly (readonly number[])[];
  readonly coordinates: readonly (readonly number[])[];
}

describe('principal components', () => {
  it.each([[50, 7, 7], [400, 48, 16], [30, 64, 12]])('of %i rows of %i numbers are those of numpy', async (count, columns, components) => {
    const rows = unitRows(count, columns, count + columns);
    const scatter = createScatter(columns);
    for (const row of rows) scatter.add(row);
    const { mean, covariance } = scatter.finish();
    const { values, vectors } = await eigen([...covariance]);
    const expected = await askReference<Reference>('principal_components.py', { rows: rows.map((row) => [...row]), components });
    expected.mean.forEach((value, at) => expect(Math.abs(mean[at]! - value)).toBeLessThan(1e-12));
    expected.values.forEach((value, at) => expect(Math.abs(values[at]! - value)).toBeLessThan(1e-12));
    expected.directions.flat().forEach((value, at) => expect(Math.abs(vectors[at]! - value)).toBeLessThan(1e-6));
    const matrix = { rows: count, columns, data: Float32Array.from(rows.flatMap((row) => [...row])) };
    const { data } = projectRows(matrix, { mean, directions: vectors.slice(0, components * columns) });
    expected.coordinates.flat().forEach((value, at) => expect(Math.abs(data[at]! - value)).toBeLessThan(1e-6));
  });
});

describe('eigenvectors', () => {
  it.each([
    ['of nothing but zeros', [0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['of a diagonal', [1, 0, 0, 0, 3, 0, 0, 0, 2]],
    ['of equal values', [2, 0, 0, 0, 2, 0, 0, 0, 2]],
    ['of one direction', [1, 2, 3, 2, 4, 6, 3, 6, 9]],
    ['with values of both signs', [0, 1, 0, 1, 0, 1, 0, 1, 0]],
    ['of a single number', [5]],
    ['of two', [1, -2, -2, 1]],
  ])('%s are orthonormal and give the matrix again', async (_name, matrix) => {
    const size = Math.sqrt(matrix.length);
    const { values, vectors } = await eigen(matrix);
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) {
        let [product, again] = [0, 0];
        for (let k = 0; k < size; k += 1) {
          product += vectors[i * size + k]! * vectors[j * size + k]!;
          again += values[k]! * vectors[k * size + i]! * vectors[k * size + j]!;
        }
        expect(product).toBeCloseTo(i === j ? 1 : 0, 12);
        expect(again).toBeCloseTo(matrix[i * size + j]!, 12);
      }
    }
  });

  it('of a matrix of 200 give it again, and each is turned to its largest entry', async () => {
    const [size, next] = [200, noise(3)];
    const matrix = new Array<number>(size * size).fill(0);
    for (let i = 0; i < size; i += 1) for (let j = i; j < size; j += 1) matrix[i * size + j] = matrix[j * size + i] = next();
    const { values, vectors } = await eigen(matrix);
    let worst = 0;
    for (let row = 0; row < size; row += 1) {
      const vector = vectors.subarray(row * size, (row + 1) * size);
      expect(vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0)).toBeGreaterThan(0);
      for (let i = 0; i < size; i += 1) {
        let image = 0;
        for (let j = 0; j < size; j += 1) image += matrix[i * size + j]! * vector[j]!;
        worst = Math.max(worst, Math.abs(image - values[row]! * vector[i]!));
      }
    }
    expect(worst).toBeLessThan(1e-11);
  });

  it('are not looked for without end', async () => {
    await expect(eigen([1, NaN, NaN, 1])).rejects.toThrow('do not converge');
  });
});
