import { ApplicationFailure, CancellationScope, ContinueAsNew, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { JobActivities } from '../activities/job-activities.js';
import type { JobReference, WorkflowCall } from '../services/jobs/workflow-call.js';
import type { JobError, JobKind } from '../services/ports/records.js';
import { light } from './activity-options.js';
import { jobErrorOf } from './job-failure.js';

interface Work {
  /** What the row shows until the first page reports. */
  readonly stage: string;
  readonly unit: string;
  /** True for a run that goes on where the one before left off: its row is running already. */
  readonly resumed?: boolean;
  /** Ids and counts that the job came to. */
  readonly body: () => Promise<Readonly<Record<string, unknown>>>;
  /** Tidies up after a body that did not succeed; runs even when the job was cancelled. */
  readonly undo?: (outcome: { readonly state: 'FAILED'; readonly error: JobError } | { readonly state: 'CANCELLED' }) => Promise<void>;
}

/**
 * The frame of every job: its row is running while the body runs, and ends as the body ended. Errors are written to the
 * row and fail the workflow as well, so that both records agree.
 */
export async function runJob<Kind extends JobKind>(call: WorkflowCall<Kind>, work: Work): Promise<void> {
  const jobs = proxyActivities<JobActivities>(light(call.queues.control));
  const job = referenceOf(call);
  try {
    if (work.resumed !== true) await jobs.beginJob(job, work.stage, work.unit);
    const result = await work.body();
    await CancellationScope.nonCancellable(() => jobs.endJob(job, { state: 'SUCCEEDED', result, skipped: [] }));
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    await CancellationScope.nonCancellable(async () => {
      const outcome = isCancellation(error) ? ({ state: 'CANCELLED' } as const) : ({ state: 'FAILED', error: jobErrorOf(error) } as const);
      try {
        await work.undo?.(outcome);
      } finally {
        await jobs.endJob(job, { ...outcome, skipped: [] });
      }
    });
    if (isCancellation(error)) throw error;
    const { code, message, path, correlationId } = jobErrorOf(error);
    throw ApplicationFailure.create({ type: code, message, nonRetryable: true, details: [{ path, correlationId }] });
  }
}

export function referenceOf({ jobId, teamId, attempt }: JobReference): JobReference {
  return { jobId, teamId, attempt };
}
