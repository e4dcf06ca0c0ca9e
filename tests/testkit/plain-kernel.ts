import type { Matrix } from '../../src/domain/matrix.js';
import type { GalleryMatrix, SimilarityKernel } from '../../src/services/ports/similarity-kernel.js';

function dot(a: Matrix, i: number, b: Matrix, j: number): number {
  let sum = 0;
  for (let c = 0; c < a.columns; c += 1) sum += (a.data[i * a.columns + c] ?? 0) * (b.data[j * b.columns + c] ?? 0);
  return sum;
}

const rowsOf = (matrix: Matrix): readonly number[] => Array.from({ length: matrix.rows }, (_, row) => row);

function floats(matrix: GalleryMatrix): Matrix {
  if ('data' in matrix) return matrix;
  throw new TypeError('the plain kernel takes float32 alone');
}

/** The kernel in plain loops, on the thread of the test. */
export const plainKernel: SimilarityKernel = {
  maxSimilarities(query, gallery) {
    const scored = gallery.map(floats).map((matrix) =>
      rowsOf(query).map((row) => rowsOf(matrix).map((other) => dot(query, row, matrix, other)).reduce((best, value, at) => (value > best.value ? { value, at } : best), { value: -Infinity, at: 0 })),
    );
    return Promise.resolve({
      best: scored.map((rows) => Float32Array.from(rows, ({ value }) => value)),
      argmax: scored.map((rows) => Int32Array.from(rows, ({ at }) => at)),
    });
  },
  topK(query, gallery, k) {
    return Promise.resolve(
      rowsOf(query).map((row) =>
        gallery
          .map(floats)
          .flatMap((matrix, index) => rowsOf(matrix).map((other) => ({ gallery: index, row: other, similarity: dot(query, row, matrix, other) })))
          .sort((a, b) => b.similarity - a.similarity || a.gallery - b.gallery || a.row - b.row)
          .slice(0, k),
      ),
    );
  },
};
