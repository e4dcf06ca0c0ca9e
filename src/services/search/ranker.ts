import type { Plane } from '../../domain/geometry/planes.js';
import type { VectorIndexId, VolumeId } from '../../domain/ids.js';
import type { Matrix } from '../../domain/matrix.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { IndexedVolume, VectorIndexRecord } from '../ports/records.js';
import type { MaxSimilarities } from '../ports/similarity-kernel.js';
import type { SliceHit } from '../ports/vector-store.js';

/**
 * One index in one state, opened for many queries: the two questions that every ranking is made of. A search asks each once; a
 * retrieval run asks once a volume and reuses the answers for the regions of that volume, whose slices are rows of it.
 */
export interface OpenIndex {
  readonly index: VectorIndexRecord;
  /** That its slices lie in. */
  readonly plane: Plane;
  /** The volumes it holds, by id. */
  readonly volumes: ReadonlyMap<VolumeId, IndexedVolume>;
  /** The unit vectors of a stored volume, [slices, dimension], through the cache. Throws EMBEDDINGS_MISSING. */
  vectorsOf(volumeId: VolumeId): Promise<Matrix>;
  /** For each query row its k nearest slices among the eligible volumes, in the order of `compareSliceHits`; one batched request. */
  nearestSlices(
    queries: Matrix,
    options: { readonly eligible: readonly VolumeId[]; readonly k: number; readonly signal?: AbortSignal },
  ): Promise<readonly (readonly SliceHit[])[]>;
  /**
   * Late interaction: for each candidate, in the order given, the best similarity of each query row and the slice where it lies. Where
   * only the `first` ranks are wanted, the lists of candidates that cannot be among them may be empty.
   */
  maxSimilarities(queries: Matrix, candidates: readonly VolumeId[], signal?: AbortSignal, first?: number): Promise<MaxSimilarities & { readonly loadMs: number }>;
}

export interface Ranker {
  /** Throws NOT_FOUND, INDEX_NOT_READY. */
  open(team: TeamCatalogue, indexId: VectorIndexId): Promise<OpenIndex>;
}
