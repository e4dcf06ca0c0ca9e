import type { PatientId, VolumeId } from '../../domain/ids.js';
import type { Matrix } from '../../domain/matrix.js';
import type { IndexParameters } from './records.js';

/** A row of the embedding of a volume, from 0; what it shows the recipe's layout of rows says. */
export interface VectorRow {
  readonly volumeId: VolumeId;
  readonly patientId: PatientId;
  readonly row: number;
}

export interface RowHit {
  readonly volumeId: VolumeId;
  readonly row: number;
  /** Cosine similarity, −1 … 1. */
  readonly similarity: number;
}

/** The rows that may be returned: those of the volumes named here, of an index that holds `totalRows`. */
export interface EligibleVolumes {
  readonly kind: 'ALL' | 'ONLY' | 'EXCEPT';
  /** Empty for ALL. */
  readonly volumeIds: readonly VolumeId[];
  /** How many rows are left after this filter, of how many; lets the adapter choose how to keep its recall. */
  readonly eligibleRows: number;
  readonly totalRows: number;
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
  /** Inserts or replaces the rows of volumes, batched by bytes; idempotent. */
  upsert(collection: string, rows: readonly VectorRow[], vectors: Matrix): Promise<void>;
  /** Builds and loads the index; every row upserted before is found afterwards. */
  finish(collection: string, parameters: IndexParameters, signal: AbortSignal): Promise<void>;
  /** Does nothing where the collection is gone. */
  removeVolumes(collection: string, volumeIds: readonly VolumeId[]): Promise<void>;
  /** Points `alias` at `collection`, in one step. */
  pointAlias(alias: string, collection: string): Promise<void>;
  drop(collection: string): Promise<void>;
  exists(collection: string): Promise<boolean>;
  countRows(collection: string): Promise<number>;
  /** Rows held for each volume; for reconciliation, not for the path of a search. */
  listVolumes(collection: string): Promise<ReadonlyMap<VolumeId, number>>;
  /** The k nearest eligible rows for each query row, best first; few requests, however many rows there are. */
  search(
    collection: string,
    queries: Matrix,
    options: { readonly k: number; readonly parameters: IndexParameters; readonly eligible: EligibleVolumes; readonly signal?: AbortSignal },
  ): Promise<readonly (readonly RowHit[])[]>;
}
