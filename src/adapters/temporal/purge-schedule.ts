import { ScheduleAlreadyRunning } from '@temporalio/client';
import type { TaskQueues } from '../../services/jobs/workflow-call.js';
import { PURGE_WORKFLOW } from '../../services/jobs/workflow-call.js';
import type { TemporalAddress } from './connection.js';
import { connectTemporal } from './connection.js';

/** Has expired query volumes and uploads purged every so often; one schedule for each set of queues, made once. */
export async function ensurePurgeSchedule({ queues, everySeconds, ...server }: TemporalAddress & { readonly queues: TaskQueues; readonly everySeconds: number }): Promise<void> {
  const temporal = connectTemporal(server);
  try {
    await temporal.call((client) =>
      client.schedule.create({
        scheduleId: `${queues.control}/${PURGE_WORKFLOW}`,
        spec: { intervals: [{ every: everySeconds * 1_000 }] },
        // A purge takes all that has expired: one that was missed needs no making up, two at once help nobody.
        policies: { overlap: 'SKIP', catchupWindow: '1 minute' },
        action: { type: 'startWorkflow', workflowType: PURGE_WORKFLOW, taskQueue: queues.control, args: [{ queues }] },
      }),
    );
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  } finally {
    await temporal.close();
  }
}
