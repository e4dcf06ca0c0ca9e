import { ERROR_CODES } from '../../domain/errors/error-codes.js';
import type { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { isVoxseekError } from '../../domain/errors/voxseek-error.js';
import type { JobId } from '../../domain/ids.js';
import type { BenchmarkService } from '../benchmarks/benchmark-service.js';
import { checkDocument } from '../benchmarks/document/parse-document.js';
import { contentId } from '../jobs/content-id.js';
import type { JobService } from '../jobs/job-service.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { JobError, JobRecord } from '../ports/records.js';
import type { BenchmarkRunRecord } from '../ports/run-records.js';
import type { ScheduledRunRecord } from '../ports/schedule-records.js';
import type { ScheduleReference } from '../ports/schedule-engine.js';
import { compareRunsOfSchedule } from './compare-runs-of-schedule.js';
import { stateOf } from './state-of.js';

/** The work that a fire of a schedule came to. */
export interface OpenedRun {
  readonly runId: ScheduledRunRecord['id'];
  readonly jobId: JobId;
  /** Whether nobody else had asked for the same. */
  readonly ours: boolean;
}

export interface ScheduledRuns {
  /**
   * Starts the benchmark of a schedule; `fire` names the fire, so that asking again gives the same run and, once it has begun, the same
   * benchmark. Null where nothing is to be waited for: the schedule is gone, the run has ended, the benchmark was refused, or nothing has
   * changed. Throws what may be mended by trying again.
   */
  open(team: TeamCatalogue, scheduleId: ScheduleReference['scheduleId'], fire: string): Promise<OpenedRun | null>;
  /** A benchmark that the engine has lost ends here, as JOB_LOST. */
  hasEnded(team: TeamCatalogue, run: OpenedRun): Promise<boolean>;
  /** Compares a benchmark that has ended with the last finished one, and writes down what came out. */
  close(team: TeamCatalogue, run: OpenedRun): Promise<void>;
  /** Writes down why a run could not be seen to its end. */
  fail(team: TeamCatalogue, scheduleId: ScheduleReference['scheduleId'], fire: string, error: JobError): Promise<void>;
  /** Cancels the benchmark too, if nobody else had asked for it. */
  cancel(team: TeamCatalogue, run: OpenedRun): Promise<void>;
}

interface Dependencies {
  readonly benchmarks: Pick<BenchmarkService, 'runDocument'>;
  readonly jobs: Pick<JobService, 'cancel' | 'endIfLost'>;
  readonly objects: Pick<ObjectStore, 'get' | 'head'>;
  readonly now?: () => Date;
}

export function createScheduledRuns({ benchmarks, jobs, objects, now = () => new Date() }: Dependencies): ScheduledRuns {
  const freshRun = (id: ScheduledRunRecord['id'], scheduleId: ScheduledRunRecord['scheduleId'], fire: string, dataState: string): ScheduledRunRecord => ({
    ...{ id, scheduleId, fire, state: 'RUNNING', dataState, benchmarkRunId: null, previousRunId: null, outcome: null, alert: false, error: null },
    ...{ createdAt: now(), finishedAt: null },
  });

  return {
    async open(team, scheduleId, fire) {
      const schedule = await team.schedules.get(scheduleId);
      if (schedule === null) return null;
      const id = runIdOf(team, scheduleId, fire);
      const begun = await jobUnderWay(team, id);
      if (begun !== null) return { runId: id, jobId: begun.id, ours: begun.startedAt === null };
      try {
        const document = checkDocument(schedule.document);
        // Before the data are taken: what changes between the two is noticed as a change.
        const dataState = await stateOf(team, document, schedule.trigger.kind === 'ON_CHANGE' ? schedule.trigger.of : ['DATASETS', 'MODELS']);
        const run = await team.schedules.openRun(freshRun(id, scheduleId, fire, dataState));
        if (run?.state !== 'RUNNING') return null;
        const { benchmarkRun, job } = await benchmarks.runDocument(team, document);
        const previous = await team.schedules.lastRun(scheduleId, 'FINISHED');
        if (job.state === 'SUCCEEDED' && previous?.benchmarkRunId === benchmarkRun.id) {
          await team.schedules.updateRun(id, { state: 'UNCHANGED', benchmarkRunId: benchmarkRun.id, previousRunId: previous.id, finishedAt: now() });
          return null;
        }
        await team.schedules.updateRun(id, { benchmarkRunId: benchmarkRun.id });
        return { runId: id, jobId: job.id, ours: job.startedAt === null };
      } catch (error) {
        if (!isVoxseekError(error) || ERROR_CODES[error.code].retryable) throw error;
        // A document that is not valid any more is refused before there is a row.
        await team.schedules.openRun(freshRun(id, scheduleId, fire, ''));
        await team.schedules.updateRun(id, { state: 'REFUSED', error: errorOf(error), finishedAt: now() });
        return null;
      }
    },

    hasEnded: async (team, { jobId }) => ((await jobs.endIfLost(team, jobId))?.finishedAt ?? null) !== null,

    async close(team, { runId, jobId }) {
      const run = await team.schedules.getRun(runId);
      const job = await team.jobs.get(jobId);
      if (run?.state !== 'RUNNING') return;
      const finishedAt = now();
      if (job?.state !== 'SUCCEEDED') {
        await team.schedules.updateRun(runId, { state: job?.state === 'CANCELLED' ? 'CANCELLED' : 'FAILED', error: job?.error ?? null, finishedAt });
        return;
      }
      const previous = await team.schedules.lastRun(run.scheduleId, 'FINISHED');
      const measured = await benchmarkRunOf(team, run);
      const before = previous === null ? null : await benchmarkRunOf(team, previous);
      const outcome = measured === null || before === null ? null : await compareRunsOfSchedule(objects, team, measured, before);
      await team.schedules.updateRun(runId, { state: 'FINISHED', previousRunId: previous?.id ?? null, outcome, alert: outcome?.some(({ fell }) => fell) ?? false, finishedAt });
    },

    fail: (team, scheduleId, fire, error) => team.schedules.updateRun(runIdOf(team, scheduleId, fire), { state: 'FAILED', error, finishedAt: now() }),

    async cancel(team, { runId, jobId, ours }) {
      if (ours && (await team.jobs.get(jobId))?.finishedAt === null) await jobs.cancel(team, jobId);
      await team.schedules.updateRun(runId, { state: 'CANCELLED', finishedAt: now() });
    },
  };
}

/** The job of a run that has begun and not ended: of one whose workflow the engine lost, data may have changed since. */
async function jobUnderWay(team: TeamCatalogue, id: ScheduledRunRecord['id']): Promise<JobRecord | null> {
  const run = await team.schedules.getRun(id);
  const benchmarkRun = run?.state === 'RUNNING' ? await benchmarkRunOf(team, run) : null;
  return benchmarkRun === null ? null : team.jobs.get(benchmarkRun.jobId);
}

async function benchmarkRunOf(team: TeamCatalogue, { benchmarkRunId }: ScheduledRunRecord): Promise<BenchmarkRunRecord | null> {
  return benchmarkRunId === null ? null : team.benchmarks.getRun(benchmarkRunId);
}

function runIdOf(team: TeamCatalogue, scheduleId: ScheduledRunRecord['scheduleId'], fire: string): ScheduledRunRecord['id'] {
  return contentId('ScheduledRun', [team.teamId, scheduleId, fire]);
}

function errorOf({ code, message, path }: VoxseekError): JobError {
  return { code, message, path: path ?? null, correlationId: null };
}
