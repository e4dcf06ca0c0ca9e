import { fileURLToPath } from 'node:url';
import type { Matrix } from '../../../domain/matrix.js';
import type { GalleryMatrix, KernelHit, MaxSimilarities, SimilarityKernel } from '../../../services/ports/similarity-kernel.js';
import type { TopKResult } from './kernel-messages.js';
import { shared } from './gallery-rows.js';
import { createKernelPool } from './kernel-pool.js';
import { partition } from './partition.js';
import type { KernelProvider } from './products.js';
import { ROUNDING } from './query-codes.js';
import type { QueryCodes } from './query-codes.js';
import { rankBySums } from './rank-by-sums.js';
import { createSketchFamilies } from './sketch-families.js';
import type { Sketched } from './sketch-families.js';
import { spreadRows } from './spread-rows.js';

export interface SimilarityKernelOptions {
  /** Directory of `similarity.onnx`, `codes.onnx` and `reductions.wasm`. */
  readonly graphs: string | URL;
  readonly threads: number;
  /** What multiplies: a processor unless told. A GPU has the product for less than sketches cost, and goes without them. */
  readonly provider?: KernelProvider;
}

/** More neighbours than this are not worth upper bounds: too few rows fall below the k-th best. */
const SKETCHED_K = 16;
/** Shares of the gallery which, scored in full, make bounds no gain: of its matrices, or of its rows. */
const DISAPPOINTING = { MAX: 0.8, TOP_K: 0.9 } as const;
/** Parts of a gallery for each thread: a thread that others hold up leaves more of them to the rest. */
const SHARES = 3;
/** Rows scored in full before the sketches are looked at, so that upper bounds have something to fall below. */
const SEED_ROWS = 2048;

function requireSameColumns(query: Matrix, gallery: readonly GalleryMatrix[]): void {
  for (const matrix of gallery) {
    if (matrix.columns !== query.columns) throw new RangeError(`query vectors have ${query.columns} numbers, gallery vectors ${matrix.columns}`);
  }
}

function pick<T>(items: readonly T[], positions: readonly number[]): T[] {
  return positions.flatMap((position) => items[position] ?? []);
}

/** MaxSim and exhaustive top-k: two reductions of one product, in threads; the gallery is split between them. */
export function createSimilarityKernel({ graphs, threads, provider = 'cpu' }: SimilarityKernelOptions): SimilarityKernel & { close(): Promise<void> } {
  const pool = createKernelPool({ directory: graphs instanceof URL ? fileURLToPath(graphs) : graphs, provider }, threads);
  const families = createSketchFamilies(pool);

  const parts = (gallery: readonly GalleryMatrix[]): ReturnType<typeof partition> => partition(gallery, SHARES * pool.threads);

  const scoreAll = async (query: Matrix, gallery: readonly GalleryMatrix[], signal?: AbortSignal): Promise<MaxSimilarities> => {
    const scored = await pool.ask<'MAX'>(parts(gallery.map(shared)).map(({ matrices }) => ({ kind: 'MAX', query, gallery: matrices })), signal);
    return { best: scored.flatMap(({ best }) => best), argmax: scored.flatMap(({ argmax }) => argmax) };
  };

  const encode = async (query: Matrix, { basis }: Sketched, signal?: AbortSignal): Promise<QueryCodes> => {
    const [codes] = await pool.ask<'ENCODE'>([{ kind: 'ENCODE', query, basis }], signal);
    if (codes === undefined) throw new RangeError('no codes');
    return codes;
  };

  /** The k-th best similarity of each query row among some rows of the gallery, a little lowered: the same pair scored in another way may round to less. */
  const floorOf = async (query: Matrix, gallery: readonly GalleryMatrix[], k: number, signal?: AbortSignal): Promise<Float32Array> => {
    const [seeds] = await pool.ask<'TOP_K'>([{ kind: 'TOP_K', query, gallery: [spreadRows(gallery, query.columns, SEED_ROWS)], k, sketched: null }], signal);
    const floor = new Float32Array(new SharedArrayBuffer(query.rows * Float32Array.BYTES_PER_ELEMENT));
    return floor.map((_, row) => (seeds?.similarities[(row + 1) * k - 1] ?? -Infinity) - ROUNDING);
  };

  return {
    async maxSimilarities(query, gallery, signal, hint) {
      requireSameColumns(query, gallery);
      const asked = shared(query);
      // With few to rule out, the bounds cost more than they save.
      const sketched = hint === undefined || provider !== 'cpu' || gallery.length < 2 * hint.first ? null : await families.sketch(hint.family, 'MAX', gallery, signal);
      if (hint === undefined || sketched === null) return scoreAll(asked, gallery, signal);
      const codes = await encode(asked, sketched, signal);
      const bounds = (
        await pool.ask<'BOUND'>(
          parts(gallery).map(({ first, matrices }) => ({ kind: 'BOUND', codes, sketches: sketched.sketches.slice(first, first + matrices.length) })),
          signal,
        )
      ).flat();
      // What lies outside the basis widens a bound most.
      const order = Uint32Array.from(codes.tail.subarray(0, codes.rows).keys()).sort((a, b) => (codes.tail[b] ?? 0) - (codes.tail[a] ?? 0));
      const contend = async (positions: readonly number[], least: number): Promise<MaxSimilarities> => {
        const answers = await pool.ask<'CONTEND'>(
          parts(pick(gallery, positions)).map(({ first, matrices }) => {
            const own = pick(bounds, positions.slice(first, first + matrices.length));
            return { kind: 'CONTEND', query: asked, gallery: matrices, bounds: own, order, least };
          }),
          signal,
        );
        return { best: answers.flatMap(({ best }) => best), argmax: answers.flatMap(({ argmax }) => argmax) };
      };
      const sums = bounds.map((rows) => rows.reduce((sum, bound) => sum + bound, 0));
      const { scored, ...found } = await rankBySums(sums, hint.first, { all: (positions) => scoreAll(asked, pick(gallery, positions), signal), contend });
      if (scored > DISAPPOINTING.MAX * gallery.length) families.disappoint(hint.family, 'MAX', gallery);
      return found;
    },

    async topK(query, gallery, k, signal, hint) {
      requireSameColumns(query, gallery);
      const asked = shared(query);
      const sketched = hint === undefined || provider !== 'cpu' || k > SKETCHED_K ? null : await families.sketch(hint.family, 'TOP_K', gallery, signal);
      const split = parts(gallery.map(shared));
      const known = sketched === null ? null : await Promise.all([encode(asked, sketched, signal), floorOf(asked, gallery, k, signal)]);
      const results = await pool.ask<'TOP_K'>(
        split.map(({ first, matrices }) => {
          const part = sketched === null || known === null ? null : { codes: known[0], floor: known[1], sketches: sketched.sketches.slice(first, first + matrices.length) };
          return { kind: 'TOP_K', query: asked, gallery: matrices, k, sketched: part };
        }),
        signal,
      );
      const rows = gallery.reduce((sum, matrix) => sum + matrix.rows, 0);
      const scored = results.reduce((sum, part) => sum + part.scored, 0);
      if (hint !== undefined && sketched !== null && scored > DISAPPOINTING.TOP_K * rows) families.disappoint(hint.family, 'TOP_K', gallery);
      return Array.from({ length: query.rows }, (_, row) =>
        results
          .flatMap((part, index) => hitsOfRow(part, row, k, split[index]?.first ?? 0))
          .sort((a, b) => b.similarity - a.similarity || a.gallery - b.gallery || a.row - b.row)
          .slice(0, k),
      );
    },
    close: () => pool.close(),
  };
}

function hitsOfRow(result: TopKResult, row: number, k: number, firstGallery: number): KernelHit[] {
  const hits: KernelHit[] = [];
  for (let index = row * k; index < (row + 1) * k; index += 1) {
    const gallery = result.galleries[index] ?? -1;
    if (gallery < 0) break;
    hits.push({ gallery: gallery + firstGallery, row: result.rows[index] ?? 0, similarity: result.similarities[index] ?? 0 });
  }
  return hits;
}
