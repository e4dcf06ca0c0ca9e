import type { CanonicalVolume } from '../../domain/geometry/volume.js';
import type { Matrix } from '../../domain/matrix.js';
import type { Recipe } from '../embedding/recipe.js';

export interface SliceEmbeddings {
  /** [rows, dimension], of unit length, in the order of the slices; of a recipe with patches those of a slice one behind the other. */
  readonly vectors: Matrix;
  /** The execution provider that made it, e.g. `CPU`. */
  readonly provider: string;
  readonly seconds: number;
}

export interface EmbedOptions {
  readonly signal: AbortSignal;
  /** Those of the volume that become vectors; all of them without it. The others are still neighbours of these. */
  readonly slices?: readonly number[];
  readonly onSlices?: (done: number) => void;
  /** A person waits: its slices go before all that wait already. */
  readonly urgent?: boolean;
}

/** Turns the slices of a volume into vectors, off the main thread. */
export interface EmbeddingEngine {
  /**
   * @param volume its axial slices are what is embedded: turned to the plane of the recipe
   * @throws VoxseekError MODEL_CHANGED, MODEL_UNAVAILABLE, MODEL_REFUSED, MODEL_CRASHED, MODEL_OUT_OF_MEMORY, PROVIDER_UNAVAILABLE, PROVIDER_UNFIT, EMBEDDING_FAILED (NaN or zero vector)
   */
  embed(volume: CanonicalVolume, recipe: Recipe, options: EmbedOptions): Promise<SliceEmbeddings>;
}
