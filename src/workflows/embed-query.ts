import { patched, proxyActivities } from '@temporalio/workflow';
import type { ImportActivities } from '../activities/import-activities.js';
import type { QueryActivities } from '../activities/query-activities.js';
import { ERROR_CODES } from '../domain/errors/error-codes.js';
import type { JobError } from '../services/ports/records.js';
import type { WorkflowCall } from '../services/jobs/workflow-call.js';
import { light, page, refusablePage } from './activity-options.js';
import { embeddingQueues } from './embedding-queue.js';
import { referenceOf, runJob } from './run-job.js';

const CANCELLED: JobError = { code: 'JOB_CANCELLED', message: 'The embedding of the query was cancelled.', path: null, correlationId: null };

/** A person waits: long enough for a worker that is started anew, then better told what is missing than left alone. */
const PATIENCE_SECONDS = 120;

/** Embeds a query, uploaded or stored, for a person who waits: on a queue and a slot that bulk work never takes. */
export async function embedQuery(call: WorkflowCall<'EMBED_QUERY'>): Promise<void> {
  const { input } = call;
  const uploads = 'uploadId' in input ? [input.uploadId] : [];
  const job = referenceOf(call);
  const { failQueryVolume, releaseUploads } = proxyActivities<QueryActivities & ImportActivities>(light(call.queues.control));

  await runJob(call, {
    stage: 'embedding',
    unit: 'slices',
    body: async () => {
      await embed(call);
      if (uploads.length > 0) await releaseUploads(job, uploads);
      return { queryVolumeId: input.queryVolumeId };
    },
    undo: async (outcome) => {
      await failQueryVolume(job, input, outcome.state === 'FAILED' ? outcome.error : CANCELLED);
      if (uploads.length > 0 && outcome.state === 'FAILED' && !ERROR_CODES[outcome.error.code].retryable) await releaseUploads(job, uploads);
    },
  });
}

async function embed(call: WorkflowCall<'EMBED_QUERY'>): Promise<void> {
  const { input, teamId } = call;
  const job = referenceOf(call);
  const base = call.queues.interactive;
  // Queries that older workers took on know one queue.
  if (!patched('embeds-by-capability')) return proxyActivities<QueryActivities>(page(base, teamId)).embedQueryVolume(job, input);
  const queues = embeddingQueues(call, { base, providers: null, patienceSeconds: PATIENCE_SECONDS });
  return queues.send(({ queue, provider }) => proxyActivities<QueryActivities>(refusablePage(queue, teamId)).embedQueryVolume(job, input, provider));
}
