import type { AlignmentService } from '../services/evidence/alignment-service.js';
import type { BenchmarkService } from '../services/benchmarks/benchmark-service.js';
import type { LoadLabelledGallery } from '../services/evaluation/labelled-gallery.js';
import type { ExportService } from '../services/export/export-service.js';
import type { IndexRequests } from '../services/indexes/index-requests.js';
import type { IndexingService } from '../services/indexing/indexing-service.js';
import type { IngestService } from '../services/ingest/ingest-service.js';
import type { ImportPreviews } from '../services/ingest/preview/import-preview.js';
import type { Pseudonyms } from '../services/ingest/pseudonyms.js';
import type { JobService } from '../services/jobs/job-service.js';
import type { Sealing } from '../services/deidentification/sealing.js';
import type { Catalogue } from '../services/ports/catalogue.js';
import type { CatalogueEntry } from '../services/models/catalogue-entry.js';
import type { DicomWebServers } from '../services/ports/dicomweb.js';
import type { ModelService } from '../services/models/model-service.js';
import type { Log } from '../services/ports/log.js';
import type { ObjectStore } from '../services/ports/object-store.js';
import type { ReaderStudyService } from '../services/reader-studies/reader-study-service.js';
import type { ReportRenderer } from '../services/ports/report-renderer.js';
import type { ScheduleService } from '../services/schedules/schedule-service.js';
import type { SearchService } from '../services/search/search-service.js';
import type { TeamService } from '../services/teams/team-service.js';
import type { PlaneFacts } from '../services/planes/plane-facts.js';
import type { ThumbnailService } from '../services/thumbnails/thumbnail-service.js';
import type { UploadService } from '../services/uploads/upload-service.js';
import type { VolumeDeletion } from '../services/volumes/volume-deletion.js';

export interface ApiLimits {
  /** Bytes of a GraphQL request. */
  readonly requestBytes: number;
  /** How long an uploaded query is kept. */
  readonly queryLifetimeMs: number;
  readonly depth: number;
  readonly aliases: number;
  readonly tokens: number;
  /** Sum over fields, pages multiplied by their size. */
  readonly cost: number;
}

export const DEFAULT_API_LIMITS: ApiLimits = {
  requestBytes: 1_000_000,
  queryLifetimeMs: 24 * 3_600_000,
  depth: 12,
  aliases: 30,
  tokens: 2_000,
  cost: 20_000,
};

/** The use cases behind the API; adapters reach it through these alone. */
export interface ApiServices {
  readonly catalogue: Catalogue;
  readonly objects: ObjectStore;
  readonly teams: Pick<TeamService, 'authenticate' | 'createToken'>;
  readonly jobs: JobService;
  readonly ingest: Pick<IngestService, 'detectLayout' | 'listingHash'>;
  readonly previews: ImportPreviews;
  readonly pseudonyms: Pseudonyms;
  readonly sealing: Sealing;
  readonly dicomWeb: DicomWebServers;
  readonly uploads: UploadService;
  readonly deletion: VolumeDeletion;
  readonly models: ModelService;
  /** The encoders that can be had, by id. */
  readonly availableModels: () => Promise<readonly CatalogueEntry[]>;
  readonly indexes: IndexRequests;
  readonly indexing: Pick<IndexingService, 'drop'>;
  readonly search: SearchService;
  readonly benchmarks: BenchmarkService;
  readonly schedules: ScheduleService;
  readonly thumbnails: ThumbnailService;
  readonly planes: PlaneFacts;
  readonly reports: ReportRenderer;
  readonly exports: ExportService;
  /** Shared by all that looks at labelled volumes: each is read and judged once. */
  readonly loadLabelled: LoadLabelledGallery;
  readonly alignments: AlignmentService;
  readonly readerStudies: ReaderStudyService;
}

export interface ApiDependencies extends ApiServices {
  readonly log: Log;
  readonly limits: ApiLimits;
  /** The address under which clients reach this server, without a slash at its end; null: where it listens. */
  readonly publicUrl: string | null;
  /** Signs the short-lived addresses of thumbnails; the same in every API process. */
  readonly signingKey: Uint8Array;
  /** Of the product, for reports. */
  readonly version: string;
  /** Production: no introspection, no landing page. */
  readonly production: boolean;
}
