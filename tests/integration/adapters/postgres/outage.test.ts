import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCatalogue } from '../../../../src/adapters/postgres/catalogue.js';
import type { JobChange } from '../../../../src/adapters/postgres/job-listener.js';
import { migrate } from '../../../../src/adapters/postgres/migrate.js';
import type { VolumeRecord } from '../../../../src/services/ports/records.js';
import { createTestDatabase } from '../../../testkit/database.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { disposablePostgres } from '../../../testkit/disposable-postgres.js';
import type { DisposablePostgres } from '../../../testkit/disposable-postgres.js';
import { newId, seedTeam } from '../../../testkit/seed.js';
import type { Seed } from '../../../testkit/seed.js';

let server: DisposablePostgres;
let database: TestDatabase;
let seed: Seed;
beforeAll(async () => {
  server = await disposablePostgres();
  database = await createTestDatabase(server.adminUrl);
  seed = await seedTeam(database.catalogue);
});
afterAll(async () => {
  await database.catalogue.close();
  await server.remove();
});

const unavailable = { code: 'DEPENDENCY_UNAVAILABLE', path: 'postgres' };

async function timed(work: () => Promise<unknown>): Promise<{ readonly error: unknown; readonly seconds: number }> {
  const start = performance.now();
  const error = await work().then(() => null, (reason: unknown) => reason);
  return { error, seconds: (performance.now() - start) / 1000 };
}

describe('while Postgres is away', () => {
  it('every call fails soon with a name, and after a restart on the same port all is as before', async () => {
    const volume = await seed.volume();
    const heard: JobChange[] = [];
    database.catalogue.onJobChange((change) => heard.push(change));
    const request = async () => {
      const id = newId('Job');
      await seed.team.jobs.request({ id, kind: 'BUILD_INDEX', input: null });
      return id;
    };
    await expect.poll(async () => { await request(); return heard.length; }, { interval: 100, timeout: 10_000 }).toBeGreaterThan(0);

    const underWay = Promise.allSettled(Array.from({ length: 20 }, () => seed.team.volumes.list({}, { first: 10 })));
    await server.kill();
    for (const outcome of await underWay) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(unavailable);
    for (const call of [() => seed.team.volumes.get(volume.id), () => database.catalogue.operator.findTeamByName('x'), request]) {
      const { error, seconds } = await timed(call);
      expect(error).toMatchObject(unavailable);
      expect(seconds).toBeLessThan(5);
    }
    const fresh = await timed(() => createCatalogue({ url: database.url }));
    expect(fresh.error).toMatchObject(unavailable);
    expect((await timed(() => migrate({ ownerUrl: database.ownerUrl, appRole: database.appRole }))).error).toMatchObject(unavailable);

    await server.start();
    expect(await seed.team.volumes.get(volume.id)).toEqual(volume);
    const id = await request();
    await expect.poll(() => heard.some(({ jobId }) => jobId === id), { timeout: 10_000 }).toBe(true);
  }, 90_000);

  it('a server that hangs is given up, and answers again once it goes on', async () => {
    const volume = await seed.volume();
    server.pause();
    try {
      const { error, seconds } = await timed(() => createCatalogue({ url: database.url }));
      expect(error).toMatchObject(unavailable);
      expect(seconds).toBeLessThan(10);
      // The server itself stands still, but its children, who hold the open connections, do not.
      expect(await seed.team.volumes.get(volume.id)).toEqual(volume);
    } finally {
      server.resume();
    }
    expect(await seed.team.volumes.get(volume.id)).toEqual(volume);
  }, 60_000);
});

describe('when connections are cut', () => {
  it('each call succeeds or is named, none runs under another team, and the pool recovers', async () => {
    const other = await seedTeam(database.catalogue);
    const admin = postgres(database.ownerUrl, { max: 1 });
    let cutting = true;
    const cut = (async () => {
      while (cutting) {
        await admin`select pg_terminate_backend(pid) from pg_stat_activity where usename = ${database.appRole} and datname = current_database()`;
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    })();
    let failed = 0;
    const stored: VolumeRecord[] = [];
    for (let round = 0; round < 30; round += 1) {
      const outcomes = await Promise.allSettled([seed, other, seed, other].map((team) => team.volume()));
      for (const outcome of outcomes) {
        if (outcome.status === 'fulfilled') stored.push(outcome.value);
        else {
          failed += 1;
          expect(outcome.reason).toMatchObject(unavailable);
        }
      }
    }
    cutting = false;
    await cut;
    await admin.end();
    expect(failed).toBeGreaterThan(0);
    for (const { team } of [seed, other]) {
      const own = stored.filter(({ teamId }) => teamId === team.teamId);
      await expect.poll(() => team.volumes.getMany(own.map(({ id }) => id)).catch(() => null), { timeout: 5_000 }).toEqual(own);
      const calls = Array.from({ length: 30 }, () => team.volumes.list({}, { first: 1 }));
      expect(new Set((await Promise.all(calls)).map(({ items }) => items[0]?.teamId))).toEqual(new Set([team.teamId]));
    }
  }, 90_000);
});

describe('migration', () => {
  it('can be run again, and by several at once', async () => {
    const migrateAgain = () => migrate({ ownerUrl: database.ownerUrl, appRole: database.appRole, appPassword: 'voxseek-test' });
    await Promise.all([migrateAgain(), migrateAgain(), migrateAgain()]);
    const volume = await seed.volume();
    expect(await seed.team.volumes.get(volume.id)).toEqual(volume);
  });
});
