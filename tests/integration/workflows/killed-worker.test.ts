import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, inject, it } from 'vitest';
import { asId } from '../../../src/domain/ids.js';
import type { JobRecord } from '../../../src/services/ports/records.js';
import { embeddedIn, forkWorker } from '../../testkit/fork-worker.js';
import { catalogueOf, recipeId, volumes } from '../../testkit/worker-embedding.js';
import type { WorkerProcessSettings } from '../../testkit/worker-process.js';
import { jobFile } from '../../testkit/worker-process.js';
import { bundleWorkflows, eventually, testOrchestration } from '../../testkit/worker.js';

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
