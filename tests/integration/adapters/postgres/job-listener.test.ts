import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createCatalogue } from '../../../../src/adapters/postgres/catalogue.js';
import type { JobId } from '../../../../src/domain/ids.js';
import { createTestDatabase } from '../../../testkit/database.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { newId, seedTeam } from '../../../testkit/seed.js';

const MANY = 500;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(inject('stack').postgresAdminUrl);
});
afterAll(async () => {
  await database.drop();
});

/** A process that has not listened before, so that its first connection is made while jobs already change. */
async function freshListener() {
  const catalogue = await createCatalogue({ url: database.url, maxConnections: 4 });
  const heard = new Set<JobId>();
  catalogue.onJobChange(({ jobId }) => heard.add(jobId));
  return { heard, close: () => catalogue.close() };
}

async function changeMany(count: number, between: (index: number) => Promise<unknown> = () => Promise.resolve()): Promise<readonly JobId[]> {
  const { team } = await seedTeam(database.catalogue);
  const ids = Array.from({ length: count }, () => newId('Job'));
  for (const [index, id] of ids.entries()) {
    await between(index);
    await team.jobs.request({ id, kind: 'EMBED_DATASET', input: null });
  }
  return ids;
}

const missed = (heard: ReadonlySet<JobId>, ids: readonly JobId[]): readonly JobId[] => ids.filter((id) => !heard.has(id));

describe('who listens for jobs', () => {
  it('hears of each, also of those that change before its connection is made', { timeout: 60_000 }, async () => {
    const listener = await freshListener();
    const ids = await changeMany(MANY);
    await expect.poll(() => missed(listener.heard, ids), { timeout: 10_000 }).toEqual([]);
    await listener.close();
  });

  it('hears of one that ended right after it began to listen', { timeout: 60_000 }, async () => {
    for (let round = 0; round < 5; round += 1) {
      const listener = await freshListener();
      const ids = await changeMany(1);
      await expect.poll(() => missed(listener.heard, ids), { timeout: 1_500, interval: 20 }).toEqual([]);
      await listener.close();
    }
  });

  it('hears of each although its connection is cut again and again', { timeout: 60_000 }, async () => {
    const listener = await freshListener();
    const owner = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
    let cut = 0;
    const ids = await changeMany(MANY, async (index) => {
      if (index % 100 !== 50) return;
      const ended = await owner`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'voxseek-jobs' and datname = current_database()`;
      cut += ended.length;
    });
    await expect.poll(() => missed(listener.heard, ids), { timeout: 15_000 }).toEqual([]);
    expect(cut).toBeGreaterThan(0);
    await owner.end();
    await listener.close();
  });
});
