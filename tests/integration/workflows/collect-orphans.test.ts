import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { createDiskObjectStore } from '../../../src/adapters/objects/disk.js';
import { objectKeys } from '../../../src/services/object-keys.js';
import type { ObjectStore } from '../../../src/services/ports/object-store.js';
import type { JobRecord } from '../../../src/services/ports/records.js';
import type { CollectionWorkerSettings } from '../../testkit/collection-worker.js';
import { startCollectionWorker } from '../../testkit/collection-worker.js';
import { createTestDatabase } from '../../testkit/database.js';
import type { TestDatabase } from '../../testkit/database.js';
import { listed } from '../../testkit/object-store-contract.js';
import { until } from '../../testkit/running-voxseek.js';
import { newId, seedTeam } from '../../testkit/seed.js';
import type { Seed } from '../../testkit/seed.js';
import { recordHistory } from '../../testkit/worker-histories.js';
import { bundleWorkflows, hasEnded, testOrchestration } from '../../testkit/worker.js';

const stack = inject('stack');
const KEPT = 3;
const ORPHANS = 1_300;

let database: TestDatabase;
let bundlePath: string;
let objects: ObjectStore;
let directory: string;
let seed: Seed;
let kept: readonly string[];
const children: ChildProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase(stack.postgresAdminUrl);
  bundlePath = await bundleWorkflows(join(stack.home, 'bundles'));
});
afterAll(() => database.drop());
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

beforeEach(async () => {
  seed = await seedTeam(database.catalogue);
  directory = join(stack.home, `objects-${randomUUID()}`);
  objects = createDiskObjectStore(directory);
  const { teamId } = seed.team;
  kept = await Promise.all(Array.from({ length: KEPT }, async () => objectKeys.voxels(teamId, (await seed.volume()).id)));
  const orphans = Array.from({ length: ORPHANS }, () => objectKeys.upload(teamId, newId('Upload')));
  for (const key of kept) await objects.put(key, Buffer.from('abc'));
  for (let at = 0; at < orphans.length; at += 100) await Promise.all(orphans.slice(at, at + 100).map((key) => objects.put(key, Buffer.from('x'))));
});

const left = (): Promise<readonly string[]> => listed(objects, `teams/${seed.team.teamId}/`);

/** A job on queues of its own. */
async function request(dryRun: boolean) {
  const { jobs, engine, queues } = testOrchestration(stack.temporalAddress, database.catalogue);
  const job = await jobs.request(seed.team, { kind: 'COLLECT_ORPHANS', dryRun, olderThanHours: 24, nonce: randomUUID() });
  const settings: CollectionWorkerSettings = { address: stack.temporalAddress, queues, bundlePath, databaseUrl: database.url, directory, millisecondsADeletion: 0 };
  const row = async (): Promise<JobRecord> => (await seed.team.jobs.get(job.id))!;
  const ended = (): Promise<JobRecord> => until('the end of the job', async () => ((await row()).finishedAt === null ? null : row()), 90);
  return { jobs, engine, job, settings, row, ended };
}

async function forkCollector(settings: CollectionWorkerSettings): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, '../../testkit/collection-worker.ts'), [JSON.stringify(settings)], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  children.push(child);
  await once(child, 'message');
  return child;
}

it('a dry run counts, and the same without it deletes what it counted', async () => {
  for (const dryRun of [true, false]) {
    const { engine, job, settings, ended } = await request(dryRun);
    const worker = await startCollectionWorker(settings);
    const row = await ended();
    expect(row).toMatchObject({ state: 'SUCCEEDED', done: KEPT + ORPHANS, unit: 'objects', result: { objects: KEPT + ORPHANS, unknown: 0, orphans: [{ kind: 'UPLOAD', objects: ORPHANS, bytes: ORPHANS }] } });
    expect((await left()).length).toBe(dryRun ? KEPT + ORPHANS : KEPT);
    await worker.stop();
    if (!dryRun) await recordHistory(stack.temporalAddress, 'collect-orphans', { jobId: job.id, teamId: job.teamId, attempt: job.attempt });
    await engine.close();
  }
  expect(await left()).toEqual([...kept].sort());
});

it('goes on after SIGKILL of the worker, and keeps what is in use', async () => {
  const { engine, settings, ended, row } = await request(false);
  const first = await forkCollector({ ...settings, millisecondsADeletion: 40 });
  await until('some deletions', async () => (await left()).length < KEPT + ORPHANS - 600);
  first.kill('SIGKILL');
  await once(first, 'exit');
  expect((await row()).finishedAt).toBeNull();
  expect((await left()).length).toBeGreaterThan(KEPT);
  await forkCollector(settings);
  const { state, attempt, result } = await ended();
  expect([state, attempt]).toEqual(['SUCCEEDED', 1]);
  // What the killed worker had deleted and not yet told of is gone, and in no count.
  const { objects: seen } = result as { objects: number };
  expect(seen).toBeGreaterThan(KEPT + ORPHANS - 1_000);
  expect(seen).toBeLessThanOrEqual(KEPT + ORPHANS);
  expect(await left()).toEqual([...kept].sort());
  await engine.close();
}, 150_000);

it('stops when it is cancelled', async () => {
  const { engine, jobs, job, settings, ended } = await request(false);
  const worker = await startCollectionWorker({ ...settings, millisecondsADeletion: 40 });
  await until('some deletions', async () => (await left()).length < KEPT + ORPHANS - 50);
  await jobs.cancel(seed.team, job.id);
  const row = await ended();
  expect([row.state, hasEnded(row)]).toEqual(['CANCELLED', true]);
  const after = await left();
  expect(after.length).toBeGreaterThan(KEPT + 100);
  await worker.stop();
  expect(await left()).toEqual(after);
  await engine.close();
});
