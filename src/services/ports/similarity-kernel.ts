import type { HalfMatrix, Matrix } from '../../domain/matrix.js';

/** What is searched may lie in float16, in half of the memory; it is scored as the float32 numbers that it stands for. */
export type GalleryMatrix = Matrix | HalfMatrix;

/** For each gallery matrix and query row: the best similarity and the row where it lies (lowest row on ties). */
export interface MaxSimilarities {
  /** [query rows] for gallery matrix g at `best[g]`; empty where g was ruled out (see `RankHint`). */
  readonly best: readonly Float32Array[];
  readonly argmax: readonly Int32Array[];
}

export interface KernelHit {
  /** Position of the gallery matrix in the list that was given. */
  readonly gallery: number;
  readonly row: number;
  readonly similarity: number;
}

/**
 * Lets the kernel keep short sketches of gallery matrices, to rule out most of them by an upper bound before it scores the rest in
 * full. The answer is the same. Only matrices in shared memory are sketched, and a sketch lives as long as its matrix.
 */
export interface FamilyHint {
  /** Names galleries whose vectors are alike: those of one recipe in one team. */
  readonly family: string;
}

/** Only the gallery matrices with the `first` largest sums of best similarities are wanted; others may be ruled out. */
export interface RankHint extends FamilyHint {
  readonly first: number;
}

/** Similarities of one query matrix [m, d] to many gallery matrices [n_j, d], unit rows; off the main thread. */
export interface SimilarityKernel {
  maxSimilarities(query: Matrix, gallery: readonly GalleryMatrix[], signal?: AbortSignal, hint?: RankHint): Promise<MaxSimilarities>;
  /** The k most similar gallery rows for each query row; equal similarities in order of (gallery, row). */
  topK(query: Matrix, gallery: readonly GalleryMatrix[], k: number, signal?: AbortSignal, hint?: FamilyHint): Promise<readonly (readonly KernelHit[])[]>;
}
