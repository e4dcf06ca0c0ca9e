import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createProgress } from '../../../src/activities/progress.js';
import { createProgressBoard } from '../../../src/activities/progress-board.js';
import { asId } from '../../../src/domain/ids.js';
import type { Catalogue, JobStore } from '../../../src/services/ports/catalogue.js';
import type { JobProgress, SkippedItem } from '../../../src/services/ports/records.js';

const jobId = asId('Job', 'job_a');
const teamId = asId('Team', 'team_a');
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const writes: { readonly progress: JobProgress; readonly skipped: readonly SkippedItem[] }[] = [];
const jobs = {
  progress: (_id: unknown, _attempt: unknown, progress: JobProgress, skipped: readonly SkippedItem[]) => Promise.resolve(void writes.push({ progress, skipped })),
} as unknown as JobStore;

beforeEach(() => {
  writes.length = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('writes at most once a second, the latest state, with the rate of the last stretch', async () => {
  const progress = createProgress(jobs, jobId, 1, log);
  for (let done = 0; done <= 50; done += 1) {
    progress.report({ stage: 'embedding', done, total: 50, unit: 'volumes' });
    await vi.advanceTimersByTimeAsync(100);
  }
  await progress.flush();
  expect(writes.length).toBeLessThanOrEqual(7);
  expect(writes.at(-1)?.progress).toMatchObject({ done: 50, total: 50 });
  expect(writes.at(-1)?.progress.rate).toBeCloseTo(10, 5);
});

it('writes each skipped item once', async () => {
  const progress = createProgress(jobs, jobId, 1, log);
  progress.report({ stage: 'importing', done: 0, total: 2, unit: 'files' });
  progress.skipped({ item: 'a', code: 'NOT_NIFTI', message: 'no' });
  progress.report({ stage: 'importing', done: 2, total: 2, unit: 'files' });
  await progress.flush();
  await progress.flush();
  expect(writes.flatMap(({ skipped }) => skipped.map(({ item }) => item))).toEqual(['a']);
});

it('adds up pages that run at the same time, and never goes back when one is done again', async () => {
  const board = createProgressBoard({ team: () => ({ jobs }) } as unknown as Catalogue, log);
  const job = { jobId, teamId, attempt: 1 };
  const open = (offset: number) => board.open(job, { stage: 'embedding', unit: 'volumes', offset, total: 12 });
  const [first, second] = [open(0), open(4)];
  second.advance(3);
  first.advance(1);
  await second.close([]);
  const again = open(4);
  again.advance(4);
  first.advance(4);
  await first.close([]);
  await again.close([]);
  await open(8).close([]);
  const shown = writes.map(({ progress }) => progress.done);
  expect(shown).toEqual([...shown].sort((a, b) => a - b));
  expect(shown.at(-1)).toBe(8);
});
