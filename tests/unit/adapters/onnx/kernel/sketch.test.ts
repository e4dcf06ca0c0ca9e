import { describe, expect, it } from 'vitest';
import { encodeQuery } from '../../../../../src/adapters/onnx/kernel/query-codes.js';
import { centred, CODE_ZERO, makeSketch, sketchLength, TERMS } from '../../../../../src/adapters/onnx/kernel/sketch.js';
import type { Basis } from '../../../../../src/adapters/onnx/kernel/sketch.js';
import type { Matrix } from '../../../../../src/domain/matrix.js';
import { makeArchive } from '../../../../testkit/slice-archive.js';

const DIMENSION = 48;
const LENGTH = 16;

function coordinates(rows: Matrix, { directions }: Basis): Float32Array {
  const result = new Float32Array(rows.rows * directions.rows);
  for (let row = 0; row < rows.rows; row += 1) {
    for (let direction = 0; direction < directions.rows; direction += 1) {
      let sum = 0;
      for (let column = 0; column < rows.columns; column += 1) sum += rows.data[row * rows.columns + column]! * directions.data[direction * rows.columns + column]!;
      result[row * directions.rows + direction] = sum;
    }
  }
  return result;
}

/** The first axes: as far from the themes of the vectors as any basis. */
const basis: Basis = {
  centre: Float32Array.from({ length: DIMENSION }, (_, index) => Math.sin(index) / 20),
  directions: { rows: LENGTH, columns: DIMENSION, data: Float32Array.from({ length: LENGTH * DIMENSION }, (_, index) => (index % DIMENSION === Math.floor(index / DIMENSION) ? 1 : 0)) },
};

function along(matrix: Matrix, row: number, other: Float32Array, from = 0): number {
  let sum = 0;
  for (let column = 0; column < matrix.columns; column += 1) sum += matrix.data[row * matrix.columns + column]! * other[from + column]!;
  return sum;
}

describe('a sketch', () => {
  it.each([1, 2, 3, 4, 5])('never bounds a similarity from below, and from above not by much (seed %i)', async (seed) => {
    const { volumes, queries } = makeArchive({ volumes: 1, slices: 60, dimension: DIMENSION, queries: 13, seed });
    const gallery = volumes[0]!.vectors;
    const moved = centred(gallery, basis.centre);
    const sketch = makeSketch(moved, { rows: gallery.rows, columns: LENGTH, data: coordinates(moved, basis) }, (row) => along(gallery, row, basis.centre));
    const query = await encodeQuery(queries, basis, (rows) => Promise.resolve(coordinates(rows, basis)));
    expect(query.width).toBe(16);
    for (let q = 0; q < queries.rows; q += 1) {
      for (let v = 0; v < gallery.rows; v += 1) {
        let product = 0;
        for (let index = 0; index < LENGTH; index += 1) product += (sketch.codes[v * LENGTH + index]! - CODE_ZERO) * query.codes[index * query.width + q]!;
        const [step, offset, error, tail] = sketch.terms.subarray(v * TERMS, (v + 1) * TERMS);
        const rest = query.tail[q]! * tail!;
        const bound = product * query.step[q]! * step! + offset! + query.size[q]! * error! + rest + query.common[q]! + query.missed[q]! * sketch.reach;
        const truth = along(queries, q, gallery.data, v * DIMENSION);
        expect(bound).toBeGreaterThanOrEqual(truth);
        expect(bound - truth).toBeLessThan(2 * rest + 0.06);
      }
    }
  });

  it('holds a row at the centre', () => {
    const zero = { rows: 1, columns: DIMENSION, data: new Float32Array(DIMENSION) };
    const { codes, terms } = makeSketch(zero, { rows: 1, columns: LENGTH, data: new Float32Array(LENGTH) }, () => 0);
    expect(new Set(codes)).toEqual(new Set([CODE_ZERO]));
    expect([...terms].every(Number.isFinite)).toBe(true);
  });

  it('is not made of short vectors', () => {
    expect([32, 127, 128, 384, 1280, 4096].map(sketchLength)).toEqual([0, 0, 64, 128, 384, 384]);
  });
});
