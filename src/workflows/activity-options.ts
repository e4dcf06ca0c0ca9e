import type { ActivityOptions } from '@temporalio/workflow';
import { ActivityCancellationType } from '@temporalio/workflow';
import type { TeamId } from '../domain/ids.js';
import { REFUSAL_CODES } from '../domain/placement/refusal.js';

/**
 * Rows and lists: milliseconds when all is well. Tried for as long as it takes, because a job whose end is not written
 * looks alive for ever; what cannot be mended fails at once by its code.
 */
export function light(taskQueue: string): ActivityOptions {
  return {
    taskQueue,
    startToCloseTimeout: '1 minute',
    retry: { initialInterval: '200 ms', backoffCoefficient: 2, maximumInterval: '15 s' },
    // Ahead of any page of work that waits on the same queue.
    priority: { priorityKey: 1 },
  };
}

/**
 * A page of work: seconds to minutes. A worker that dies is noticed after 10 s without a heartbeat (it sends one each
 * 1.5 s; the margin is for a main thread that is busy with a large scan, and a page begun twice stores the same). A dependency that is away is waited for with
 * up to 60 tries, 30 s apart: about half an hour, and a page that kills its worker each time ends as well. Cancelling
 * waits until the page says that it stopped: a cancelled job does no more work.
 */
export function page(taskQueue: string, teamId: TeamId): ActivityOptions {
  return {
    taskQueue,
    startToCloseTimeout: '2 hours',
    heartbeatTimeout: '10 s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '30 s', maximumAttempts: 60 },
    // Teams with work on this queue take turns, however much one of them has asked for.
    priority: { fairnessKey: teamId },
  };
}

/** A page for a queue of a capability: what its worker lacks it will lack again, so a refusal comes back at once, to be sent elsewhere. */
export function refusablePage(taskQueue: string, teamId: TeamId): ActivityOptions {
  const options = page(taskQueue, teamId);
  return { ...options, retry: { ...options.retry, nonRetryableErrorTypes: [...REFUSAL_CODES] } };
}
