import { proxyActivities } from '@temporalio/workflow';
import type { DuplicateActivities } from '../activities/duplicate-activities.js';
import type { WorkflowCall } from '../services/jobs/workflow-call.js';
import { page } from './activity-options.js';
import { referenceOf, runJob } from './run-job.js';

/** Compares all volumes of a snapshot with all others. */
export async function findDuplicates(call: WorkflowCall<'FIND_DUPLICATES'>): Promise<void> {
  const { snapshotId, recipeId } = call.input;
  const activities = proxyActivities<DuplicateActivities>(page(call.queues.work, call.teamId));

  await runJob(call, {
    stage: 'comparing',
    unit: 'volumes',
    body: async () => ({ ...(await activities.findDuplicates(referenceOf(call), { snapshotId, recipeId })) }),
  });
}
