import type { PatientId, VolumeId } from '../../domain/ids.js';
import type { Matrix } from '../../domain/matrix.js';
import type { IndexParameters } from './records.js';

export interface SliceRow {
  readonly volumeId: VolumeId;
  readonly patientId: PatientId;
  readonly slice: number;
}

export interface SliceHit {
  readonly volumeId: VolumeId;
  readonly slice: number;
  /** Cosine similarity, −1 … 1. */
  readonly similarity: number;
}

/** The slices that may be returned: those of the volumes named here, of an index that holds `totalSlices` rows. */
export interface EligibleVolumes {
  readonly kind: 'ALL' | 'ONLY' | 'EXCEPT';
  /** Empty for ALL. */
  readonly volumeIds: readonly VolumeId[];
  /** How many rows are left after this filter, of how many; lets the adapter choose how to keep its recall. */
  readonly eligibleSlices: number;
  readonly totalSlices: number;
}

export interface VectorServer {
  readonly product: string;
  readonly version: string;
}

/** A server of approximate nearest neighbours. One collection an index build, behind an alias; where it is gone, calls throw INDEX_INCOMPLETE. */
export interface VectorStore {
  server(): Promise<VectorServer>;
  /** Throws INDEX_KIND_UNSUPPORTED, naming the server and its version. */
  create(collection: string, dimension: number, parameters: IndexParameters): Promise<void>;
  /** Inserts or replaces the slices of volumes, batched by bytes; idempotent. */
  upsert(collection: string, rows: readonly SliceRow[], vectors: Matrix): Promise<void>;
  /** Builds and loads the index; every row upserted before is found afterwards. */
  finish(collection: string, parameters: IndexParameters, signal: AbortSignal): Promise<void>;
  /** Does nothing where the collection is gone. */
  removeVolumes(collection: string, volumeIds: readonly VolumeId[]): Promise<void>;
  /** Points `alias` at `collection`, in one step. */
  pointAlias(alias: string, collection: string): Promise<void>;
  drop(collection: string): Promise<void>;
  exists(collection: string): Promise<boolean>;
  countRows(collection: string): Promise<number>;
  /** Slices held for each volume; for reconciliation, not for the path of a search. */
  listVolumes(collection: string): Promise<ReadonlyMap<VolumeId, number>>;
  /** The k nearest eligible slices for each query row, best first; all query rows in one request. */
  search(
    collection: string,
    queries: Matrix,
    options: { readonly k: number; readonly parameters: IndexParameters; readonly eligible: EligibleVolumes; readonly signal?: AbortSignal },
  ): Promise<readonly (readonly SliceHit[])[]>;
}
