import { Tensor } from 'onnxruntime-node';
import type { Matrix } from '../../../domain/matrix.js';
import { gallerySteps } from './gallery-steps.js';
import type { StepPart } from './gallery-steps.js';
import { ownTensor } from './products.js';
import { encodeQuery } from './query-codes.js';
import type { QueryCodes } from './query-codes.js';
import type { Tools } from './score-gallery.js';
import { TERMS } from './sketch.js';
import type { Basis, Sketch } from './sketch.js';

export const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Coordinates of rows in a basis, [rows, r]. */
export async function coordinatesOf({ products }: Pick<Tools, 'products'>, rows: Matrix, { directions }: Basis): Promise<Float32Array> {
  const into = new Float32Array(rows.rows * directions.rows);
  await products.similarities(ownTensor(rows), ownTensor(directions), into);
  return into;
}

export const codesOf = (tools: Pick<Tools, 'products'>, query: Matrix, basis: Basis): Promise<QueryCodes> => encodeQuery(query, basis, (rows) => coordinatesOf(tools, rows, basis));

/** The upper bounds of one part of a gallery, less what all bounds of a query row have in common. Lists are byte offsets of [padded query rows]. */
export interface PartBounds {
  readonly part: StepPart;
  /** Raises `best` to the largest bounds. */
  readonly raise: (best: number) => void;
  /** The first row of the part, from `row` on, with a bound ≥ the limit of its query row; their number where there is none. */
  readonly promising: (row: number, limits: number) => number;
  /** As `nearer` of the reductions, of a row of the part. */
  readonly nearer: (row: number, from: number, limits: number, known: number, query: number, vector: number, columns: number, found: number) => number;
}

/**
 * The one scoring of all sketches, step by step; what is made of the bounds is the visitor's.
 *
 * @param areas bytes that the visitor needs in the memory of the reductions
 * @param open gets where these areas begin, once: they keep what is written there
 */
export async function scoreSketches(tools: Tools, codes: QueryCodes, sketches: readonly Sketch[], areas: readonly number[], open: (at: readonly number[]) => (bounds: PartBounds) => void): Promise<void> {
  const { reductions } = tools;
  const { width, length } = codes;
  const steps = gallerySteps(sketches, width);
  const most = steps.reduce((rows, step) => Math.max(rows, step.rows), 0);
  const list = width * BYTES;
  const [step = 0, size = 0, tail = 0, products = 0, terms = 0, gallery = 0, ...own] = reductions.place(list, list, list, most * list, most * TERMS * BYTES, most * length, ...areas);
  const buffer = reductions.buffer();
  new Float32Array(buffer, step, width).set(codes.step);
  new Float32Array(buffer, size, width).set(codes.size);
  new Float32Array(buffer, tail, width).set(codes.tail);
  // The runtime takes no shared memory.
  const asked = new Tensor('int8', Int8Array.from(codes.codes), [length, width]);
  const visit = open(own);
  for (const { rows, parts } of steps) {
    tools.requireRunning();
    const copied = new Uint8Array(buffer, gallery, rows * length);
    const copiedTerms = new Float32Array(buffer, terms, rows * TERMS);
    for (const { gallery: position, firstRow, rows: count, at } of parts) {
      const sketch = sketches[position];
      if (sketch === undefined) continue;
      copied.set(sketch.codes.subarray(firstRow * length, (firstRow + count) * length), at * length);
      copiedTerms.set(sketch.terms.subarray(firstRow * TERMS, (firstRow + count) * TERMS), at * TERMS);
    }
    await tools.products.codes(new Tensor('uint8', copied, [rows, length]), asked, new Int32Array(buffer, products, rows * width));
    for (const part of parts) {
      const first = products + part.at * list;
      const firstTerms = terms + part.at * TERMS * BYTES;
      visit({
        part,
        raise: (best) => reductions.raise(first, part.rows, width, firstTerms, step, size, tail, best),
        promising: (row, limits) => reductions.promising(first, row, part.rows, width, firstTerms, step, size, tail, limits),
        nearer: (row, from, ...rest) => reductions.nearer(first + row * list, from, width, firstTerms + row * TERMS * BYTES, step, size, tail, ...rest),
      });
    }
  }
}
