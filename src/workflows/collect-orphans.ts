import { proxyActivities } from '@temporalio/workflow';
import type { CollectionActivities } from '../activities/collection-activities.js';
import type { WorkflowCall } from '../services/jobs/workflow-call.js';
import { page } from './activity-options.js';
import { referenceOf, runJob } from './run-job.js';

/** Finds the objects of a team that no row keeps, and deletes them if asked to. */
export async function collectOrphans(call: WorkflowCall<'COLLECT_ORPHANS'>): Promise<void> {
  const { input } = call;
  const activities = proxyActivities<CollectionActivities>(page(call.queues.work, call.teamId));

  await runJob(call, {
    stage: input.dryRun ? 'looking' : 'collecting',
    unit: 'objects',
    body: async () => ({ ...(await activities.collectOrphans(referenceOf(call), input)) }),
  });
}
