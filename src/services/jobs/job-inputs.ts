import type {
  BenchmarkRunId,
  DatasetId,
  QueryVolumeId,
  RecipeId,
  RetrievalRunId,
  SnapshotId,
  UploadId,
  VectorIndexId,
  VolumeId,
} from '../../domain/ids.js';
import type { SourceTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { Provider } from '../../domain/placement/capability.js';
import type { ImportLayout } from '../ingest/ingest-service.js';
import type { Producer, Split, VolumeLabels } from '../ports/records.js';

/** What each kind of job is asked with: ids and plain values, the same that its workflow gets. */
export type JobInput =
  | {
      readonly kind: 'IMPORT_VOLUME';
      readonly uploadId: UploadId;
      /** Which of several series of a DICOM upload, from 1; left out where none was named. */
      readonly series?: number;
      readonly labels: {
        readonly uploadId: UploadId;
        readonly taxonomy: SourceTaxonomy;
        readonly covers: readonly string[] | null;
        /** Left out where nobody declared it, as in all jobs of earlier versions. */
        readonly producer?: Producer;
        /** Table of structure names as CSV; left out where none was given, as in all jobs of earlier versions. */
        readonly structureNames?: string;
      } | null;
      readonly datasetId: DatasetId | null;
      readonly name: string | null;
      /** Keyed hashes, made before the job is written: the keys themselves are stored nowhere. */
      readonly patientPseudonym: string | null;
      readonly studyPseudonym: string | null;
      readonly split: Split;
      readonly volumeLabels: VolumeLabels;
    }
  | {
      readonly kind: 'IMPORT_DATASET';
      readonly datasetId: DatasetId;
      readonly directory: string;
      readonly layout: ImportLayout;
      readonly manifest: string | null;
      /** Hash of the listing (paths, sizes, times): a changed directory is another job. */
      readonly listingHash: string;
      /** As above. */
      readonly structureNames?: string;
    }
  | {
      readonly kind: 'IMPORT_DICOMWEB';
      readonly datasetId: DatasetId;
      /** A configured server, by name. */
      readonly server: string;
      /** Keyed hash of the query; the query itself is sealed beside the job's row while it runs, and is nowhere else. */
      readonly queryKey: string;
    }
  | { readonly kind: 'EMBED_DATASET'; readonly snapshotId: SnapshotId; readonly recipeId: RecipeId; /** That will do, the most wanted first; left out where none was named. */ readonly providers?: readonly Provider[] }
  | { readonly kind: 'EMBED_QUERY'; readonly queryVolumeId: QueryVolumeId; readonly uploadId: UploadId; readonly series?: number; readonly recipeId: RecipeId }
  /** The query is a stored volume. */
  | { readonly kind: 'EMBED_QUERY'; readonly queryVolumeId: QueryVolumeId; readonly volumeId: VolumeId; readonly recipeId: RecipeId }
  | { readonly kind: 'BUILD_INDEX'; readonly indexId: VectorIndexId; readonly contentHash: string }
  | { readonly kind: 'RECONCILE_INDEX'; readonly indexId: VectorIndexId; readonly repair: boolean; readonly nonce: string }
  | { readonly kind: 'COLLECT_ORPHANS'; readonly dryRun: boolean; readonly olderThanHours: number; readonly nonce: string }
  | { readonly kind: 'RUN_RETRIEVAL'; readonly runId: RetrievalRunId }
  | { readonly kind: 'RUN_BENCHMARK'; readonly benchmarkRunId: BenchmarkRunId }
  | { readonly kind: 'FIND_DUPLICATES'; readonly snapshotId: SnapshotId; readonly recipeId: RecipeId };
