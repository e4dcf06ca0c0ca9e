import type { GraphQLClient } from './client/graphql-client.js';
import { waitForJob } from './client/wait-for-job.js';
import type { FinishedJob } from './client/wait-for-job.js';
import type { ProgressDisplay } from './progress.js';
import { createProgressDisplay } from './progress.js';

/** The steps of a command, each shown with its progress on standard error: standard output is for what the command finds. */
export interface Steps {
  run<Result>(title: string, work: () => Promise<Result>, summary: (result: Result) => string): Promise<Result>;
  /** Follows a job to its end as the progress of the present step. */
  follow(jobId: string): Promise<FinishedJob>;
  /** What the jobs left out so far. */
  readonly skipped: readonly FinishedJob['skipped'][number][];
}

export function createSteps(client: GraphQLClient, display: ProgressDisplay = createProgressDisplay(process.stderr)): Steps {
  const skipped: FinishedJob['skipped'][number][] = [];
  return {
    skipped,
    async run(title, work, summary) {
      display.begin(title);
      try {
        const result = await work();
        display.end(summary(result));
        return result;
      } catch (error) {
        display.fail('failed');
        throw error;
      }
    },
    async follow(jobId) {
      const job = await waitForJob(client, jobId, (progress) => display.update(progress));
      skipped.push(...job.skipped);
      return job;
    },
  };
}

/** `12 volumes, 1 skipped`. */
export function counted(unit: string): (job: FinishedJob) => string {
  return ({ done, skippedCount }) => `${done} ${unit}${skippedCount > 0 ? `, ${skippedCount} skipped` : ''}`;
}
