import type { Matrix } from '../../../domain/matrix.js';
import type { GalleryMatrix } from '../../../services/ports/similarity-kernel.js';
import { copyRows } from './gallery-rows.js';
import { gallerySteps } from './gallery-steps.js';
import type { StepPart } from './gallery-steps.js';
import type { MaxResult, TopKResult } from './kernel-messages.js';
import { floats, ownTensor } from './products.js';
import type { Products } from './products.js';
import type { Reductions } from './reductions.js';
import { TopKRows } from './top-k-rows.js';

export interface Tools {
  readonly products: Products;
  readonly reductions: Reductions;
  /** Throws when the request was cancelled; asked between steps. */
  readonly requireRunning: () => void;
}

/** Similarities of one query row to the rows of a part: `count` float32 at byte `scores`. */
type Visit = (query: number, part: StepPart, scores: number) => void;

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** The one scoring of all gallery rows, step by step; what is made of the similarities is the visitor's. */
async function scoreGallery({ products, reductions, requireRunning }: Tools, query: Matrix, gallery: readonly GalleryMatrix[], visit: Visit): Promise<void> {
  const { rows: queries, columns } = query;
  const asked = ownTensor(query);
  for (const { rows, parts } of gallerySteps(gallery, queries)) {
    requireRunning();
    const [scores = 0, vectors = 0] = reductions.place(queries * rows * BYTES, rows * columns * BYTES);
    const copied = new Float32Array(reductions.buffer(), vectors, rows * columns);
    for (const part of parts) copyRows(reductions, gallery[part.gallery], part.firstRow, part.rows, vectors + part.at * columns * BYTES);
    await products.similarities(asked, floats(rows, columns, copied), new Float32Array(reductions.buffer(), scores, queries * rows));
    for (const part of parts) {
      for (let row = 0; row < queries; row += 1) visit(row, part, scores + (row * rows + part.at) * BYTES);
    }
  }
}

export async function largestOfEach(tools: Tools, query: Matrix, gallery: readonly GalleryMatrix[]): Promise<MaxResult> {
  const { largest, firstFrom } = tools.reductions;
  const best = gallery.map(() => new Float32Array(query.rows).fill(-Infinity));
  const argmax = gallery.map(() => new Int32Array(query.rows));
  await scoreGallery(tools, query, gallery, (row, { gallery: position, firstRow, rows }, scores) => {
    const value = largest(scores, rows);
    const known = best[position];
    if (known === undefined || value <= (known[row] ?? 0)) return;
    known[row] = value;
    argmax[position]?.fill(firstRow + firstFrom(scores, 0, rows, value), row, row + 1);
  });
  return { best, argmax };
}

export async function nearestOfAll(tools: Tools, query: Matrix, gallery: readonly GalleryMatrix[], k: number): Promise<TopKResult> {
  const { firstFrom, buffer } = tools.reductions;
  const found = new TopKRows(query.rows, k);
  await scoreGallery(tools, query, gallery, (row, { gallery: position, firstRow, rows }, scores) => {
    const values = new Float32Array(buffer(), scores, rows);
    for (let at = firstFrom(scores, 0, rows, found.worst(row)); at < rows; at = firstFrom(scores, at + 1, rows, found.worst(row))) {
      found.add(row, values[at] ?? 0, position, firstRow + at);
    }
  });
  return { galleries: found.galleries, rows: found.rows, similarities: found.similarities, scored: gallery.reduce((sum, { rows }) => sum + rows, 0) };
}
