import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';
import type { JobId } from '../../domain/ids.js';
import type { Catalogue, TeamCatalogue } from '../ports/catalogue.js';
import type { Log } from '../ports/log.js';
import type { JobError, JobRecord } from '../ports/records.js';
import type { WorkflowEngine } from '../ports/workflow-engine.js';
import { jobIdOf } from './job-id.js';
import type { JobInput } from './job-inputs.js';

export interface JobService {
  /**
   * The row first, then the workflow; a running or succeeded job of the same request is returned as it is. `isUndone` is asked of
   * one that succeeded: where what it made is there no more, or is wanted anew, the same job begins another attempt. So does one that
   * the engine has lost. `sealed` is kept for the attempt that begins, until it ends.
   */
  request(team: TeamCatalogue, input: JobInput, isUndone?: (succeeded: JobRecord) => Promise<boolean>, sealed?: string): Promise<JobRecord>;
  /** The job as it is; one that was started and that the engine runs no more ends as JOB_LOST. Null where there is none. Throws DEPENDENCY_UNAVAILABLE. */
  endIfLost(team: TeamCatalogue, jobId: JobId): Promise<JobRecord | null>;
  /** Throws NOT_FOUND, JOB_NOT_CANCELLABLE, DEPENDENCY_UNAVAILABLE. */
  cancel(team: TeamCatalogue, jobId: JobId): Promise<JobRecord>;
  /** Starts rows whose workflow never started; called on a timer by the API and the worker. The number that it started. */
  sweep(): Promise<number>;
}

interface Dependencies {
  readonly catalogue: Catalogue;
  readonly engine: WorkflowEngine;
  readonly log: Log;
  /** How old an unstarted row must be before the sweeper takes it: its requester may be about to start it. */
  readonly sweepAfterMs?: number;
}

const LOST: JobError = {
  code: 'JOB_LOST',
  message: 'The workflow engine lost this work with its data, or it was ended there by hand. Ask for it again: what was finished is kept.',
  path: null,
  correlationId: null,
};

/** Jobs: a row is written before its workflow starts, so that no request is lost while the engine is away. */
export function createJobService({ catalogue, engine, log, sweepAfterMs = 5_000 }: Dependencies): JobService {
  async function start(team: TeamCatalogue, job: JobRecord): Promise<JobRecord> {
    await engine.start(job);
    await team.jobs.markStarted(job.id, job.attempt);
    return { ...job, started: true };
  }

  /** The row of a workflow that ends is written before it ends: one that is live beside no running workflow has nobody to end it. */
  async function endLost(team: TeamCatalogue, job: JobRecord): Promise<JobRecord> {
    if (!job.started || hasEnded(job) || (await engine.isRunning(job))) return job;
    log.warn({ jobId: job.id, kind: job.kind }, 'The workflow engine does not run a job that was started; the job is ended.');
    await team.jobs.finish(job.id, job.attempt, { state: 'FAILED', error: LOST, skipped: [] });
    return (await team.jobs.get(job.id)) ?? job;
  }

  async function cancelUnstarted(team: TeamCatalogue, job: JobRecord): Promise<void> {
    await team.jobs.finish(job.id, job.attempt, { state: 'CANCELLED', skipped: [] });
  }

  return {
    async request(team, input, isUndone, sealed) {
      const wanted = { id: jobIdOf(team.teamId, input), kind: input.kind, input };
      let { job, created } = await team.jobs.request(wanted, undefined, sealed);
      if (job.state === 'SUCCEEDED' && (await isUndone?.(job)) === true) ({ job, created } = await team.jobs.request(wanted, job.attempt, sealed));
      try {
        if (!created && job.started && (await endLost(team, job)).state === 'FAILED') ({ job, created } = await team.jobs.request(wanted, undefined, sealed));
        if (!created && (job.started || hasEnded(job))) return job;
        return await start(team, job);
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        if (!job.started) log.warn({ jobId: job.id, kind: job.kind }, 'The workflow engine does not answer; the sweeper will start the job.');
        return job;
      }
    },

    async endIfLost(team, jobId) {
      const job = await team.jobs.get(jobId);
      return job === null ? null : endLost(team, job);
    },

    async cancel(team, jobId) {
      const job = await team.jobs.get(jobId);
      if (job === null) throw new VoxseekError('NOT_FOUND', `There is no job ${jobId}.`, { path: 'jobId' });
      if (hasEnded(job)) throw new VoxseekError('JOB_NOT_CANCELLABLE', `Job ${jobId} has already ended as ${job.state}.`, { path: 'jobId' });
      const requested = await team.jobs.requestCancel(jobId);
      if (!requested.started) await cancelUnstarted(team, requested);
      try {
        const { found } = await engine.cancel(requested);
        // The engine may have lost the workflow with its data: nobody else would end the row then.
        if (!found) await cancelUnstarted(team, requested);
      } catch (error) {
        // What never started is cancelled without the engine.
        if (requested.started || !isUnavailable(error)) throw error;
      }
      return (await team.jobs.get(jobId)) ?? requested;
    },

    async sweep() {
      let startedCount = 0;
      for (const job of await catalogue.operator.unstartedJobs(sweepAfterMs)) {
        const team = catalogue.team(job.teamId);
        if (job.cancelRequested) {
          await cancelUnstarted(team, job);
          continue;
        }
        try {
          await start(team, job);
          startedCount += 1;
        } catch (error) {
          log.warn({ jobId: job.id, error: isVoxseekError(error) ? error.code : String(error) }, 'The sweeper could not start a job.');
          if (isUnavailable(error)) break;
        }
      }
      return startedCount;
    },
  };
}

function hasEnded(job: JobRecord): boolean {
  return job.state === 'SUCCEEDED' || job.state === 'FAILED' || job.state === 'CANCELLED';
}

function isUnavailable(error: unknown): boolean {
  return isVoxseekError(error) && error.code === 'DEPENDENCY_UNAVAILABLE';
}
