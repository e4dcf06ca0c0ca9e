import { proxyActivities } from '@temporalio/workflow';
import type { ImportActivities } from '../activities/import-activities.js';
import type { QueryActivities } from '../activities/query-activities.js';
import { ERROR_CODES } from '../domain/errors/error-codes.js';
import type { JobError } from '../services/ports/records.js';
import type { WorkflowCall } from '../services/jobs/workflow-call.js';
import { light, page } from './activity-options.js';
import { referenceOf, runJob } from './run-job.js';

const CANCELLED: JobError = { code: 'JOB_CANCELLED', message: 'The embedding of the query was cancelled.', path: null, correlationId: null };

/** Embeds a query, uploaded or stored, for a person who waits: on a queue and a slot that bulk work never takes. */
export async function embedQuery(call: WorkflowCall<'EMBED_QUERY'>): Promise<void> {
  const { input } = call;
  const uploads = 'uploadId' in input ? [input.uploadId] : [];
  const job = referenceOf(call);
  const { embedQueryVolume } = proxyActivities<QueryActivities>(page(call.queues.interactive, call.teamId));
  const { failQueryVolume, releaseUploads } = proxyActivities<QueryActivities & ImportActivities>(light(call.queues.control));

  await runJob(call, {
    stage: 'embedding',
    unit: 'slices',
    body: async () => {
      await embedQueryVolume(job, input);
      if (uploads.length > 0) await releaseUploads(job, uploads);
      return { queryVolumeId: input.queryVolumeId };
    },
    undo: async (outcome) => {
      await failQueryVolume(job, input, outcome.state === 'FAILED' ? outcome.error : CANCELLED);
      if (uploads.length > 0 && outcome.state === 'FAILED' && !ERROR_CODES[outcome.error.code].retryable) await releaseUploads(job, uploads);
    },
  });
}
