import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, inject, it } from 'vitest';
import { asId } from '../../../src/domain/ids.js';
import type { JobRecord } from '../../../src/services/ports/records.js';
import { embeddedIn, forkWorker } from '../../testkit/fork-worker.js';
import { catalogueOf, recipeId, volumes } from '../../testkit/worker-embedding.js';
import { jobFile } from '../../testkit/worker-process.js';
import { bundleWorkflows, eventually, testOrchestration } from '../../testkit/worker.js';

const stack = inject('stack');
const PAGE = 4;
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

let bundlePath: string;
beforeAll(async () => {
  bundlePath = await bundleWorkflows(join(stack.home, 'bundles'));
});

it.each([
  { what: 'ends the page under way', millisecondsAVolume: 300, graceSeconds: 5, wholePages: true },
  { what: 'hands on a page that is longer than the grace period', millisecondsAVolume: 1_500, graceSeconds: 1, wholePages: false },
])('SIGTERM $what, and the next worker goes on', async ({ millisecondsAVolume, graceSeconds, wholePages }) => {
  const directory = join(stack.home, randomUUID());
  await mkdir(directory, { recursive: true });
  const ids = volumes(3 * PAGE);
  const catalogue = catalogueOf(ids);
  const { jobs, engine, queues } = testOrchestration(stack.temporalAddress, catalogue);
  const job = await jobs.request(catalogue.team(asId('Team', `team_${randomUUID()}`)), { kind: 'EMBED_DATASET', snapshotId: asId('Snapshot', 'snap_a'), recipeId });
  writeFileSync(jobFile(directory), JSON.stringify(job));
  const settings = { address: stack.temporalAddress, queues, bundlePath, directory, volumes: ids.length, millisecondsAVolume, graceSeconds };

  const first = await forkWorker(settings);
  children.push(first);
  await eventually(() => embeddedIn(directory).length >= 1);
  const exit = new Promise<number | null>((resolve) => first.once('exit', resolve));
  first.kill('SIGTERM');
  expect(await exit).toBe(0);
  const done = embeddedIn(directory).length;
  expect(done).toBeLessThan(ids.length);
  if (wholePages) expect(done % PAGE).toBe(0);
  else expect(done).toBeLessThan(PAGE);

  children.push(await forkWorker({ ...settings, millisecondsAVolume: 10 }));
  const row = await eventually(() => {
    const read = JSON.parse(readFileSync(jobFile(directory), 'utf8')) as JobRecord;
    return read.finishedAt !== null && read;
  }, 60_000);
  await engine.close();
  expect(row).toMatchObject({ state: 'SUCCEEDED', attempt: 1, done: ids.length, result: { skipped: 0 } });
  const { embedded, reused } = row.result as { embedded: number; reused: number };
  expect(embedded + reused).toBe(ids.length);
  expect(embeddedIn(directory).sort()).toEqual(ids);
}, 120_000);
