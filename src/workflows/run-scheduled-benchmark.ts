import { CancellationScope, isCancellation, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { Fire, ScheduleActivities } from '../activities/schedule-activities.js';
import type { BenchmarkScheduleId, TeamId } from '../domain/ids.js';
import type { TaskQueues } from '../services/jobs/workflow-call.js';
import { light, page } from './activity-options.js';
import { jobErrorOf } from './job-failure.js';

/** Seconds between two looks at a benchmark: few thousand events of history a day. */
const LONGEST_PAUSE = 60;

/** Started by a schedule, and running for as long as its benchmark does, so that the engine knows what overlaps. */
export async function runScheduledBenchmark({ queues, ...schedule }: { readonly teamId: TeamId; readonly scheduleId: BenchmarkScheduleId; readonly queues: TaskQueues }): Promise<void> {
  const { openScheduledRun, hasScheduledRunEnded, cancelScheduledRun, failScheduledRun } = proxyActivities<ScheduleActivities>(light(queues.control));
  const { closeScheduledRun } = proxyActivities<ScheduleActivities>(page(queues.work, schedule.teamId));
  const fire: Fire = { ...schedule, fire: workflowInfo().workflowId };
  try {
    // A cancel waits for it: else a benchmark might begin that nobody knows of.
    const run = await CancellationScope.nonCancellable(() => openScheduledRun(fire));
    if (run === null) return;
    try {
      for (let seconds = 1; !(await hasScheduledRunEnded(fire, run)); seconds = Math.min(LONGEST_PAUSE, 1.5 * seconds)) await sleep(seconds * 1_000);
      await closeScheduledRun(fire, run);
    } catch (error) {
      if (isCancellation(error)) await CancellationScope.nonCancellable(() => cancelScheduledRun(fire, run));
      throw error;
    }
  } catch (error) {
    if (!isCancellation(error)) await CancellationScope.nonCancellable(() => failScheduledRun(fire, jobErrorOf(error)));
    throw error;
  }
}
