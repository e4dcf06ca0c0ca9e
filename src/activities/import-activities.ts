import { createHash } from 'node:crypto';
import { addReports, NOTHING_REMOVED } from '../domain/deidentification/removal-report.js';
import type { RemovalReport } from '../domain/deidentification/removal-report.js';
import { ERROR_CODES } from '../domain/errors/error-codes.js';
import { VoxseekError, isVoxseekError } from '../domain/errors/voxseek-error.js';
import type { UploadId } from '../domain/ids.js';
import type { ImportItem, ImportPlan, ImportedVolume, IngestService, LabelSource, PlanOptions, PlanRequest } from '../services/ingest/ingest-service.js';
import { membersHash } from '../services/ingest/members-hash.js';
import { uploadSource } from '../services/ingest/read-scan.js';
import { parseStructureNames } from '../services/ingest/structure-names.js';
import type { JobInput } from '../services/jobs/job-inputs.js';
import type { JobReference } from '../services/jobs/workflow-call.js';
import type { TeamCatalogue } from '../services/ports/catalogue.js';
import type { ObjectStore } from '../services/ports/object-store.js';
import { UNKNOWN_PRODUCER } from '../services/ports/records.js';
import type { SkippedItem } from '../services/ports/records.js';
import type { ActivityContext } from './activity-context.js';
import { withPage } from './activity-context.js';
import { guarded, heartbeating } from './guarded.js';
import { createProgress } from './progress.js';
import type { PagePosition } from './progress-board.js';
import { withUploadedFile } from './scratch.js';
import { unexpected } from './to-failure.js';

export type ImportActivities = ReturnType<typeof createImportActivities>;

type ImportVolumeInput = Extract<JobInput, { readonly kind: 'IMPORT_VOLUME' }>;
type ImportDatasetInput = Extract<JobInput, { readonly kind: 'IMPORT_DATASET' }>;

interface Dependencies extends ActivityContext {
  readonly ingest: IngestService;
  readonly objects: ObjectStore;
  readonly scratchDirectory: string;
}

export interface PlannedImport {
  readonly items: number;
  readonly refused: number;
  readonly patientsAssumed: boolean;
  /** Of the names in their order: a page of a directory that has changed meanwhile is not the page that was planned. */
  readonly planHash: string;
}

/** Hashed once, not with each of thousands of pages. */
interface HashedPlan extends ImportPlan {
  readonly planHash: string;
}

export interface ImportedPage {
  readonly created: number;
  readonly existing: number;
  readonly skipped: readonly SkippedItem[];
  /** What of DICOM headers is not kept. Absent in the pages of older workers. */
  readonly removal?: RemovalReport;
  /** Of the last page: what its data set holds then; see `requestImport`. Null for the others, absent in the pages of older workers. */
  readonly membersHash?: string | null;
}

interface Cursor extends ImportedPage {
  readonly done: number;
}

const TRIES_FOR_AN_ITEM = 3;

export function createImportActivities(deps: Dependencies) {
  const { catalogue, ingest, objects, log } = deps;
  // Patient keys stand in a plan: it stays in this process, and is made again where it is missing.
  let remembered: { readonly key: string; readonly plan: Promise<HashedPlan> } | null = null;

  async function planned(request: PlanRequest, options: PlanOptions): Promise<HashedPlan> {
    const plan = await ingest.planDirectory(request, options);
    return { ...plan, planHash: hashOf(plan.items) };
  }

  function planOf(job: JobReference, { directory, layout, manifest, structureNames }: ImportDatasetInput, options: PlanOptions): Promise<HashedPlan> {
    const key = `${job.teamId}/${job.jobId}/${job.attempt}`;
    if (remembered?.key !== key) remembered = { key, plan: planned({ directory, layout, manifest, structureNames: structureNames ?? null }, options) };
    const { plan } = remembered;
    plan.catch(() => (remembered = null));
    return plan;
  }

  async function releaseUpload(team: TeamCatalogue, uploadId: UploadId): Promise<void> {
    const upload = await team.uploads.get(uploadId);
    if (upload === null) return;
    await team.uploads.consume(uploadId);
    await objects.delete(upload.objectKey);
  }

  return {
    async importUpload(job: JobReference, input: ImportVolumeInput): Promise<ImportedVolume> {
      return heartbeating(log, ({ signal }) => {
        const place = { team: catalogue.team(job.teamId), objects, scratchDirectory: deps.scratchDirectory };
        const run = (path: string, labelPath: string | null): Promise<ImportedVolume> =>
          ingest.importItem(place.team, itemOf(input, path, labelPath), input.datasetId, signal);
        return withUploadedFile(place, input.uploadId, signal, (path) =>
          input.labels === null ? run(path, null) : withUploadedFile(place, input.labels.uploadId, signal, (labelPath) => run(path, labelPath)),
        );
      });
    },

    /** Removes the uploaded bytes, which no one needs once they are imported, embedded or refused. */
    async releaseUploads(job: JobReference, uploadIds: readonly UploadId[]): Promise<void> {
      await guarded(log, async () => {
        for (const uploadId of uploadIds) await releaseUpload(catalogue.team(job.teamId), uploadId);
      });
    },

    async planImport(job: JobReference, input: ImportDatasetInput): Promise<PlannedImport> {
      return heartbeating(log, async ({ signal }) => {
        const planning = createProgress(catalogue.team(job.teamId).jobs, job.jobId, job.attempt, log);
        const onProgress = (done: number, total: number): void => planning.report({ stage: 'planning', unit: 'files', done, total });
        const { items, refused, patientsAssumed, planHash } = await planOf(job, input, { signal, onProgress });
        await planning.flush();
        const progress = { stage: 'importing', unit: 'files', done: 0, total: items.length, rate: null };
        await catalogue.team(job.teamId).jobs.progress(job.jobId, job.attempt, progress, refused);
        return { items: items.length, refused: refused.length, patientsAssumed, planHash };
      });
    },

    /** Imports files one after the other; a bad one is listed with its code and the page goes on. */
    async importPage(job: JobReference, input: ImportDatasetInput, page: { readonly count: number; readonly planHash: string; readonly position: PagePosition }): Promise<ImportedPage> {
      return heartbeating<Cursor, ImportedPage>(log, ({ signal, resumeFrom, setCursor, attempt }) =>
        withPage(deps, job, page.position, async (advance) => {
          const { items, planHash } = await planOf(job, input, { signal, onProgress: () => undefined });
          if (planHash !== page.planHash) throw new VoxseekError('CONFLICT', 'The directory changed while it was imported. Start the import again.', { path: 'directory' });
          let state: Cursor = resumeFrom ?? { done: 0, created: 0, existing: 0, skipped: [], removal: NOTHING_REMOVED };
          const { offset } = page.position;
          for (const item of items.slice(offset + state.done, offset + page.count)) {
            signal.throwIfAborted();
            try {
              const { created, removal } = await ingest.importItem(catalogue.team(job.teamId), item, input.datasetId, signal);
              state = { ...state, created: state.created + (created ? 1 : 0), existing: state.existing + (created ? 0 : 1), removal: addReports([state.removal ?? NOTHING_REMOVED, removal]) };
            } catch (error) {
              if (signal.aborted) throw error;
              const skipped = skipFor(item, error);
              if (skipped === null && (isVoxseekError(error) || attempt < TRIES_FOR_AN_ITEM)) throw error;
              state = { ...state, skipped: [...state.skipped, skipped ?? unexpectedSkip(item, unexpected(error, log, { jobId: job.jobId }))] };
            }
            state = { ...state, done: state.done + 1 };
            setCursor(state);
            advance(state.done);
          }
          const { created, existing, skipped, removal = NOTHING_REMOVED } = state;
          const isLast = offset + page.count >= page.position.total;
          return { created, existing, skipped, removal, membersHash: isLast ? await membersHash(catalogue.team(job.teamId), input.datasetId) : null };
        }),
      );
    },
  };
}

/** What is wrong with the file itself is said of the file; what another try may mend is not. */
function skipFor({ item }: ImportItem, error: unknown): SkippedItem | null {
  if (!isVoxseekError(error) || ERROR_CODES[error.code].retryable) return null;
  return { item, code: error.code, message: error.message };
}

function unexpectedSkip({ item }: ImportItem, { code, message }: Omit<SkippedItem, 'item'>): SkippedItem {
  return { item, code, message };
}

function hashOf(items: readonly ImportItem[]): string {
  return createHash('sha256').update(JSON.stringify(items.map(({ item }) => item))).digest('hex');
}

function uploadedLabels(labels: ImportVolumeInput['labels'], path: string): LabelSource | null {
  if (labels === null) return null;
  const names = labels.structureNames === undefined ? null : parseStructureNames(labels.structureNames);
  return { kind: 'LABEL_MAP', path, taxonomy: labels.taxonomy, names };
}

function itemOf(input: ImportVolumeInput, path: string, labelPath: string | null): ImportItem {
  const reference = (pseudonym: string | null): ImportItem['patient'] => (pseudonym === null ? null : { kind: 'PSEUDONYM', pseudonym });
  return {
    item: input.uploadId,
    source: uploadSource(path, input.series ?? null),
    name: input.name,
    patient: reference(input.patientPseudonym),
    study: reference(input.studyPseudonym),
    split: input.split,
    labels: input.volumeLabels,
    labelSource: labelPath === null ? null : uploadedLabels(input.labels, labelPath),
    producer: input.labels?.producer ?? UNKNOWN_PRODUCER,
    covers: input.labels?.covers ?? null,
    derivedFrom: [],
  };
}
