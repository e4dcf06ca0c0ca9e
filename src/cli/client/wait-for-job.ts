import { setTimeout as sleep } from 'node:timers/promises';
import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ErrorCode } from '../../domain/errors/error-codes.js';
import type { StepProgress } from '../progress.js';
import type { GraphQLClient } from './graphql-client.js';

export interface FinishedJob {
  readonly id: string;
  readonly skippedCount: number;
  readonly skipped: readonly { readonly item: string; readonly code: ErrorCode; readonly message: string }[];
  readonly resultIds: readonly string[];
  readonly done: number;
  readonly total: number | null;
}

interface JobAnswer extends FinishedJob {
  readonly state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  readonly stage: string;
  readonly unit: string;
  readonly placement: { readonly queue: string | null; readonly reason: string } | null;
  readonly error: { readonly code: ErrorCode; readonly message: string } | null;
}

const POLL_MS = 300;

const JOB = /* GraphQL */ `
  query Job($id: ID!) {
    job(id: $id) {
      id state stage done total unit resultIds skippedCount
      skipped { item code message }
      placement { queue reason }
      error { code message }
    }
  }
`;

/** Follows a job to its end; a part that is away for a moment is waited for. Throws the job's error. */
export async function waitForJob(client: GraphQLClient, id: string, onProgress: (progress: StepProgress) => void, signal?: AbortSignal): Promise<FinishedJob> {
  for (;;) {
    signal?.throwIfAborted();
    const job = await readJob(client, id);
    if (job !== null) {
      onProgress({ done: job.done, total: job.total, unit: job.unit, stage: stageOf(job) });
      switch (job.state) {
        case 'SUCCEEDED':
          return job;
        case 'FAILED':
          throw new VoxseekError(job.error?.code ?? 'INTERNAL', job.error?.message ?? 'The job failed.');
        case 'CANCELLED':
          throw new VoxseekError('JOB_CANCELLED', 'The job was cancelled.');
        case 'QUEUED':
        case 'RUNNING':
          break;
      }
    }
    await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal });
  }
}

/** What keeps it waiting is for the user to mend. */
function stageOf({ stage, placement }: JobAnswer): string {
  return placement !== null && placement.queue === null ? `waiting: ${placement.reason}` : stage;
}

async function readJob(client: GraphQLClient, id: string): Promise<JobAnswer | null> {
  try {
    const { job } = await client.query<{ job: JobAnswer | null }>(JOB, { id });
    if (job === null) throw new VoxseekError('NOT_FOUND', `There is no job ${id}.`);
    return job;
  } catch (error) {
    if (isVoxseekError(error) && error.code === 'DEPENDENCY_UNAVAILABLE') return null;
    throw error;
  }
}
