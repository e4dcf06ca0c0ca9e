import type { Matrix } from '../../domain/matrix.js';
import { compareText } from '../../domain/ranking/slice-hit.js';
import type { IndexedVolume } from '../ports/records.js';
import type { SimilarityKernel } from '../ports/similarity-kernel.js';
import type { RowHit } from '../ports/vector-store.js';

/**
 * EXACT: exhaustive search over the embeddings themselves. The gallery is scored in the order of its voxel hashes, so that the
 * kernel's order of equal similarities is the defined one: smaller voxel hash, then row.
 */
export async function searchExactly(
  kernel: SimilarityKernel,
  queries: Matrix,
  eligible: readonly IndexedVolume[],
  vectorsOf: (volumes: readonly IndexedVolume[]) => Promise<readonly Matrix[]>,
  options: { readonly k: number; readonly signal?: AbortSignal | undefined; readonly family?: string },
): Promise<readonly (readonly RowHit[])[]> {
  const ordered = [...eligible].sort((a, b) => compareText(a.voxelHash, b.voxelHash));
  const gallery = await vectorsOf(ordered);
  const hits = await kernel.topK(queries, gallery, options.k, options.signal, options.family === undefined ? undefined : { family: options.family });
  return hits.map((found) =>
    found.flatMap(({ gallery: position, row, similarity }) => {
      const volume = ordered[position];
      return volume === undefined ? [] : [{ volumeId: volume.volumeId, row, similarity: Math.max(-1, Math.min(1, similarity)) }];
    }),
  );
}
