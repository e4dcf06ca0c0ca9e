import type { ErrorCode } from '../../domain/errors/error-codes.js';
import type { Provider } from '../../domain/placement/capability.js';
import type { Recipe } from '../../services/embedding/recipe.js';
import type { LocatedModel } from '../../services/ports/model-files.js';

/** Some axial slices of one volume, to be made images of and encoded. */
export interface EncodeTask {
  readonly id: number;
  readonly source: LocatedModel;
  readonly recipe: Recipe;
  readonly provider: Provider;
  /** Threads of the session itself. */
  readonly intraThreads: number;
  /** Slices in one run of the model. */
  readonly batch: number;
  readonly nx: number;
  readonly ny: number;
  /** For each slice that is encoded the places in `voxels` of those that its input is made of. */
  readonly inputs: readonly (readonly number[])[];
  /** Slice after slice of `ny × nx`, Hounsfield units, canonical order. */
  readonly voxels: Int16Array | Float32Array;
}

export interface EncodeFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly path: string | null;
}

export type EncodeReply =
  /** `useless`: the first vector of the task that has no direction; null where all have. `residentBytes`: memory of the process that ran it. */
  | { readonly id: number; readonly vectors: Float32Array; readonly useless: number | null; readonly residentBytes: number; readonly failure: null }
  | { readonly id: number; readonly vectors: null; readonly useless: null; readonly failure: EncodeFailure };
