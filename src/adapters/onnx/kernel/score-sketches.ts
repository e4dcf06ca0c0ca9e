import type { Matrix } from '../../../domain/matrix.js';
import type { GalleryMatrix } from '../../../services/ports/similarity-kernel.js';
import { BYTES, scoreSketches } from './bounds.js';
import { copyRows } from './gallery-rows.js';
import type { SketchedPart, TopKResult } from './kernel-messages.js';
import type { QueryCodes } from './query-codes.js';
import type { Tools } from './score-gallery.js';
import type { Sketch } from './sketch.js';
import { TopKRows } from './top-k-rows.js';

/** For each sketched matrix and query row an upper bound of maxⱼ ⟨qᵢ, vⱼ⟩, 1 at most. */
export async function largestBounds(tools: Tools, codes: QueryCodes, sketches: readonly Sketch[]): Promise<readonly Float32Array[]> {
  const best = sketches.map(() => new Float32Array(codes.width).fill(-Infinity));
  await scoreSketches(tools, codes, sketches, [codes.width * BYTES], ([at = 0]) => {
    const list = new Float32Array(tools.reductions.buffer(), at, codes.width);
    return ({ part, raise }) => {
      const bounds = best[part.gallery];
      if (bounds === undefined) return;
      list.set(bounds);
      raise(at);
      bounds.set(list);
    };
  });
  return best.map((bounds, position) => {
    const reach = sketches[position]?.reach ?? 0;
    return bounds.subarray(0, codes.rows).map((bound, row) => Math.min(1, bound + commonOf(codes, row, reach)));
  });
}

/** What all upper bounds of a query row have in common. */
const commonOf = ({ common, missed }: QueryCodes, row: number, reach: number): number => (common[row] ?? 0) + (missed[row] ?? 0) * reach;

/** What `nearestOfAll` finds among rows that reach the floor, scoring in full only those whose upper bound reaches the k-th best similarity known. */
export async function nearestBySketches(tools: Tools, query: Matrix, gallery: readonly GalleryMatrix[], k: number, { codes, sketches, floor }: SketchedPart): Promise<TopKResult> {
  const { columns } = query;
  const { width } = codes;
  const reach = sketches.reduce((most, sketch) => Math.max(most, sketch.reach), 0);
  const found = new TopKRows(query.rows, k);
  let scored = 0;
  const list = width * BYTES;
  await scoreSketches(tools, codes, sketches, [list, list, query.data.length * BYTES, columns * BYTES, BYTES], ([limits = 0, known = 0, asked = 0, vector = 0, at = 0]) => {
    const buffer = tools.reductions.buffer();
    const similarity = new Float32Array(buffer, at, 1);
    const limitOf = new Float32Array(buffer, limits, width).fill(Infinity);
    const knownOf = new Float32Array(buffer, known, width).fill(Infinity);
    new Float32Array(buffer, asked, query.data.length).set(query.data);
    const raise = (queryRow: number): void => {
      const worst = Math.max(found.worst(queryRow), floor[queryRow] ?? -Infinity);
      floor[queryRow] = worst;
      knownOf[queryRow] = worst;
      limitOf[queryRow] = worst - commonOf(codes, queryRow, reach);
    };
    return ({ part, promising, nearer }) => {
      // What other threads have found meanwhile.
      if (part.at === 0) for (let queryRow = 0; queryRow < query.rows; queryRow += 1) raise(queryRow);
      for (let row = promising(0, limits); row < part.rows; row = promising(row + 1, limits)) {
        const place = part.firstRow + row;
        copyRows(tools.reductions, gallery[part.gallery], place, 1, vector);
        scored += 1;
        const next = (from: number): number => nearer(row, from, limits, known, asked, vector, columns, at);
        for (let queryRow = next(0); queryRow < width; queryRow = next(queryRow + 1)) {
          found.add(queryRow, similarity[0] ?? 0, part.gallery, place);
          raise(queryRow);
        }
      }
    };
  });
  return { galleries: found.galleries, rows: found.rows, similarities: found.similarities, scored };
}
