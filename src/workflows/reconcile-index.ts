import { proxyActivities } from '@temporalio/workflow';
import type { IndexingActivities } from '../activities/indexing-activities.js';
import type { WorkflowCall } from '../services/jobs/workflow-call.js';
import { page } from './activity-options.js';
import { referenceOf, runJob } from './run-job.js';

/** Compares catalogue, embeddings and rows of an index, and repairs it if asked to. */
export async function reconcileIndex(call: WorkflowCall<'RECONCILE_INDEX'>): Promise<void> {
  const { indexId, repair } = call.input;
  const activities = proxyActivities<IndexingActivities>(page(call.queues.work, call.teamId));

  await runJob(call, {
    stage: 'comparing',
    unit: 'volumes',
    body: async () => ({ indexId, ...(await activities.reconcileIndex(referenceOf(call), indexId, repair)) }),
  });
}
