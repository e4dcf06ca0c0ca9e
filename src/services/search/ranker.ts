import type { RowKind, RowLayout } from '../../domain/geometry/row-layout.js';
import type { VectorIndexId, VolumeId } from '../../domain/ids.js';
import type { Matrix } from '../../domain/matrix.js';
import type { SliceHitLike } from '../../domain/ranking/slice-hit.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { IndexedVolume, VectorIndexRecord } from '../ports/records.js';
import type { MaxSimilarities } from '../ports/similarity-kernel.js';

/**
 * One index in one state, opened for many queries: the two questions that every ranking is made of. A search asks each once; a
 * retrieval run asks once a volume and reuses the answers for the regions of that volume, whose slices are rows of it.
 */
export interface OpenIndex {
  readonly index: VectorIndexRecord;
  /** What its rows are. */
  readonly kind: RowKind;
  /** The volumes it holds, by id. */
  readonly volumes: ReadonlyMap<VolumeId, IndexedVolume>;
  /** What the rows of one of these volumes are. Throws RangeError for another volume. */
  layoutOf(volumeId: VolumeId): RowLayout;
  /** The unit vectors of a stored volume, [rows, dimension], through the cache. Throws EMBEDDINGS_MISSING. */
  vectorsOf(volumeId: VolumeId): Promise<Matrix>;
  /** For each query row the slices of its k nearest rows among the eligible volumes, counted through as in `RowLayout`, in the order of `compareSliceHits`; batched. */
  nearestSlices(
    queries: Matrix,
    options: { readonly eligible: readonly VolumeId[]; readonly k: number; readonly signal?: AbortSignal },
  ): Promise<readonly (readonly SliceHitLike[])[]>;
  /**
   * Late interaction: for each candidate, in the order given, the best similarity of each query row and the slice where it lies, counted through as in `RowLayout`. Where
   * only the `first` ranks are wanted, the lists of candidates that cannot be among them may be empty.
   */
  maxSimilarities(queries: Matrix, candidates: readonly VolumeId[], signal?: AbortSignal, first?: number): Promise<MaxSimilarities & { readonly loadMs: number }>;
  /** For each of these slices the best similarity of each query row to a row of the slice. */
  sliceSimilarities(queries: Matrix, slices: readonly Pick<SliceHitLike, 'volumeId' | 'slice'>[], signal?: AbortSignal): Promise<Pick<MaxSimilarities, 'best'>>;
}

export interface Ranker {
  /** Throws NOT_FOUND, INDEX_NOT_READY. */
  open(team: TeamCatalogue, indexId: VectorIndexId): Promise<OpenIndex>;
}
