import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ERROR_CODES } from '../domain/errors/error-codes.js';
import { VoxseekError, isVoxseekError } from '../domain/errors/voxseek-error.js';
import { addReports, NOTHING_REMOVED } from '../domain/deidentification/removal-report.js';
import type { RemovalReport } from '../domain/deidentification/removal-report.js';
import type { Sealing } from '../services/deidentification/sealing.js';
import { findSeriesOfJob, storedVolumesOf } from '../services/dicomweb/fetch-series.js';
import type { FetchedImport, FetchedOutcome } from '../services/dicomweb/import-fetched.js';
import { membersHash } from '../services/ingest/members-hash.js';
import type { Pseudonyms } from '../services/ingest/pseudonyms.js';
import type { JobInput } from '../services/jobs/job-inputs.js';
import type { JobReference } from '../services/jobs/workflow-call.js';
import type { DicomWebServers, FoundSeries } from '../services/ports/dicomweb.js';
import type { SkippedItem } from '../services/ports/records.js';
import type { ActivityContext } from './activity-context.js';
import { withPage } from './activity-context.js';
import { heartbeating } from './guarded.js';
import type { PagePosition } from './progress-board.js';
import { withScratch } from './scratch.js';
import { unexpected } from './to-failure.js';

export type DicomWebActivities = ReturnType<typeof createDicomWebActivities>;

type Input = Extract<JobInput, { readonly kind: 'IMPORT_DICOMWEB' }>;

/** What imports from servers need beside the rest. */
export interface DicomWebWork {
  readonly servers: DicomWebServers;
  readonly sealing: Sealing;
  readonly pseudonyms: Pseudonyms;
  readonly fetched: FetchedImport;
  /** Bytes of one series, as it is fetched. */
  readonly maxSeriesBytes: number;
}

interface Dependencies extends ActivityContext {
  readonly dicomWeb: DicomWebWork;
  readonly scratchDirectory: string;
}

export interface FoundForImport {
  readonly series: number;
  /** Keyed: a list of UIDs that can be guessed is not told by it. */
  readonly planHash: string;
}

export interface FetchedPage {
  readonly created: number;
  readonly existing: number;
  readonly skipped: readonly SkippedItem[];
  readonly bytes: number;
  readonly removal: RemovalReport;
  /** Of the last page: what its data set holds then. Null for the others. */
  readonly membersHash: string | null;
}

interface Cursor extends Omit<FetchedPage, 'membersHash'> {
  readonly done: number;
}

const NOTHING: Cursor = { done: 0, created: 0, existing: 0, skipped: [], bytes: 0, removal: NOTHING_REMOVED };
const TRIES_FOR_A_SERIES = 3;

export function createDicomWebActivities(deps: Dependencies) {
  const { catalogue, log } = deps;
  // UIDs identify patients: the list stays in this process, and is asked for again where it is missing.
  let remembered: { readonly key: string; readonly found: Promise<readonly FoundSeries[]> } | null = null;

  function seriesOf(job: JobReference, { server }: Input, signal: AbortSignal): Promise<readonly FoundSeries[]> {
    const key = `${job.teamId}/${job.jobId}/${job.attempt}`;
    if (remembered?.key !== key) remembered = { key, found: findSeriesOfJob(deps.dicomWeb, catalogue.team(job.teamId), job.jobId, server, signal) };
    const { found } = remembered;
    found.catch(() => (remembered = null));
    return found;
  }

  function planHash({ teamId }: JobReference, series: readonly FoundSeries[]): string {
    const list = createHash('sha256').update(JSON.stringify(series)).digest('hex');
    return deps.dicomWeb.pseudonyms.other(teamId, 'query', `plan/${list}`);
  }

  /** Fetches one series and imports what it holds, unless that is stored. */
  async function importSeries(job: JobReference, input: Input, series: FoundSeries, place: number, signal: AbortSignal): Promise<FetchedOutcome> {
    const team = catalogue.team(job.teamId);
    const stored = await storedVolumesOf(deps.dicomWeb, team, series);
    if (stored !== null) {
      for (const { id } of stored) await team.datasets.putMember(input.datasetId, { volumeId: id, split: 'NONE', labels: {} });
      return { created: 0, existing: stored.length, refused: [], bytes: 0, removal: NOTHING_REMOVED };
    }
    return withScratch(deps.scratchDirectory, `${job.jobId}-${place}`, async (directory) => {
      let received = 0;
      const onBytes = (bytes: number): void => void (received = bytes);
      await deps.dicomWeb.servers.open(job.teamId, input.server).retrieveSeries(series, directory, { signal, maxBytes: deps.dicomWeb.maxSeriesBytes, onBytes });
      const files = (await readdir(directory)).sort().map((name) => join(directory, name));
      const outcome = await deps.dicomWeb.fetched.importFiles(team, { files, datasetId: input.datasetId, server: input.server }, signal);
      return { ...outcome, bytes: received };
    });
  }

  return {
    async findDicomWebSeries(job: JobReference, input: Input): Promise<FoundForImport> {
      return heartbeating(log, async ({ signal }) => {
        const series = await seriesOf(job, input, signal);
        if (series.length === 0) throw new VoxseekError('NOTHING_TO_IMPORT', 'The query finds no CT series at the server.', { path: 'query' });
        await catalogue.team(job.teamId).jobs.progress(job.jobId, job.attempt, { stage: 'importing', unit: 'series', done: 0, total: series.length, rate: null });
        return { series: series.length, planHash: planHash(job, series) };
      });
    },

    /** Fetches and imports series one after the other; one that cannot be taken is listed by its place with its code, and the page goes on. */
    async importDicomWebPage(job: JobReference, input: Input, page: { readonly count: number; readonly planHash: string; readonly position: PagePosition }): Promise<FetchedPage> {
      return heartbeating<Cursor, FetchedPage>(log, ({ signal, resumeFrom, setCursor, attempt }) =>
        withPage(deps, job, page.position, async (advance) => {
          const found = await seriesOf(job, input, signal);
          if (planHash(job, found) !== page.planHash) throw new VoxseekError('CONFLICT', 'What the server holds changed while it was imported. Start the import again.', { path: 'query' });
          const { offset, total } = page.position;
          let state = resumeFrom ?? NOTHING;
          const skip = (item: string, { code, message }: Omit<SkippedItem, 'item'>): void => {
            state = { ...state, skipped: [...state.skipped, { item, code, message }] };
          };
          for (const series of found.slice(offset + state.done, offset + page.count)) {
            signal.throwIfAborted();
            const place = offset + state.done + 1;
            try {
              const { created, existing, refused, bytes, removal } = await importSeries(job, input, series, place, signal);
              state = { ...state, created: state.created + created, existing: state.existing + existing, bytes: state.bytes + bytes, removal: addReports([state.removal, removal]) };
              for (const [index, one] of refused.entries()) skip(`series ${place}, part ${index + 1}`, one);
            } catch (error) {
              if (signal.aborted) throw error;
              if (isVoxseekError(error)) {
                if (ERROR_CODES[error.code].retryable || endsAll(error)) throw error;
                skip(`series ${place}`, error);
              } else {
                if (attempt < TRIES_FOR_A_SERIES) throw error;
                skip(`series ${place}`, unexpected(error, log, { jobId: job.jobId }));
              }
            }
            state = { ...state, done: state.done + 1 };
            setCursor(state);
            advance(state.done);
          }
          const { done: _, ...result } = state;
          const isLast = offset + page.count >= total;
          return { ...result, membersHash: isLast ? await membersHash(catalogue.team(job.teamId), input.datasetId) : null };
        }),
      );
    },
  };
}

/** What is wrong with the server or the data set, and would be so for every other series. */
function endsAll({ code }: VoxseekError): boolean {
  return code === 'DICOMWEB_AUTH_FAILED' || code === 'DICOMWEB_TLS_FAILED' || code === 'NOT_FOUND';
}
