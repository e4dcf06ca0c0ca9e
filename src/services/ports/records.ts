import type { SourceTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { PrivacyFlag } from '../../domain/deidentification/flags.js';
import type { RemovalReport } from '../../domain/deidentification/removal-report.js';
import type { ErrorCode } from '../../domain/errors/error-codes.js';
import type { OtherPlane } from '../../domain/geometry/planes.js';
import type { CanonicalGrid, Shape } from '../../domain/geometry/volume.js';
import type { Provider } from '../../domain/placement/capability.js';
import type {
  ApiTokenId,
  DatasetId,
  JobId,
  ModelId,
  PatientId,
  QueryVolumeId,
  RecipeId,
  SegmentationId,
  SnapshotId,
  StudyId,
  TeamId,
  UploadId,
  VectorIndexId,
  VolumeId,
} from '../../domain/ids.js';

export type Scope = 'READ' | 'WRITE' | 'ADMIN';

export interface TeamRecord {
  readonly id: TeamId;
  readonly name: string;
  readonly createdAt: Date;
}

export interface ApiTokenRecord {
  readonly id: ApiTokenId;
  readonly teamId: TeamId;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

/** A flag of one slice, kept as a bit set a slice: 1 = air (no voxel above −500 HU), 2 = constant. */
export const SLICE_FLAG = { AIR: 1, CONSTANT: 2 } as const;

/** Bit sets of coronal slices, posterior to anterior, and of sagittal ones, left to right. */
export type PlaneFlags = Readonly<Record<OtherPlane, readonly number[]>>;

export interface VolumeRecord extends CanonicalGrid {
  readonly id: VolumeId;
  readonly teamId: TeamId;
  /** Pseudonyms: keyed hashes of what the manifest declared, which is not stored. */
  readonly patientId: PatientId;
  readonly studyId: StudyId;
  /** A name that the importer gave, free of patient data; null when none was given. */
  readonly name: string | null;
  /** SHA-256 (hex) of canonical voxels and geometry; the identity of the voxels within a team. */
  readonly voxelHash: string;
  readonly canonicalVersion: number;
  readonly voxelType: 'INT16' | 'FLOAT32';
  /** One bit set for each axial slice, inferior to superior; see `SLICE_FLAG`. */
  readonly sliceFlags: readonly number[];
  /** The same of the slices of other planes. Left out where the volume was stored before they were looked at; `PlaneFacts` makes up for it. */
  readonly planeFlags?: PlaneFlags;
  /** What was noticed while reading, e.g. sform and qform that disagree. */
  readonly importNotes: readonly ImportNote[];
  /** The scans that a virtual patient was generated from; empty for a real scan. */
  readonly derivedFrom: readonly VolumeId[];
  /** Compressed size of the stored voxels. */
  readonly bytes: number;
  /** Left out where it was not read from DICOM. */
  readonly origin?: DicomOrigin;
  readonly createdAt: Date;
}

/** What is kept of the headers of a DICOM series; nothing of it identifies the patient without a key of the team. */
export interface DicomOrigin {
  /** Keyed hash of the series; two volumes have one where a series holds two scans. */
  readonly seriesKey: string;
  /** Files of the series, and scans that they were found to hold, when it was read. */
  readonly filesOfSeries: number;
  readonly scansOfSeries: number;
  /** `YYYY-MM-DD`, moved by days that are the patient's own: intervals between studies of a patient are true, dates are not. Null where the header has none. */
  readonly shiftedStudyDate: string | null;
  /** Tube voltage in kV. */
  readonly kilovoltage: number | null;
  /** As the header states it, in mm. */
  readonly sliceThickness: number | null;
  readonly removal: RemovalReport;
  /** The study at the server that it came from, sealed with the team's key; null unless that server has a viewer. */
  readonly viewer: { readonly server: string; readonly sealedStudyUid: string } | null;
}

/** A patient of stored volumes, by pseudonym. */
export interface PatientRecord {
  readonly id: PatientId;
}

/** A study of stored volumes, by pseudonym; a study is one of a patient. */
export interface StudyRecord {
  readonly id: StudyId;
  readonly patientId: PatientId;
}

export interface ImportNote {
  readonly kind:
    | PrivacyFlag
    | 'FORMS_DISAGREE'
    | 'NO_SPATIAL_FORM'
    | 'PATIENT_ASSUMED'
    | 'UNKNOWN_LABELS'
    | 'OVERLAPPING_MASKS'
    | 'CONTOURS_LEFT_OUT'
    | 'PERTURBED_COPY'
    | 'GANTRY_TILT'
    | 'DUPLICATE_SLICES'
    | 'RESCALE_ASSUMED'
    | 'PADDING_REPLACED';
  readonly message: string;
}

export interface Producer {
  readonly kind: 'MANUAL' | 'MODEL' | 'GENERATOR';
  readonly name: string;
  readonly version: string | null;
}

/** Where nobody said who made a mask. */
export const UNKNOWN_PRODUCER: Producer = { kind: 'MANUAL', name: 'unknown', version: null };

/** How many pixels of a class each slice has; `pixelCounts[k]` is for slice k of a plane, in the order of the plane. */
export interface RegionCounts {
  readonly region: string;
  readonly pixelCounts: readonly number[];
}

/** The same classes on the slices of other planes than the axial one. */
export type PlaneRegions = Readonly<Record<OtherPlane, readonly RegionCounts[]>>;

export interface UnknownLabel {
  readonly value: number;
  readonly name: string | null;
  readonly voxels: number;
}

export interface SegmentationRecord {
  readonly id: SegmentationId;
  readonly volumeId: VolumeId;
  /** 1, 2, … within its volume; the latest is the one that retrieval is judged by. */
  readonly version: number;
  readonly taxonomy: SourceTaxonomy;
  readonly producer: Producer;
  /** Classes of `taxonomy` that were looked for: absent here means absent in the scan. */
  readonly covers: readonly string[];
  /** On axial slices, unless whoever gives it says otherwise. */
  readonly regions: readonly RegionCounts[];
  readonly unknownLabels: readonly UnknownLabel[];
  /** SHA-256 (hex) of the canonical label map, taxonomy and covers: what judges see. */
  readonly maskHash: string;
  readonly createdAt: Date;
}

export type Split = 'TRAIN' | 'VALIDATION' | 'TEST' | 'NONE';

export interface DatasetRecord {
  readonly id: DatasetId;
  readonly name: string;
  readonly description: string | null;
  readonly createdAt: Date;
}

/** Categorical or ordinal facts of a volume, e.g. `{ tumour: 'yes', region: 'chest' }`. */
export type VolumeLabels = Readonly<Record<string, string>>;

export interface DatasetMember {
  readonly volumeId: VolumeId;
  readonly split: Split;
  readonly labels: VolumeLabels;
}

export interface SnapshotMember extends DatasetMember {
  readonly voxelHash: string;
  readonly patientId: PatientId;
  readonly derivedFrom: readonly VolumeId[];
  readonly sliceCount: number;
  readonly segmentationId: SegmentationId | null;
  readonly segmentationVersion: number | null;
  readonly segmentationHash: string | null;
}

export interface SnapshotRecord {
  readonly id: SnapshotId;
  readonly datasetId: DatasetId;
  /** SHA-256 (hex) of the sorted members; two states of a data set are the same snapshot if this is. */
  readonly hash: string;
  readonly volumeCount: number;
  readonly sliceCount: number;
  /** False once a member was deleted. */
  readonly reproducible: boolean;
  readonly createdAt: Date;
}

export interface ModelRecord {
  readonly id: ModelId;
  /** Null for the operator's models, which every team sees. */
  readonly teamId: TeamId | null;
  readonly name: string;
  readonly revision: string;
  readonly sha256: string;
  readonly dimension: number;
  /** The whole catalogue entry (see models/catalogue), validated. */
  readonly entry: unknown;
  readonly createdAt: Date;
}

export interface RecipeRecord {
  readonly id: RecipeId;
  readonly modelId: ModelId;
  /** SHA-256 (hex) of the canonical JSON of `body`. */
  readonly hash: string;
  /** The recipe, validated by the embedding service. */
  readonly body: unknown;
  readonly createdAt: Date;
}

export interface EmbeddingRecord {
  readonly volumeId: VolumeId;
  readonly recipeId: RecipeId;
  readonly objectKey: string;
  readonly rows: number;
  readonly dimension: number;
  readonly sha256: string;
  /** The execution provider that made it, e.g. `CPU`, `CUDA`. */
  readonly provider: string;
  readonly seconds: number;
  readonly createdAt: Date;
}

export type IndexKind = 'EXACT' | 'FLAT' | 'HNSW' | 'IVF_FLAT' | 'AUTOINDEX';

export type IndexParameters =
  | { readonly kind: 'EXACT' }
  | { readonly kind: 'FLAT' }
  | { readonly kind: 'HNSW'; readonly m: number; readonly efConstruction: number; readonly ef: number }
  | { readonly kind: 'IVF_FLAT'; readonly nlist: number; readonly nprobe: number }
  | { readonly kind: 'AUTOINDEX' };

/** FROZEN on a snapshot, for benchmarks; FOLLOWING data sets as they grow, for the clinic. */
export type IndexScope =
  | { readonly kind: 'FROZEN'; readonly snapshotId: SnapshotId }
  | { readonly kind: 'FOLLOWING'; readonly datasetIds: readonly DatasetId[] };

export type IndexState = 'BUILDING' | 'READY' | 'FAILED' | 'DROPPED';

export interface SkippedItem {
  /** The id of a volume, the relative path of a file, or, of DICOM, the place of a file or series: paths there name patients. */
  readonly item: string;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface VectorIndexRecord {
  readonly id: VectorIndexId;
  readonly name: string;
  readonly recipeId: RecipeId;
  readonly parameters: IndexParameters;
  readonly scope: IndexScope;
  readonly state: IndexState;
  /** The physical collection that the alias points to; null for EXACT and before the first build. */
  readonly collection: string | null;
  /** Raised by each build, upsert and removal: "the state that an answer saw". */
  readonly generation: number;
  /** `indexedSlices` and the slices of `skipped` volumes; of those that were deleted none is expected. */
  readonly expectedSlices: number;
  readonly indexedSlices: number;
  /** Volumes that the last build left out and that have not entered since. */
  readonly skipped: readonly SkippedItem[];
  readonly buildSeconds: number | null;
  readonly server: string | null;
  readonly createdAt: Date;
  readonly builtAt: Date | null;
}

/** A volume whose slices are in an index, with all that ranking and exclusions need to know of it. */
export interface IndexedVolume {
  readonly volumeId: VolumeId;
  readonly patientId: PatientId;
  readonly voxelHash: string;
  readonly shape: Shape;
  readonly derivedFrom: readonly VolumeId[];
}

export type QueryVolumeState = 'UPLOADED' | 'EMBEDDING' | 'READY' | 'FAILED' | 'EXPIRED';

export interface QueryVolumeRecord {
  readonly id: QueryVolumeId;
  readonly recipeId: RecipeId;
  readonly state: QueryVolumeState;
  /** The stored volume with the same voxels, whose embeddings are reused and never expire with the query. */
  readonly sameAsVolumeId: VolumeId | null;
  readonly patientId: PatientId | null;
  readonly sliceCount: number | null;
  readonly voxelHash: string | null;
  readonly embeddingKey: string | null;
  readonly jobId: JobId | null;
  readonly error: JobError | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export type UploadState = 'PENDING' | 'RECEIVED' | 'CONSUMED';

export interface UploadRecord {
  readonly id: UploadId;
  readonly state: UploadState;
  readonly objectKey: string;
  /** The name of the file as far as its format goes, e.g. `ct.nii.gz`. */
  readonly fileName: string;
  readonly maxBytes: number;
  readonly sha256: string | null;
  readonly bytes: number | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export type JobKind =
  | 'IMPORT_VOLUME'
  | 'IMPORT_DATASET'
  | 'IMPORT_DICOMWEB'
  | 'EMBED_DATASET'
  | 'EMBED_QUERY'
  | 'BUILD_INDEX'
  | 'RECONCILE_INDEX'
  | 'COLLECT_ORPHANS'
  | 'RUN_RETRIEVAL'
  | 'RUN_BENCHMARK'
  | 'FIND_DUPLICATES';

export type JobState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

export interface JobError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly path: string | null;
  readonly correlationId: string | null;
}

export interface JobProgress {
  /** What is being done now, in a word or two: `embedding`, `building`, `verifying`. */
  readonly stage: string;
  readonly done: number;
  readonly total: number | null;
  /** What is counted: `volumes`, `slices`, `queries`, `cells`. */
  readonly unit: string;
  /** Units a second over the last stretch. */
  readonly rate: number | null;
}

/** Where the embedding of a job was sent last. */
export interface JobPlacement {
  /** Null while no worker that can do it listens. */
  readonly queue: string | null;
  /** The execution provider that the queue stands for; null with it. */
  readonly provider: Provider | null;
  /** For people: why there, or what is missing and what to start. */
  readonly reason: string;
  /** Queues that it came back from. */
  readonly refusals: readonly { readonly queue: string; readonly code: ErrorCode; readonly message: string }[];
}

export interface JobRecord extends JobProgress {
  /** Hash of team, kind and inputs. */
  readonly id: JobId;
  readonly teamId: TeamId;
  readonly kind: JobKind;
  readonly state: JobState;
  /** 1, 2, …: a job that is asked for again after it failed, was cancelled, or lost what it had made begins a new attempt. */
  readonly attempt: number;
  /** Ids and plain values only: the input of the workflow. */
  readonly input: unknown;
  /** Ids of what came out, e.g. `{ "volumeId": "vol_…" }`; null until it succeeded. */
  readonly result: unknown;
  readonly skipped: readonly SkippedItem[];
  readonly error: JobError | null;
  /** Null before it embeds, and of jobs that do not. */
  readonly placement: JobPlacement | null;
  readonly cancelRequested: boolean;
  /** True once the workflow engine has acknowledged the start; the sweeper starts the others. */
  readonly started: boolean;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly updatedAt: Date;
  readonly finishedAt: Date | null;
}
