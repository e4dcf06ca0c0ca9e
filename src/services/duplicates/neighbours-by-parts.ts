import type { Matrix } from '../../domain/matrix.js';
import type { SimilarityKernel } from '../ports/similarity-kernel.js';

/** Another volume, by its position, and the mean of the best cosines of the stretches to its own. */
export interface Neighbour {
  readonly other: number;
  readonly likeness: number;
}

/** Volumes asked about at once: a product of a few rows alone spends its time on being begun. */
const BLOCK = 64;

function stacked(parts: readonly Matrix[], columns: number): Matrix {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const data = new Float32Array(new SharedArrayBuffer(rows * columns * Float32Array.BYTES_PER_ELEMENT));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at * columns);
    at += part.rows;
  }
  return { rows, columns, data };
}

/**
 * For each volume the `most` others in which its stretches of slices, [≤ 8, dimension] unit rows, are best found, by the mean of
 * their best cosines; the nearest first, on ties the lower position. All are compared with all, block by block.
 */
export async function neighboursByParts(kernel: Pick<SimilarityKernel, 'maxSimilarities'>, parts: readonly Matrix[], mayMeet: (a: number, b: number) => boolean, most: number, signal: AbortSignal): Promise<readonly (readonly Neighbour[])[]> {
  const neighbours: (readonly Neighbour[])[] = [];
  const columns = parts[0]?.columns ?? 0;
  const gallery = parts.map((part) => stacked([part], columns));
  for (let start = 0; start < parts.length; start += BLOCK) {
    const block = parts.slice(start, start + BLOCK);
    const { best } = await kernel.maxSimilarities(stacked(block, columns), gallery, signal);
    let row = 0;
    for (const [offset, part] of block.entries()) {
      const [at, from, to] = [start + offset, row, row + part.rows];
      row = to;
      neighbours.push(nearest(best, from, to, (other) => mayMeet(at, other), most));
    }
  }
  return neighbours;
}

function nearest(best: readonly Float32Array[], from: number, to: number, mayMeet: (other: number) => boolean, most: number): readonly Neighbour[] {
  const kept: { readonly other: number; readonly sum: number }[] = [];
  for (const [other, similarities] of best.entries()) {
    let sum = 0;
    for (let row = from; row < to; row += 1) sum += similarities[row]!;
    const last = kept.at(-1);
    if ((kept.length === most && last !== undefined && sum <= last.sum) || !mayMeet(other)) continue;
    let place = kept.length;
    while (place > 0 && kept[place - 1]!.sum < sum) place -= 1;
    kept.splice(place, 0, { other, sum });
    if (kept.length > most) kept.pop();
  }
  return kept.map(({ other, sum }) => ({ other, likeness: to === from ? -1 : sum / (to - from) }));
}
