import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, inject, it } from 'vitest';
import { asId } from '../../../src/domain/ids.js';
import type { JobRecord } from '../../../src/services/ports/records.js';
import { embeddedIn, forkWorker } from '../../testkit/fork-worker.js';
import { catalogueOf, embeddingActivities, embeddingBy, recipeId, volumes } from '../../testkit/worker-embedding.js';
import type { WorkerProcessSettings } from '../../testkit/worker-process.js';
import { jobFile } from '../../testkit/worker-process.js';
import { bundleWorkflows, eventually, hasEnded, startWorker, testOrchestration } from '../../testkit/worker.js';

const LONG = process.env.VOXSEEK_TEST_LONG !== undefined;
const stack = inject('stack');
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
});

async function startProcess(settings: WorkerProcessSettings): Promise<ChildProcess> {
  const child = await forkWorker(settings);
  children.push(child);
  return child;
}

it('goes on after SIGKILL of the worker without embedding a finished volume again', async () => {
  const directory = join(stack.home, randomUUID());
  await mkdir(directory, { recursive: true });
  const bundlePath = await bundleWorkflows(directory);
  const ids = volumes(24);
  const catalogue = catalogueOf(ids);
  const team = catalogue.team(asId('Team', `team_${randomUUID()}`));
  const { jobs, engine, queues } = testOrchestration(stack.temporalAddress, catalogue);
  const job = await jobs.request(team, { kind: 'EMBED_DATASET', snapshotId: asId('Snapshot', 'snap_a'), recipeId });
  writeFileSync(jobFile(directory), JSON.stringify(job));
  const settings = { address: stack.temporalAddress, queues, bundlePath, directory, volumes: ids.length, millisecondsAVolume: 200 };
  const embedded = (): string[] => embeddedIn(directory);

  const first = await startProcess(settings);
  await eventually(() => embedded().length >= 10);
  first.kill('SIGKILL');
  const atKill = embedded();
  expect(atKill.length).toBeLessThan(ids.length);

  await startProcess(settings);
  const row = await eventually(() => {
    const read = JSON.parse(readFileSync(jobFile(directory), 'utf8')) as JobRecord;
    return read.finishedAt !== null && read;
  }, 90_000);
  await engine.close();
  expect(row).toMatchObject({ state: 'SUCCEEDED', attempt: 1, done: ids.length, placement: { queue: `${queues.embed}-cpu`, refusals: [] } });
  const { embedded: made, reused } = row.result as { embedded: number; reused: number };
  expect(made + reused).toBe(ids.length);
  expect(embedded().sort()).toEqual(ids);
}, 150_000);

// Temporal remembers for 90 s who polled: minutes pass until a queue counts as left.
it.skipIf(!LONG)('takes a page back from a queue whose only worker was killed for good (skipped unless VOXSEEK_TEST_LONG is set)', async () => {
  const directory = join(stack.home, randomUUID());
  await mkdir(directory, { recursive: true });
  const bundlePath = await bundleWorkflows(directory);
  const ids = volumes(4);
  const catalogue = catalogueOf(ids);
  const team = catalogue.team(asId('Team', `team_${randomUUID()}`));
  const { jobs, engine, queues } = testOrchestration(stack.temporalAddress, catalogue);
  const job = await jobs.request(team, { kind: 'EMBED_DATASET', snapshotId: asId('Snapshot', 'snap_a'), recipeId });
  writeFileSync(jobFile(directory), JSON.stringify(job));
  const shared = { address: stack.temporalAddress, queues, bundlePath };
  const accelerator = await startProcess({ ...shared, directory, volumes: ids.length, millisecondsAVolume: 1_000, embedsOn: 'CUDA' });
  const onProcessor: string[] = [];
  const embedding = embeddingBy({ embed: (id) => Promise.resolve(void onProcessor.push(id)) });
  const processor = await startWorker({ address: stack.temporalAddress, queues, workflows: { bundlePath }, catalogue, activities: embeddingActivities(catalogue, embedding) });
  await eventually(() => embeddedIn(directory).length >= 1);
  expect(catalogue.job(job.id).placement).toMatchObject({ queue: `${queues.embed}-cuda`, provider: 'CUDA' });
  accelerator.kill('SIGKILL');

  const row = await eventually(() => hasEnded(catalogue.job(job.id)) && catalogue.job(job.id), 400_000);
  expect(row).toMatchObject({ state: 'SUCCEEDED', placement: { queue: `${queues.embed}-cpu`, reason: `no worker listens on ${queues.embed}-cuda; ${queues.embed}-cpu is next`, refusals: [] } });
  // Vectors of this test are kept by each worker for itself: the processor begins the page anew.
  expect(onProcessor).toEqual(ids);
  await processor.stop();
  await engine.close();
}, 450_000);
