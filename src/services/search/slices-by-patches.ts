import { selectRows } from '../../domain/matrix.js';
import type { Matrix } from '../../domain/matrix.js';
import { compareSliceHits } from '../../domain/ranking/slice-hit.js';
import type { SliceHitLike } from '../../domain/ranking/slice-hit.js';
import type { OpenIndex } from './ranker.js';

/**
 * For each slice of a query its nearest slices, from the hits of its rows. Where a slice has one vector these are its hits. Else they are the slices
 * that hold a hit of one of its patches, by the mean over its patches of the best cosine to a patch of theirs: late interaction of slices.
 *
 * @param queries [slices × patches, dimension], slice after slice
 * @param hits of each of these rows
 * @param k how many of each slice are kept
 */
export async function slicesByPatches(open: OpenIndex, queries: Matrix, hits: readonly (readonly SliceHitLike[])[], k: number, signal?: AbortSignal): Promise<readonly (readonly SliceHitLike[])[]> {
  const { patches } = open.kind;
  if (patches === 1) return hits;
  const order = compareSliceHits((volumeId) => open.volumes.get(volumeId)?.voxelHash ?? '');
  const nearest: (readonly SliceHitLike[])[] = [];
  for (let first = 0; first < queries.rows; first += patches) {
    const rows = Array.from({ length: patches }, (_, patch) => first + patch);
    const candidates = [...new Map(rows.flatMap((row) => hits[row] ?? []).map((hit) => [`${hit.volumeId} ${hit.slice}`, hit])).values()];
    const { best } = await open.sliceSimilarities(selectRows(queries, rows), candidates, signal);
    const scored = candidates.map(({ volumeId, slice }, at) => ({ volumeId, slice, similarity: meanOf(best[at] ?? new Float32Array(0)) }));
    nearest.push(scored.sort(order).slice(0, k));
  }
  return nearest;
}

const meanOf = (similarities: Float32Array): number => Math.max(-1, Math.min(1, similarities.reduce((sum, value) => sum + value, 0) / similarities.length));
