import type { ModelId, RecipeId, SnapshotId, VectorIndexId } from '../../domain/ids.js';
import type { MachineFacts } from './machine-probe.js';
import type { IndexParameters } from './records.js';

/**
 * By what a run was measured, beside its configuration and protocol: written once, when it finishes, and true of then. What was
 * deleted meanwhile is null.
 */
export interface RunRecord {
  /** Version of the product. */
  readonly product: string;
  /** Of the worker that finished the run. */
  readonly machine: MachineFacts;
  /** Most resident memory of that worker from its start until the run was finished. */
  readonly peakMemoryBytes: number;
  readonly gallery: SnapshotFacts;
  readonly queries: SnapshotFacts;
  /** The following three are null for a control. */
  readonly encoder: EncoderFacts | null;
  readonly embeddings: EmbeddingFacts | null;
  readonly index: IndexFacts | null;
  readonly seeds: readonly SeedFact[];
}

export interface SnapshotFacts {
  readonly snapshotId: SnapshotId;
  /** SHA-256 (hex) of its sorted members. */
  readonly hash: string;
  /** Labelled ones of the splits that count. */
  readonly volumes: number;
  readonly slices: number;
}

export interface EncoderFacts {
  readonly modelId: ModelId;
  readonly name: string;
  readonly revision: string;
  /** Of the model file. */
  readonly sha256: string;
  readonly recipeId: RecipeId;
  readonly recipeHash: string;
  /** All that shapes a slice image and its vector. */
  readonly recipe: unknown;
}

/** Over the volumes that are asked about or may be found. */
export interface EmbeddingFacts {
  readonly volumes: number;
  readonly slices: number;
  readonly dimension: number;
  /** Of the vectors as they are stored, without the files' headers. */
  readonly bytes: number;
  /** Mean seconds that embedding a volume took, when it was embedded. */
  readonly secondsAVolume: number;
  /** Execution providers that made them, e.g. `CPU`, sorted. */
  readonly providers: readonly string[];
}

export interface IndexFacts {
  readonly indexId: VectorIndexId;
  readonly parameters: IndexParameters;
  /** Product and version of the vector server; null for EXACT, which needs none. */
  readonly server: string | null;
  /** Raised by each build, upsert and removal. */
  readonly generation: number;
  readonly slices: number;
  /** Of its vectors in the server, float32, without the server's own links and lists; 0 for EXACT, which reads the embeddings. */
  readonly bytes: number;
  readonly buildSeconds: number | null;
}

/** What was drawn at random, and from which seed. */
export interface SeedFact {
  readonly purpose: string;
  readonly seed: string;
}
