import { VoxseekError } from '../domain/errors/voxseek-error.js';
import type { BenchmarkRunId, RetrievalRunId } from '../domain/ids.js';
import { requestEmbedding } from '../services/embedding/request-embedding.js';
import type { BenchmarkLook } from '../services/benchmarks/overlap/benchmark-look.js';
import type { IndexRequests } from '../services/indexes/index-requests.js';
import type { JobService } from '../services/jobs/job-service.js';
import type { JobReference } from '../services/jobs/workflow-call.js';
import type { TeamCatalogue } from '../services/ports/catalogue.js';
import type { JobError, JobState } from '../services/ports/records.js';
import type { BenchmarkRunRecord, PreparationStep, RetrievalRunRecord } from '../services/ports/run-records.js';
import type { ActivityContext } from './activity-context.js';
import { guarded, heartbeating } from './guarded.js';

export type BenchmarkActivities = ReturnType<typeof createBenchmarkActivities>;

/** A cell that is already measured, or the job under which it is to be measured. */
export type OpenedCell = { readonly state: 'FINISHED' } | { readonly state: 'TO_RUN'; readonly job: JobReference };

/** What a benchmark comes to when it opens. Older workers gave the runs alone. */
export interface OpenedBenchmark {
  readonly steps: readonly PreparationStep[];
  readonly runIds: readonly RetrievalRunId[];
  /** How many perturbations the queries are to be asked about by as well. */
  readonly perturbations?: number;
}

/** The job of a step that is under way; `ours` where nobody else had asked for it. */
export interface StartedStep {
  readonly job: JobReference;
  readonly ours: boolean;
}

interface Dependencies extends ActivityContext {
  readonly jobs: JobService;
  readonly indexes: Pick<IndexRequests, 'ensureBuilt'>;
  readonly looks: BenchmarkLook;
}

export interface BenchmarkOutcome {
  readonly succeeded: number;
  readonly failed: readonly { readonly runId: RetrievalRunId; readonly name: string; readonly error: JobError | null }[];
}

export function createBenchmarkActivities({ catalogue, log, jobs, indexes, looks }: Dependencies) {
  return {
    async openBenchmark(job: JobReference, benchmarkRunId: BenchmarkRunId): Promise<OpenedBenchmark> {
      return guarded(log, async () => {
        const team = catalogue.team(job.teamId);
        const { runIds, benchmarkId } = await benchmarkRun(team, benchmarkRunId);
        const [benchmark] = await team.benchmarks.getMany([benchmarkId]);
        await team.benchmarks.updateRun(benchmarkRunId, { state: 'RUNNING', finishedAt: null });
        // Two cells that ask for the same are one run.
        const perturbations = benchmark?.definition.perturbations?.length ?? 0;
        return { steps: benchmark?.definition.steps ?? [], runIds: [...new Set(runIds)], ...(perturbations === 0 ? {} : { perturbations }) };
      });
    },

    /** Asks for embeddings or an index as a client would, so that both share one job. Null where it is done, or has failed: its cells then say why. */
    async startStep(job: JobReference, step: PreparationStep): Promise<StartedStep | null> {
      return guarded(log, async () => {
        const team = catalogue.team(job.teamId);
        const asked = step.kind === 'EMBED' ? await requestEmbedding(jobs, team, step) : await indexes.ensureBuilt(team, step.indexId);
        if (asked.finishedAt !== null) return null;
        return { job: { jobId: asked.id, teamId: job.teamId, attempt: asked.attempt }, ours: asked.startedAt === null };
      });
    },

    /** A step that only the cancelled benchmark had asked for is not wanted any more. */
    async cancelStep({ job, ours }: StartedStep): Promise<void> {
      if (!ours) return;
      await guarded(log, async () => {
        const team = catalogue.team(job.teamId);
        if ((await team.jobs.get(job.jobId))?.finishedAt === null) await jobs.cancel(team, job.jobId);
      });
    },

    /** Before anything is measured: what queries and gallery have in common that they should not. */
    async lookForOverlap(job: JobReference, benchmarkRunId: BenchmarkRunId): Promise<void> {
      await heartbeating(log, ({ signal }) => looks.look(catalogue.team(job.teamId), benchmarkRunId, { signal, onVolume: () => undefined }));
    },

    /** Keeps why it could not be looked for: figures of a benchmark that nobody looked over are not those of one without overlap. */
    async keepFailedLook(job: JobReference, benchmarkRunId: BenchmarkRunId, error: JobError): Promise<void> {
      await guarded(log, () => catalogue.team(job.teamId).benchmarks.updateRun(benchmarkRunId, { overlap: { state: 'FAILED', error } }));
    },

    /** Writes the cell's own job row, as if it had been asked for alone: benchmark and client then share one workflow. */
    async openCell(job: JobReference, runId: RetrievalRunId): Promise<OpenedCell> {
      return guarded(log, async () => {
        const team = catalogue.team(job.teamId);
        const run = await retrievalRun(team, runId);
        if (run.state === 'SUCCEEDED') return { state: 'FINISHED' };
        const { job: cell } = await team.jobs.request({ id: run.jobId, kind: 'RUN_RETRIEVAL', input: { kind: 'RUN_RETRIEVAL', runId } });
        if (cell.state === 'SUCCEEDED') return { state: 'FINISHED' };
        return { state: 'TO_RUN', job: { jobId: cell.id, teamId: job.teamId, attempt: cell.attempt } };
      });
    },

    /** Asked about a cell that another benchmark or a client had started. */
    async hasCellEnded(cell: JobReference): Promise<boolean> {
      return guarded(log, async () => {
        const row = await catalogue.team(cell.teamId).jobs.get(cell.jobId);
        return row?.attempt !== cell.attempt || row.finishedAt !== null;
      });
    },

    async closeBenchmark(job: JobReference, benchmarkRunId: BenchmarkRunId): Promise<BenchmarkOutcome> {
      return guarded(log, async () => {
        const team = catalogue.team(job.teamId);
        const { runIds } = await benchmarkRun(team, benchmarkRunId);
        const runs = await team.runs.getMany([...new Set(runIds)]);
        const failed = runs.filter(({ state }) => state !== 'SUCCEEDED').map(({ id, name, error }) => ({ runId: id, name, error }));
        await team.benchmarks.updateRun(benchmarkRunId, { state: failed.length === 0 ? 'SUCCEEDED' : 'FAILED', finishedAt: new Date() });
        return { succeeded: runs.length - failed.length, failed };
      });
    },

    async abortBenchmark(job: JobReference, benchmarkRunId: BenchmarkRunId, state: Extract<JobState, 'FAILED' | 'CANCELLED'>): Promise<void> {
      await guarded(log, () => catalogue.team(job.teamId).benchmarks.updateRun(benchmarkRunId, { state, finishedAt: new Date() }));
    },
  };
}

async function benchmarkRun(team: TeamCatalogue, id: BenchmarkRunId): Promise<BenchmarkRunRecord> {
  const run = await team.benchmarks.getRun(id);
  if (run === null) throw new VoxseekError('NOT_FOUND', `There is no benchmark run ${id}.`, { path: 'benchmarkRunId' });
  return run;
}

async function retrievalRun(team: TeamCatalogue, id: RetrievalRunId): Promise<RetrievalRunRecord> {
  const run = await team.runs.get(id);
  if (run === null) throw new VoxseekError('NOT_FOUND', `There is no retrieval run ${id}.`, { path: 'runId' });
  return run;
}
