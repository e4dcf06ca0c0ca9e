import type { Matrix } from '../../../domain/matrix.js';
import type { GalleryMatrix } from '../../../services/ports/similarity-kernel.js';
import { BYTES } from './bounds.js';
import { copyRows } from './gallery-rows.js';
import { gallerySteps } from './gallery-steps.js';
import type { KernelQuestion, MaxResult } from './kernel-messages.js';
import { floats } from './products.js';
import type { Tools } from './score-gallery.js';

/** Query rows of a matrix are scored in as many goes as this, and it is given up between two of them; a product of few rows is slow. */
const GOES = 3;

/** Query rows that are scored in one go, copied side by side. */
interface Go {
  readonly rows: readonly number[];
  readonly vectors: Float32Array;
}

function goesOf({ rows, columns, data }: Matrix, order: Uint32Array): readonly Go[] {
  const each = Math.ceil(rows / GOES);
  return Array.from({ length: Math.ceil(rows / Math.max(1, each)) }, (_, go) => {
    const chosen = [...order.subarray(go * each, (go + 1) * each)];
    const vectors = new Float32Array(chosen.length * columns);
    chosen.forEach((row, index) => vectors.set(data.subarray(row * columns, (row + 1) * columns), index * columns));
    return { rows: chosen, vectors };
  });
}

/** The largest similarities of each matrix, as long as they and the bounds of the rows that are not scored yet add up to `least`. */
export async function contend(tools: Tools, { query, gallery, bounds, order, least }: Extract<KernelQuestion, { kind: 'CONTEND' }>): Promise<MaxResult> {
  const goes = goesOf(query, order);
  const best: Float32Array[] = [];
  const argmax: Int32Array[] = [];
  for (const [position, matrix] of gallery.entries()) {
    const own = { best: new Float32Array(query.rows).fill(-Infinity), argmax: new Int32Array(query.rows) };
    const limits = bounds[position] ?? new Float32Array();
    let sum = limits.reduce((total, bound) => total + bound, 0);
    for (const go of goes) {
      if (sum < least) break;
      await score(tools, go, matrix, own);
      for (const row of go.rows) sum += (own.best[row] ?? 0) - (limits[row] ?? 0);
    }
    best.push(sum < least ? new Float32Array() : own.best);
    argmax.push(sum < least ? new Int32Array() : own.argmax);
  }
  return { best, argmax };
}

async function score({ products, reductions, requireRunning }: Tools, { rows: asked, vectors }: Go, matrix: GalleryMatrix, own: { readonly best: Float32Array; readonly argmax: Int32Array }): Promise<void> {
  const { columns } = matrix;
  for (const { parts } of gallerySteps([matrix], asked.length)) {
    for (const { firstRow, rows } of parts) {
      requireRunning();
      const [scores = 0, at = 0] = reductions.place(asked.length * rows * BYTES, rows * columns * BYTES);
      const copied = new Float32Array(reductions.buffer(), at, rows * columns);
      copyRows(reductions, matrix, firstRow, rows, at);
      await products.similarities(floats(asked.length, columns, vectors), floats(rows, columns, copied), new Float32Array(reductions.buffer(), scores, asked.length * rows));
      asked.forEach((row, index) => {
        const list = scores + index * rows * BYTES;
        const value = reductions.largest(list, rows);
        if (value <= (own.best[row] ?? 0)) return;
        own.best[row] = value;
        own.argmax[row] = firstRow + reductions.firstFrom(list, 0, rows, value);
      });
    }
  }
}
