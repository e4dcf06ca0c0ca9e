import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Client, Connection } from '@temporalio/client';
import { expect, inject, it } from 'vitest';
import { createActivities } from '../../../src/activities/create-activities.js';
import { createDiskObjectStore } from '../../../src/adapters/objects/disk.js';
import { asId } from '../../../src/domain/ids.js';
import { taskQueues } from '../../../src/services/jobs/workflow-call.js';
import { objectKeys } from '../../../src/services/object-keys.js';
import { workerCatalogue } from '../../testkit/worker-catalogue.js';
import { recordHistory } from '../../testkit/worker-histories.js';
import { bundleWorkflows, eventually, silentLog, startWorker } from '../../testkit/worker.js';

const stack = inject('stack');

it('a schedule that the worker makes removes what is past its time, objects and rows', async () => {
  const objects = createDiskObjectStore(join(stack.home, `objects-${randomUUID()}`));
  const teamId = asId('Team', `team_${randomUUID()}`);
  const query = asId('QueryVolume', 'qv_a');
  const upload = asId('Upload', 'upl_a');
  const objectKey = objectKeys.upload(teamId, upload);
  const keys = [objectKeys.queryEmbedding(teamId, query), objectKey];
  for (const key of keys) await objects.put(key, Readable.from([Buffer.from('abc')]));
  const deleted: string[] = [];
  const remove = (id: string): Promise<void> => Promise.resolve(void deleted.push(id));
  const catalogue = workerCatalogue(() => ({ queryVolumes: { delete: remove }, uploads: { delete: remove } }));
  Object.assign(catalogue.operator, {
    expiredQueryVolumes: () => Promise.resolve(deleted.includes(query) ? [] : [{ teamId, id: query }]),
    expiredUploads: () => Promise.resolve(deleted.includes(upload) ? [] : [{ teamId, id: upload, objectKey }]),
  });

  const none = undefined as never;
  const queues = taskQueues(`test-${randomUUID()}`);
  const activities = createActivities({ dicomWeb: undefined as never, duplicates: none, catalogue, objects, ingest: none, embeddingOn: none, roster: none, providerPreference: [], indexing: none, runs: none, jobs: none, looks: undefined as never, perturbed: undefined as never, indexes: none, log: silentLog, scratchDirectory: stack.home, embedConcurrency: 1 });
  const workflows = { bundlePath: await bundleWorkflows(join(stack.home, 'bundles')) };
  // A second worker finds the schedule of the first.
  const workers = [];
  for (let count = 0; count < 2; count += 1) workers.push(await startWorker({ address: stack.temporalAddress, queues, activities, workflows, roles: ['control'], purgeEverySeconds: 1 }));
  await eventually(() => deleted.length === 2);
  expect(deleted).toEqual([query, upload]);
  expect(await Promise.all(keys.map((key) => objects.head(key)))).toEqual([null, null]);
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const schedule = new Client({ connection }).schedule.getHandle(`${queues.control}/purgeExpired`);
  const [purge] = (await schedule.describe()).info.recentActions;
  await schedule.delete();
  expect(purge?.action.type).toBe('startWorkflow');
  await recordHistory(stack.temporalAddress, 'purge-expired', purge!.action.workflow.workflowId);
  await connection.close();
  await Promise.all(workers.map((worker) => worker.stop()));
});
