import type { ModelId, QueryVolumeId, RecipeId, RetrievalRunId, SegmentationId, UploadId, VolumeId } from '../../domain/ids.js';

/** The row that keeps an object: while it is there, the object is in use. */
export type ObjectReference =
  | { readonly kind: 'VOLUME'; readonly volumeId: VolumeId }
  | { readonly kind: 'LABELS'; readonly volumeId: VolumeId; readonly segmentationId: SegmentationId }
  | { readonly kind: 'EMBEDDINGS'; readonly volumeId: VolumeId; readonly recipeId: RecipeId }
  | { readonly kind: 'QUERY_VOLUME'; readonly queryVolumeId: QueryVolumeId }
  | { readonly kind: 'MODEL'; readonly modelId: ModelId }
  /** Components that recipes of the team reduce by; the name of the object without its ending. */
  | { readonly kind: 'REDUCTION'; readonly hash: string }
  | { readonly kind: 'UPLOAD'; readonly uploadId: UploadId }
  | { readonly kind: 'RUN'; readonly runId: RetrievalRunId }
  /** Pages of a run are kept until it has succeeded. */
  | { readonly kind: 'RUN_PAGE'; readonly runId: RetrievalRunId };

/** For each reference, in the same order, whether its row keeps its objects. */
export type AreKept = (references: readonly ObjectReference[]) => Promise<readonly boolean[]>;

export interface ObjectReferences {
  readonly areKept: AreKept;
  /**
   * Runs `body` while no row can come that keeps an object of the team: what `areKept` says inside holds until `body` ends. Writers wait, so it takes
   * seconds at most; and it may be run anew, so it does nothing that a second time would harm.
   */
  whileNoneComes<T>(body: (areKept: AreKept) => Promise<T>): Promise<T>;
}
