import type { ListeningWorker } from '../services/ports/worker-roster.js';
import { START, bad, fine, messageOf } from './finding.js';
import type { Finding } from './finding.js';

/** A line for each queue with those who take its tasks, of a Temporal that answers. */
export async function inspectQueues(address: string, workersAt: (address: string) => Promise<readonly ListeningWorker[]>): Promise<readonly Finding[]> {
  try {
    const workers = await workersAt(address);
    const queues = [...new Set(workers.flatMap((worker) => worker.queues))].sort();
    if (queues.length === 0) return [bad('queues', 'no worker listens', 'npx voxseek worker')];
    return queues.map((queue) => fine('queue', `${queue}  ${workers.filter((worker) => worker.queues.includes(queue)).map(({ name }) => name).join(', ')}`));
  } catch (error) {
    return [bad('queues', messageOf(error), START)];
  }
}
