import type { Matrix } from '../../../domain/matrix.js';
import type { GalleryMatrix } from '../../../services/ports/similarity-kernel.js';
import type { KernelProvider } from './products.js';
import type { QueryCodes } from './query-codes.js';
import type { Basis, Sketch } from './sketch.js';

/** What a kernel thread starts with. */
export interface KernelSetting {
  /** Of the graphs. */
  readonly directory: string;
  readonly provider: KernelProvider;
}

/** What a kernel thread is asked. Matrices lie in shared memory, so that a gallery is not copied for each query. */
export type KernelQuestion =
  /** For each gallery matrix and query row, the largest similarity and where it lies. */
  | { readonly kind: 'MAX'; readonly query: Matrix; readonly gallery: readonly GalleryMatrix[] }
  /** The k largest of each query row; with sketches only rows are scored whose upper bound allows it. */
  | { readonly kind: 'TOP_K'; readonly query: Matrix; readonly gallery: readonly GalleryMatrix[]; readonly k: number; readonly sketched: SketchedPart | null }
  /** A query as upper bounds need it. */
  | { readonly kind: 'ENCODE'; readonly query: Matrix; readonly basis: Basis }
  /** For each sketch an upper bound of the largest similarity of its matrix, by query row. */
  | { readonly kind: 'BOUND'; readonly codes: QueryCodes; readonly sketches: readonly Sketch[] }
  /** As MAX, of matrices with these bounds; those whose sum falls below `least` are given up, and have empty lists. `order`: the query rows whose bounds are likely the widest come first. */
  | { readonly kind: 'CONTEND'; readonly query: Matrix; readonly gallery: readonly GalleryMatrix[]; readonly bounds: readonly Float32Array[]; readonly order: Uint32Array; readonly least: number }
  /** A basis in which vectors like the rows of the sample are short. */
  | { readonly kind: 'LEARN'; readonly sample: Matrix }
  | { readonly kind: 'SKETCH'; readonly basis: Basis; readonly gallery: readonly GalleryMatrix[] };

/** The sketches of a part of the gallery, one for each matrix, and what the search knows already. */
export interface SketchedPart {
  readonly codes: QueryCodes;
  readonly sketches: readonly Sketch[];
  /** For each query row what the k-th best similarity is at least; shared by all parts, which raise it. */
  readonly floor: Float32Array;
}

export type KernelRequest = KernelQuestion & { readonly id: number; readonly cancelled: Int32Array };

/** `galleries`, `rows` and `similarities` hold k entries for each query row, padded with −1 where fewer were found. */
export interface TopKResult {
  readonly galleries: Int32Array;
  readonly rows: Int32Array;
  readonly similarities: Float32Array;
  /** Gallery rows that were scored in full against at least one query row. */
  readonly scored: number;
}

export interface MaxResult {
  readonly best: readonly Float32Array[];
  readonly argmax: readonly Int32Array[];
}

export interface KernelResults {
  readonly MAX: MaxResult;
  readonly TOP_K: TopKResult;
  readonly ENCODE: QueryCodes;
  readonly BOUND: readonly Float32Array[];
  readonly CONTEND: MaxResult;
  readonly LEARN: Basis;
  readonly SKETCH: readonly Sketch[];
}

export type KernelAnswer =
  | { readonly id: number; readonly kind: 'DONE'; readonly result: KernelResults[keyof KernelResults] }
  | { readonly id: number; readonly kind: 'CANCELLED' }
  | { readonly id: number; readonly kind: 'ERROR'; readonly message: string };
