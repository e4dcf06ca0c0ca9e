import { proxyActivities } from '@temporalio/workflow';
import type { PurgeActivities, Purged } from '../activities/purge-activities.js';
import type { TaskQueues } from '../services/jobs/workflow-call.js';

/** Started by a schedule: removes query volumes and uploads that are past their time. */
export async function purgeExpired({ queues }: { readonly queues: TaskQueues }): Promise<Purged> {
  const activities = proxyActivities<PurgeActivities>({
    taskQueue: queues.control,
    startToCloseTimeout: '30 minutes',
    heartbeatTimeout: '20 s',
    // The next purge of the schedule is the better retry.
    retry: { initialInterval: '1 s', maximumAttempts: 3 },
  });
  return activities.purgeExpired();
}
