import { setTimeout as sleep } from 'node:timers/promises';
import { createCollectionActivities } from '../../src/activities/collection-activities.js';
import { createJobActivities } from '../../src/activities/job-activities.js';
import { createProgressBoard } from '../../src/activities/progress-board.js';
import { createDiskObjectStore } from '../../src/adapters/objects/disk.js';
import { createCatalogue } from '../../src/adapters/postgres/catalogue.js';
import { createCollectionService } from '../../src/services/collection/collection-service.js';
import type { TaskQueues } from '../../src/services/jobs/workflow-call.js';
import { silentLog, startWorker } from './worker.js';
import type { RunningWorker } from './worker.js';

/** What a worker that collects is given; its objects and rows lie in servers and directories that outlive it. */
export interface CollectionWorkerSettings {
  readonly address: string;
  readonly queues: TaskQueues;
  readonly bundlePath: string;
  readonly databaseUrl: string;
  readonly directory: string;
  readonly millisecondsADeletion: number;
}

/** A worker of real jobs on a real catalogue, which deletes slowly enough to be killed meanwhile; every object is old to it. */
export async function startCollectionWorker({ address, queues, bundlePath, databaseUrl, directory, millisecondsADeletion }: CollectionWorkerSettings): Promise<RunningWorker> {
  const catalogue = await createCatalogue({ url: databaseUrl, maxConnections: 4 });
  const disk = createDiskObjectStore(directory);
  const objects = {
    ...disk,
    async delete(key: string) {
      await sleep(millisecondsADeletion);
      await disk.delete(key);
    },
  };
  const context = { catalogue, log: silentLog, board: createProgressBoard(catalogue, silentLog) };
  const collection = createCollectionService({ objects, now: () => new Date(Date.now() + 1000 * 3_600_000) });
  const worker = await startWorker({ address, queues, workflows: { bundlePath }, activities: { ...createJobActivities(context), ...createCollectionActivities({ ...context, collection }) } });
  return {
    async stop() {
      await worker.stop();
      await catalogue.close();
    },
  };
}

if (process.argv[2] !== undefined && import.meta.filename === process.argv[1]) {
  await startCollectionWorker(JSON.parse(process.argv[2]) as CollectionWorkerSettings);
  process.send?.('ready');
}
