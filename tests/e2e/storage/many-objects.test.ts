import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homeLayout } from '../../../src/local/home.js';
import { layOutObjects } from '../../testkit/many-objects.js';
import { watchMemoryGrowth } from '../../testkit/peak-memory.js';
import { spawnVoxseek, startVoxseek } from '../../testkit/running-voxseek.js';
import type { RunningVoxseek } from '../../testkit/running-voxseek.js';

const LONG = process.env.VOXSEEK_TEST_LONG !== undefined;
if (!LONG) console.info('skipped: a million tiny objects are collected in npm run test:long alone.');

const COUNTS = { uploads: 600_000, incoming: 200_000, embeddings: 190_000, unknown: 10_000 };
const ORPHANS = COUNTS.uploads + COUNTS.incoming + COUNTS.embeddings;
const TWO_DAYS_MS = 48 * 3_600_000;

/** Limits of the promise: by how much the memory of the worker may grow, and how long each pass may take. */
const MEMORY_BYTES = 2 ** 28;
const LOOKING_SECONDS = 600;
const DELETING_SECONDS = 2_400;

describe.skipIf(!LONG)('a team with a million tiny objects on disk', () => {
  let voxseek: RunningVoxseek;
  let directory: string;
  let bytes: number;

  beforeAll(async () => {
    voxseek = await startVoxseek();
    const { viewer } = await voxseek.client.query<{ viewer: { team: { id: string } } }>('{ viewer { team { id } } }');
    directory = join(homeLayout(voxseek.home).objects, 'teams', viewer.team.id);
    bytes = await layOutObjects(directory, COUNTS, new Date(Date.now() - TWO_DAYS_MS));
  }, 900_000);
  afterAll(() => voxseek?.stop(), 600_000);

  /** What the command prints, how long it takes, and how much memory the worker needs for it. */
  async function collect(...options: string[]): Promise<{ readonly output: string; readonly seconds: number; readonly grown: number }> {
    const memory = watchMemoryGrowth(voxseek.pid('worker'));
    const started = performance.now();
    const collecting = spawnVoxseek(voxseek.home, ['collect', ...options]);
    const status = await collecting.ended;
    const [seconds, grown] = [(performance.now() - started) / 1000, memory.stop()];
    expect([status, collecting.output()]).toEqual([0, expect.stringContaining('objects')]);
    console.info(`collect ${options.join(' ')}: ${seconds.toFixed(0)} s; the worker grew by ${(grown / 1e6).toFixed(0)} MB at most`);
    return { output: collecting.output(), seconds, grown };
  }

  const counted = (kind: string, objects: number): RegExp => new RegExp(`${kind} +${objects} `, 'u');

  it('is told of all that nothing keeps, and loses nothing', { timeout: 2 * LOOKING_SECONDS * 1000 }, async () => {
    const { output, seconds, grown } = await collect();
    expect(output).toContain(`${ORPHANS + COUNTS.unknown} objects, ${(bytes / 1e6).toFixed(1)} MB.`);
    expect(output).toMatch(counted('UPLOAD', COUNTS.uploads));
    expect(output).toMatch(counted('INCOMING', COUNTS.incoming));
    expect(output).toMatch(counted('EMBEDDINGS', COUNTS.embeddings));
    expect(output).toContain(`${COUNTS.unknown} objects are of no kind that is known`);
    expect((await readdir(join(directory, 'incoming'))).length).toBeGreaterThanOrEqual(COUNTS.incoming);
    expect(seconds).toBeLessThan(LOOKING_SECONDS);
    expect(grown).toBeLessThan(MEMORY_BYTES);
  });

  it('is rid of them, their checksums and folders, and of nothing else', { timeout: 2 * DELETING_SECONDS * 1000 }, async () => {
    const { output, seconds, grown } = await collect('--delete');
    expect(output).toMatch(counted('UPLOAD', COUNTS.uploads));
    expect(output).toMatch(counted('EMBEDDINGS', COUNTS.embeddings));
    expect(await readdir(directory)).toEqual(['notes']);
    expect((await readdir(join(directory, 'notes'))).filter((name) => !name.startsWith('.'))).toHaveLength(COUNTS.unknown);
    expect(seconds).toBeLessThan(DELETING_SECONDS);
    expect(grown).toBeLessThan(MEMORY_BYTES);
  });
});
