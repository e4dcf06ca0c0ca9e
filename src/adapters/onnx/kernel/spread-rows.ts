import type { Matrix } from '../../../domain/matrix.js';
import type { GalleryMatrix } from '../../../services/ports/similarity-kernel.js';
import { floatRows } from './gallery-rows.js';

/** At most `most` rows spread evenly over a gallery, copied. */
export function spreadRows(gallery: readonly GalleryMatrix[], columns: number, most: number): Matrix {
  const total = gallery.reduce((sum, { rows }) => sum + rows, 0);
  const stride = Math.max(1, Math.ceil(total / most));
  const picked: Float32Array[] = [];
  let next = 0;
  for (const matrix of gallery) {
    for (; next < matrix.rows; next += stride) picked.push(floatRows(matrix, next, 1));
    next -= matrix.rows;
  }
  const data = new Float32Array(picked.length * columns);
  picked.forEach((row, index) => data.set(row, index * columns));
  return { rows: picked.length, columns, data };
}
