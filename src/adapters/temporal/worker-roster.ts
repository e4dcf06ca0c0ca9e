import { hostname } from 'node:os';
import type { TaskQueues } from '../../services/jobs/workflow-call.js';
import type { ListeningWorker, WorkerRoster } from '../../services/ports/worker-roster.js';
import type { TemporalAddress } from './connection.js';
import { connectTemporal } from './connection.js';

/** A poll is answered after a minute at the latest, and the next one follows; the server remembers pollers for five. */
const SEEN_WITHIN_MS = 90_000;
/** As the server numbers the types of task queues. */
const ACTIVITY_QUEUE = 2;

/**
 * A queue without tasks that every worker polls, under a name that lists its queues. The server names who polls, and a worker whose slots are all taken polls
 * none of its own queues for as long as a page takes.
 */
export const rosterQueue = (queues: TaskQueues): string => `${queues.control}-workers`;

/** What the worker signs its polls with: process and machine, then its queues. */
export const signatureOf = (served: readonly string[]): string => [`${process.pid}@${hostname()}`, ...served].join(' ');

/** Reads from the server who polls. */
export function createTemporalRoster({ queues, ...server }: TemporalAddress & { readonly queues: TaskQueues }): WorkerRoster & { close(): Promise<void> } {
  const temporal = connectTemporal(server);
  return {
    async list() {
      const request = { namespace: server.namespace, taskQueue: { name: rosterQueue(queues) }, taskQueueType: ACTIVITY_QUEUE };
      const { pollers } = await temporal.call((client) => client.workflowService.describeTaskQueue(request));
      return pollers.flatMap(({ identity, lastAccessTime }): readonly ListeningWorker[] => {
        const seenAt = new Date(1_000 * (lastAccessTime?.seconds?.toNumber() ?? 0));
        const [name = '', ...served] = (identity ?? '').split(' ');
        return seenAt.getTime() < Date.now() - SEEN_WITHIN_MS ? [] : [{ name, queues: served, seenAt }];
      });
    },
    close: () => temporal.close(),
  };
}
