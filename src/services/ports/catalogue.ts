import type {
  ApiTokenId,
  BenchmarkId,
  BenchmarkRunId,
  DatasetId,
  JobId,
  ModelId,
  PatientId,
  QueryVolumeId,
  RecipeId,
  RetrievalRunId,
  SegmentationId,
  SnapshotId,
  StudyId,
  TeamId,
  UploadId,
  VectorIndexId,
  VolumeId,
} from '../../domain/ids.js';
import type { OtherPlane } from '../../domain/geometry/planes.js';
import type { ApiTokenRecord, DatasetMember, DatasetRecord, EmbeddingRecord, IndexedVolume, JobError, JobPlacement, JobProgress, JobRecord, JobState, ModelRecord, PatientRecord, PlaneFlags, PlaneRegions, QueryVolumeRecord, RecipeRecord, RegionCounts, Scope, SegmentationRecord, SkippedItem, SnapshotMember, SnapshotRecord, StudyRecord, TeamRecord, UploadRecord, VectorIndexRecord, VolumeRecord } from './records.js';
import type { CardStore } from './dataset-card.js';
import type { DuplicateReviewStore } from './duplicate-reviews.js';
import type { ObjectReferences } from './object-references.js';
import type { LeaderboardFilter, LeaderboardRow } from './leaderboard.js';
import type { ReaderStudyStore } from './reader-study-store.js';
import type { ReaderRecord } from './reader-study-records.js';
import type { BenchmarkRecord, BenchmarkRunRecord, RetrievalRunRecord } from './run-records.js';
import type { ScheduleReference } from './schedule-engine.js';
import type { BenchmarkScheduleRecord } from './schedule-records.js';
import type { BenchmarkScheduleStore } from './schedule-store.js';

/** One page of a list in a stable order; `after` is the id of the last item of the page before. */
export interface PageRequest<T extends string> {
  readonly first: number;
  readonly after?: T;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly hasNextPage: boolean;
  readonly totalCount: number;
}

export interface VolumeFilter {
  readonly datasetId?: DatasetId;
  readonly patientId?: PatientId;
  /** A label of the volume's latest segmentation, or a fine or coarse class, that it shows; a class by any of its labels, as a query by region does. */
  readonly regionPresent?: string;
  readonly minSliceSpacing?: number;
  readonly maxSliceSpacing?: number;
  /** Extent along the body axis in mm: slices × spacing. */
  readonly minExtent?: number;
  readonly maxExtent?: number;
}

/** What a list of volumes is of. */
export type VolumeOwner = 'DATASET' | 'PATIENT' | 'STUDY';

export interface VolumeStore {
  insert(volume: VolumeRecord): Promise<void>;
  get(id: VolumeId): Promise<VolumeRecord | null>;
  getMany(ids: readonly VolumeId[]): Promise<readonly VolumeRecord[]>;
  findByVoxelHash(voxelHash: string): Promise<VolumeRecord | null>;
  /** The volumes that were read from a series, by its keyed hash. */
  findBySeries(seriesKey: string): Promise<readonly VolumeRecord[]>;
  /** Names need not be unique; oldest first. */
  findByName(name: string): Promise<readonly VolumeRecord[]>;
  list(filter: VolumeFilter, page: PageRequest<VolumeId>): Promise<Page<VolumeRecord>>;
  /** The same page of each of many lists, by one statement: the volumes of data sets, patients or studies. */
  pagesBy(owner: VolumeOwner, ids: readonly string[], page: PageRequest<VolumeId>): Promise<ReadonlyMap<string, Page<VolumeRecord>>>;
  /** Those of the patients that have a volume. */
  patients(ids: readonly PatientId[]): Promise<readonly PatientRecord[]>;
  /** Those of the studies that have a volume. */
  studies(ids: readonly StudyId[]): Promise<readonly StudyRecord[]>;
  /** Ids of those of `among` (all volumes when absent) that pass the filter. */
  filterIds(filter: VolumeFilter, among?: readonly VolumeId[]): Promise<readonly VolumeId[]>;
  /** Of a volume that was stored without them; nothing happens where it was deleted. */
  putPlaneFlags(id: VolumeId, flags: PlaneFlags): Promise<void>;
  /**
   * Removes the row and all that hangs on it; marks snapshots and runs that held it as not reproducible. Gives the indexes of which
   * it was a member at that moment: none takes it in afterwards.
   */
  erase(id: VolumeId): Promise<readonly VectorIndexId[]>;
}

export interface SegmentationStore {
  /**
   * Gives it the next version of its volume. The same mask (by hash) again is the stored one: it becomes the latest, by a new
   * version where another came between, and takes over a producer that is declared.
   */
  insert(segmentation: Omit<SegmentationRecord, 'version'>): Promise<SegmentationRecord>;
  /** Of a stored segmentation; nothing happens where they are stored already, or it was deleted. */
  putPlaneRegions(id: SegmentationId, regions: PlaneRegions): Promise<void>;
  /** Its classes on the slices of a plane, in the order of `regions`; those are missing whose slices of other planes were never counted. */
  regionsIn(plane: OtherPlane, ids: readonly SegmentationId[]): Promise<ReadonlyMap<SegmentationId, readonly RegionCounts[]>>;
  get(id: SegmentationId): Promise<SegmentationRecord | null>;
  getMany(ids: readonly SegmentationId[]): Promise<readonly SegmentationRecord[]>;
  latestOf(volumeIds: readonly VolumeId[]): Promise<readonly SegmentationRecord[]>;
  listOf(volumeIds: readonly VolumeId[]): Promise<readonly SegmentationRecord[]>;
}

export interface DatasetStore {
  /** Throws CONFLICT when the team has one of this name. */
  insert(dataset: DatasetRecord): Promise<void>;
  get(id: DatasetId): Promise<DatasetRecord | null>;
  getMany(ids: readonly DatasetId[]): Promise<readonly DatasetRecord[]>;
  findByName(name: string): Promise<DatasetRecord | null>;
  list(page: PageRequest<DatasetId>): Promise<Page<DatasetRecord>>;
  delete(id: DatasetId): Promise<void>;
  putMember(id: DatasetId, member: DatasetMember): Promise<void>;
  removeMember(id: DatasetId, volumeId: VolumeId): Promise<void>;
  members(id: DatasetId): Promise<readonly DatasetMember[]>;
  /** Those of the volumes that are members, once for each of the data sets that holds them. */
  labelsOf(ids: readonly DatasetId[], volumeIds: readonly VolumeId[]): Promise<readonly (Pick<DatasetMember, 'volumeId' | 'labels'> & { readonly datasetId: DatasetId })[]>;
  memberCounts(ids: readonly DatasetId[]): Promise<ReadonlyMap<DatasetId, number>>;
  /** Data sets that hold the volume. */
  of(volumeIds: readonly VolumeId[]): Promise<ReadonlyMap<VolumeId, readonly DatasetId[]>>;
}

export interface SnapshotStore {
  /** The present state of a data set: the stored snapshot if its hash is known, else a new one. */
  take(datasetId: DatasetId): Promise<SnapshotRecord>;
  /** The hash of the present state, without a snapshot of it; null when there is no such data set. */
  presentHash(datasetId: DatasetId): Promise<string | null>;
  get(id: SnapshotId): Promise<SnapshotRecord | null>;
  getMany(ids: readonly SnapshotId[]): Promise<readonly SnapshotRecord[]>;
  /** The same page of the snapshots of each data set, newest first. */
  pagesOf(datasetIds: readonly DatasetId[], page: PageRequest<SnapshotId>): Promise<ReadonlyMap<string, Page<SnapshotRecord>>>;
  /** Sorted by voxel hash. A deleted volume is missing from it. */
  members(id: SnapshotId): Promise<readonly SnapshotMember[]>;
  /** Those of the volumes that are members. */
  labelsOf(id: SnapshotId, volumeIds: readonly VolumeId[]): Promise<readonly Pick<SnapshotMember, 'volumeId' | 'labels'>[]>;
}

export interface ModelStore {
  /** Own models and the operator's. */
  get(id: ModelId): Promise<ModelRecord | null>;
  getMany(ids: readonly ModelId[]): Promise<readonly ModelRecord[]>;
  list(page: PageRequest<ModelId>): Promise<Page<ModelRecord>>;
  /** Throws CONFLICT when the id exists with another sha256. */
  insert(model: ModelRecord): Promise<void>;
  /** Throws IN_USE, naming the recipes of the team that are made for it; CONFLICT for a model of the operator. */
  delete(id: ModelId): Promise<void>;
}

export interface RecipeStore {
  /** Content-addressed: putting the same recipe again does nothing. */
  put(recipe: RecipeRecord): Promise<void>;
  get(id: RecipeId): Promise<RecipeRecord | null>;
  getMany(ids: readonly RecipeId[]): Promise<readonly RecipeRecord[]>;
  list(page: PageRequest<RecipeId>): Promise<Page<RecipeRecord>>;
  /**
   * Deletes the rows of its embeddings with it, and gives these. Throws IN_USE, naming indexes, jobs that embed by it and have not
   * ended, and uploaded queries that can still be searched; embeddings alone do not count as users.
   */
  delete(id: RecipeId): Promise<readonly Pick<EmbeddingRecord, 'volumeId' | 'objectKey'>[]>;
}

export interface EmbeddingStore {
  /** First write wins; false when the volume is gone (it was deleted meanwhile). */
  put(embedding: EmbeddingRecord): Promise<boolean>;
  get(volumeId: VolumeId, recipeId: RecipeId): Promise<EmbeddingRecord | null>;
  getMany(volumeIds: readonly VolumeId[], recipeId: RecipeId): Promise<readonly EmbeddingRecord[]>;
  missing(volumeIds: readonly VolumeId[], recipeId: RecipeId): Promise<readonly VolumeId[]>;
}

export interface IndexStore {
  insert(index: VectorIndexRecord): Promise<void>;
  get(id: VectorIndexId): Promise<VectorIndexRecord | null>;
  getMany(ids: readonly VectorIndexId[]): Promise<readonly VectorIndexRecord[]>;
  list(page: PageRequest<VectorIndexId>): Promise<Page<VectorIndexRecord>>;
  update(id: VectorIndexId, change: Partial<Omit<VectorIndexRecord, 'id' | 'recipeId' | 'scope' | 'createdAt'>>): Promise<VectorIndexRecord>;
  /** As `update`, and in the same transaction raises the generation by one, strikes members off `skipped`, and counts the slices of the members (indexed) and of these and what is skipped (expected). Throws NOT_FOUND. */
  advance(id: VectorIndexId, change?: Partial<Pick<VectorIndexRecord, 'state' | 'collection' | 'skipped' | 'buildSeconds' | 'server' | 'builtAt'>>): Promise<VectorIndexRecord>;
  delete(id: VectorIndexId): Promise<void>;
  /** READY and BUILDING indexes that follow any of these data sets. */
  following(datasetIds: readonly DatasetId[]): Promise<readonly VectorIndexRecord[]>;
  /** Every index that holds the volume. */
  holding(volumeId: VolumeId): Promise<readonly VectorIndexRecord[]>;
  volumes(id: VectorIndexId): Promise<readonly IndexedVolume[]>;
  addVolumes(id: VectorIndexId, volumeIds: readonly VolumeId[]): Promise<void>;
  removeVolumes(id: VectorIndexId, volumeIds: readonly VolumeId[]): Promise<void>;
}

export interface JobStore {
  /**
   * The job for this request: the stored one when it is queued, running or succeeded; else a new attempt.
   * `created` says whether a workflow is to be started. `redo` is an attempt that succeeded and is to be done over: a new one
   * begins if it is still the latest, so that of many that ask at once one begins it. `sealed` is kept beside an attempt that begins, for as long as it runs.
   */
  request(job: Pick<JobRecord, 'id' | 'kind' | 'input'>, redo?: number, sealed?: string): Promise<{ readonly job: JobRecord; readonly created: boolean }>;
  get(id: JobId): Promise<JobRecord | null>;
  /** What was sealed for the attempt that runs; null once it has ended. */
  sealedInput(id: JobId): Promise<string | null>;
  getMany(ids: readonly JobId[]): Promise<readonly JobRecord[]>;
  list(page: PageRequest<JobId>): Promise<Page<JobRecord>>;
  markStarted(id: JobId, attempt: number): Promise<void>;
  /**
   * Ignored for an attempt that is no longer the latest or has ended; makes a QUEUED job RUNNING. Within a stage `done` only grows. `skipped` here and in an
   * outcome is added to what the row holds, one entry an item: a page that is done again names its items again.
   */
  progress(id: JobId, attempt: number, progress: JobProgress, skipped?: readonly SkippedItem[]): Promise<void>;
  /** Ignored as `progress` is. */
  place(id: JobId, attempt: number, placement: JobPlacement): Promise<void>;
  finish(id: JobId, attempt: number, outcome: JobOutcome): Promise<void>;
  requestCancel(id: JobId): Promise<JobRecord>;
}

export type JobOutcome =
  | { readonly state: Extract<JobState, 'SUCCEEDED'>; readonly result: unknown; readonly skipped: readonly SkippedItem[] }
  | { readonly state: Extract<JobState, 'FAILED'>; readonly error: JobError; readonly skipped: readonly SkippedItem[] }
  | { readonly state: Extract<JobState, 'CANCELLED'>; readonly skipped: readonly SkippedItem[] };

export interface UploadStore {
  /** `secretHash` is the SHA-256 (hex) of the one-use secret in the upload URL. */
  insert(upload: UploadRecord, secretHash: string): Promise<void>;
  get(id: UploadId): Promise<UploadRecord | null>;
  markReceived(id: UploadId, bytes: number, sha256: string): Promise<void>;
  /** False when it was consumed before. */
  consume(id: UploadId): Promise<boolean>;
  /** After its object was removed; see `expiredUploads`. */
  delete(id: UploadId): Promise<void>;
}

export interface QueryVolumeStore {
  insert(query: QueryVolumeRecord): Promise<void>;
  get(id: QueryVolumeId): Promise<QueryVolumeRecord | null>;
  update(id: QueryVolumeId, change: Partial<Omit<QueryVolumeRecord, 'id' | 'createdAt'>>): Promise<void>;
  delete(id: QueryVolumeId): Promise<void>;
}

export interface RetrievalRunStore {
  insert(run: RetrievalRunRecord): Promise<void>;
  get(id: RetrievalRunId): Promise<RetrievalRunRecord | null>;
  getMany(ids: readonly RetrievalRunId[]): Promise<readonly RetrievalRunRecord[]>;
  list(page: PageRequest<RetrievalRunId>): Promise<Page<RetrievalRunRecord>>;
  /** Finished runs with figures, by board and rank; `offset` counts those of the pages before. */
  leaderboard(filter: LeaderboardFilter, page: { readonly first: number; readonly offset: number }): Promise<Page<LeaderboardRow>>;
  /** A finished run is never changed; later updates are ignored. */
  update(id: RetrievalRunId, change: Partial<Omit<RetrievalRunRecord, 'id' | 'createdAt'>>): Promise<void>;
}

export interface BenchmarkStore {
  put(benchmark: BenchmarkRecord): Promise<void>;
  getMany(ids: readonly BenchmarkId[]): Promise<readonly BenchmarkRecord[]>;
  /** The same page of the runs of each benchmark, newest first. */
  runPagesOf(ids: readonly BenchmarkId[], page: PageRequest<BenchmarkRunId>): Promise<ReadonlyMap<string, Page<BenchmarkRunRecord>>>;
  insertRun(run: BenchmarkRunRecord): Promise<void>;
  getRun(id: BenchmarkRunId): Promise<BenchmarkRunRecord | null>;
  getRuns(ids: readonly BenchmarkRunId[]): Promise<readonly BenchmarkRunRecord[]>;
  getRunByJob(jobId: JobId): Promise<BenchmarkRunRecord | null>;
  listRuns(page: PageRequest<BenchmarkRunId>): Promise<Page<BenchmarkRunRecord>>;
  updateRun(id: BenchmarkRunId, change: Partial<Omit<BenchmarkRunRecord, 'id' | 'createdAt'>>): Promise<void>;
}

export interface TokenStore {
  /** Their secrets' hashes are out of reach. */
  list(page: PageRequest<ApiTokenId>): Promise<Page<ApiTokenRecord>>;
  /** Deletes the token: its secret opens nothing from then on. False when there is none of this id. */
  revoke(id: ApiTokenId): Promise<boolean>;
}

/** All that one team may see and change: every call is a short transaction under row-level security. */
export interface TeamCatalogue {
  readonly teamId: TeamId;
  /** The team's own row. Throws NOT_FOUND when the team is gone. */
  self(): Promise<TeamRecord>;
  readonly tokens: TokenStore;
  readonly volumes: VolumeStore;
  readonly segmentations: SegmentationStore;
  readonly datasets: DatasetStore;
  readonly snapshots: SnapshotStore;
  readonly cards: CardStore;
  readonly duplicateReviews: DuplicateReviewStore;
  readonly models: ModelStore;
  readonly recipes: RecipeStore;
  readonly embeddings: EmbeddingStore;
  readonly indexes: IndexStore;
  readonly jobs: JobStore;
  readonly uploads: UploadStore;
  readonly queryVolumes: QueryVolumeStore;
  readonly runs: RetrievalRunStore;
  readonly benchmarks: BenchmarkStore;
  readonly schedules: BenchmarkScheduleStore;
  readonly readerStudies: ReaderStudyStore;
  /** Which objects the rows of the team keep. */
  readonly references: ObjectReferences;
}

/** What crosses teams: kept small, and never reachable from a client's request. */
export interface OperatorCatalogue {
  createTeam(name: string): Promise<TeamRecord>;
  findTeamByName(name: string): Promise<TeamRecord | null>;
  /** Stores the SHA-256 of the secret, never the secret. */
  createToken(teamId: TeamId, name: string, scopes: readonly Scope[], secretHash: string, expiresAt: Date | null): Promise<ApiTokenRecord>;
  findToken(secretHash: string): Promise<ApiTokenRecord | null>;
  /** The upload that a one-use secret opens, with its team. */
  findUpload(secretHash: string): Promise<{ readonly teamId: TeamId; readonly upload: UploadRecord } | null>;
  /** The reader whom a key opens a study to, with the team of the study. */
  findReader(keyHash: string): Promise<{ readonly teamId: TeamId; readonly reader: ReaderRecord } | null>;
  putOperatorModel(model: ModelRecord): Promise<void>;
  /** Jobs whose workflow never started, older than `olderThanMs`. */
  unstartedJobs(olderThanMs: number): Promise<readonly JobRecord[]>;
  /** Every schedule of every team. */
  benchmarkSchedules(): Promise<readonly { readonly teamId: TeamId; readonly schedule: BenchmarkScheduleRecord }[]>;
  /** The fires of every team whose runs have not ended. */
  firesUnderWay(): Promise<readonly (ScheduleReference & { readonly fire: string })[]>;
  expiredQueryVolumes(now: Date): Promise<readonly { readonly teamId: TeamId; readonly id: QueryVolumeId }[]>;
  expiredUploads(now: Date): Promise<readonly { readonly teamId: TeamId; readonly id: UploadId; readonly objectKey: string }[]>;
}

export interface Catalogue {
  team(teamId: TeamId): TeamCatalogue;
  readonly operator: OperatorCatalogue;
  /** Ids of jobs of any team as they change, from every process; the listener reads the row under its own team. */
  onJobChange(listener: (change: { readonly teamId: TeamId; readonly jobId: JobId }) => void): () => void;
}
