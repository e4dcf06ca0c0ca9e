import type { JobReference } from '../services/jobs/workflow-call.js';
import type { JobOutcome } from '../services/ports/catalogue.js';
import type { ActivityContext } from './activity-context.js';
import { guarded } from './guarded.js';

export type JobActivities = ReturnType<typeof createJobActivities>;

/** The ends of a job's row; what lies between is written by the pages of work themselves. */
export function createJobActivities({ catalogue, log }: ActivityContext) {
  return {
    async beginJob(job: JobReference, stage: string, unit: string): Promise<void> {
      await guarded(log, async () => {
        const { jobs } = catalogue.team(job.teamId);
        await jobs.markStarted(job.jobId, job.attempt);
        await jobs.progress(job.jobId, job.attempt, { stage, unit, done: 0, total: null, rate: null });
      });
    },

    /** For work that is counted in the workflow itself, such as the cells of a benchmark. */
    async reportJob(job: JobReference, progress: { readonly stage: string; readonly unit: string; readonly done: number; readonly total: number }): Promise<void> {
      await guarded(log, () => catalogue.team(job.teamId).jobs.progress(job.jobId, job.attempt, { ...progress, rate: null }));
    },

    async endJob(job: JobReference, outcome: JobOutcome): Promise<void> {
      await guarded(log, () => catalogue.team(job.teamId).jobs.finish(job.jobId, job.attempt, outcome));
    },
  };
}
