import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestDatabase } from '../../../testkit/database.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { createCatalogue } from '../../../../src/adapters/postgres/catalogue.js';
import type { JobId } from '../../../../src/domain/ids.js';
import type { JobChange } from '../../../../src/adapters/postgres/job-listener.js';
import { newId, seedTeam } from '../../../testkit/seed.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(inject('stack').postgresAdminUrl);
});
afterAll(async () => {
  await database.drop();
});

const request = (id: JobId) => ({ id, kind: 'EMBED_DATASET', input: { kind: 'EMBED_DATASET', nested: { n: 1 } } }) as const;
const progress = (done: number) => ({ stage: 'embedding', done, total: 10, unit: 'volumes', rate: 1.5 });
const skip = (item: string, message = 'bad') => ({ item, code: 'EMBEDDING_FAILED', message }) as const;
const failure = { code: 'INTERNAL', message: 'broke', path: null, correlationId: 'c1' } as const;

describe('a job', () => {
  it('is begun once by fifty requests at once, and once more after it failed', async () => {
    const { team } = await seedTeam(database.catalogue);
    const id = newId('Job');
    const begin = async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, () => team.jobs.request(request(id))));
      expect(answers.filter(({ created }) => created)).toHaveLength(1);
      return new Set(answers.map(({ job }) => job.attempt));
    };
    expect(await begin()).toEqual(new Set([1]));
    await team.jobs.finish(id, 1, { state: 'FAILED', error: failure, skipped: [skip('vol_1')] });
    expect(await team.jobs.get(id)).toMatchObject({ state: 'FAILED', error: failure });
    expect(await begin()).toEqual(new Set([2]));
    expect(await team.jobs.get(id)).toMatchObject({ state: 'QUEUED', attempt: 2, error: null, skipped: [], started: false, cancelRequested: false, finishedAt: null, startedAt: null, done: 0 });
    await team.jobs.finish(id, 2, { state: 'SUCCEEDED', result: { volumeId: 'vol_1' }, skipped: [] });
    const again = await team.jobs.request(request(id));
    expect(again).toMatchObject({ created: false, job: { state: 'SUCCEEDED', attempt: 2, result: { volumeId: 'vol_1' } } });
  });

  it('that succeeded is done over once by many that ask at once, if they mean its latest attempt', async () => {
    const { team } = await seedTeam(database.catalogue);
    const id = newId('Job');
    await team.jobs.request(request(id));
    expect(await team.jobs.request(request(id), 1)).toMatchObject({ created: false, job: { state: 'QUEUED', attempt: 1 } });
    await team.jobs.finish(id, 1, { state: 'SUCCEEDED', result: { volumeId: 'vol_1' }, skipped: [skip('vol_2')] });
    const answers = await Promise.all(Array.from({ length: 20 }, () => team.jobs.request(request(id), 1)));
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect(await team.jobs.get(id)).toMatchObject({ state: 'QUEUED', attempt: 2, result: null, skipped: [], started: false, finishedAt: null });
    await team.jobs.finish(id, 2, { state: 'SUCCEEDED', result: null, skipped: [] });
    expect(await team.jobs.request(request(id), 1)).toMatchObject({ created: false, job: { state: 'SUCCEEDED', attempt: 2 } });
  });

  it('goes from queued through running to its end', async () => {
    const { team } = await seedTeam(database.catalogue);
    const id = newId('Job');
    const { job } = await team.jobs.request(request(id));
    expect(job).toMatchObject({ ...request(id), teamId: team.teamId, state: 'QUEUED', attempt: 1, started: false, startedAt: null, result: null });
    expect(job).not.toHaveProperty('requestedAt');
    await team.jobs.markStarted(id, 1);
    expect(await team.jobs.get(id)).toMatchObject({ state: 'QUEUED', started: true });
    await team.jobs.progress(id, 1, progress(3));
    const running = await team.jobs.get(id);
    expect(running).toMatchObject({ state: 'RUNNING', ...progress(3), skipped: [] });
    expect(running?.startedAt).toBeInstanceOf(Date);
    await team.jobs.progress(id, 1, progress(2));
    expect(await team.jobs.get(id)).toMatchObject(progress(3));
    await team.jobs.progress(id, 1, { ...progress(1), stage: 'verifying' });
    expect(await team.jobs.get(id)).toMatchObject({ stage: 'verifying', done: 1 });
    await team.jobs.finish(id, 1, { state: 'CANCELLED', skipped: [] });
    const ended = await team.jobs.get(id);
    expect(ended).toMatchObject({ state: 'CANCELLED', done: 1, startedAt: running?.startedAt });
    expect(ended?.finishedAt).toBeInstanceOf(Date);
  });

  it('says where its embedding was sent, until another attempt begins, and to its own team alone', async () => {
    const { team } = await seedTeam(database.catalogue);
    const { team: other } = await seedTeam(database.catalogue);
    const id = newId('Job');
    expect((await team.jobs.request(request(id))).job.placement).toBeNull();
    const placement = { queue: 'voxseek-embed-cpu', provider: 'CPU', reason: 'it is next', refusals: [{ queue: 'voxseek-embed-cuda', code: 'PROVIDER_UNFIT', message: 'no' }] } as const;
    await team.jobs.place(id, 1, placement);
    expect(await team.jobs.get(id)).toMatchObject({ placement });
    await other.jobs.place(id, 1, { ...placement, reason: 'not theirs' });
    await team.jobs.place(id, 2, { ...placement, reason: 'of no attempt' });
    expect((await team.jobs.get(id))?.placement).toEqual(placement);
    await team.jobs.finish(id, 1, { state: 'FAILED', error: failure, skipped: [] });
    await team.jobs.place(id, 1, { ...placement, reason: 'too late' });
    expect((await team.jobs.get(id))?.placement).toEqual(placement);
    expect((await team.jobs.request(request(id))).job).toMatchObject({ attempt: 2, placement: null });
  });

  it('gathers what was skipped, one entry an item', async () => {
    const { team } = await seedTeam(database.catalogue);
    const id = newId('Job');
    await team.jobs.request(request(id));
    await team.jobs.progress(id, 1, progress(1), [skip('a'), skip('b')]);
    await team.jobs.progress(id, 1, progress(2));
    await team.jobs.progress(id, 1, progress(2), [skip('a', 'worse'), skip('c')]);
    expect((await team.jobs.get(id))?.skipped).toEqual([skip('b'), skip('a', 'worse'), skip('c')]);
    await team.jobs.finish(id, 1, { state: 'SUCCEEDED', result: null, skipped: [skip('d')] });
    expect((await team.jobs.get(id))?.skipped.map(({ item }) => item)).toEqual(['b', 'a', 'c', 'd']);
  });

  it('ignores reports of old attempts and reports after its end', async () => {
    const { team } = await seedTeam(database.catalogue);
    const id = newId('Job');
    await team.jobs.request(request(id));
    await team.jobs.finish(id, 1, { state: 'FAILED', error: failure, skipped: [] });
    const failed = await team.jobs.get(id);
    await team.jobs.progress(id, 1, progress(9));
    await team.jobs.markStarted(id, 1);
    await team.jobs.finish(id, 1, { state: 'SUCCEEDED', result: 1, skipped: [] });
    expect(await team.jobs.get(id)).toEqual(failed);
    await team.jobs.request(request(id));
    const second = await team.jobs.get(id);
    await team.jobs.progress(id, 1, progress(9));
    await team.jobs.finish(id, 1, { state: 'SUCCEEDED', result: 1, skipped: [] });
    expect(await team.jobs.get(id)).toEqual(second);
  });

  it('can be asked to stop while it is live', async () => {
    const { team } = await seedTeam(database.catalogue);
    const id = newId('Job');
    await expect(team.jobs.requestCancel(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await team.jobs.request(request(id));
    expect(await team.jobs.requestCancel(id)).toMatchObject({ cancelRequested: true, state: 'QUEUED' });
    await team.jobs.finish(id, 1, { state: 'CANCELLED', skipped: [] });
    await expect(team.jobs.requestCancel(id)).rejects.toMatchObject({ code: 'JOB_NOT_CANCELLABLE' });
  });

  it('is listed newest first', async () => {
    const { team } = await seedTeam(database.catalogue);
    const ids: JobId[] = [];
    for (let i = 0; i < 5; i += 1) {
      const id = newId('Job');
      await team.jobs.request(request(id));
      ids.unshift(id);
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    const first = await team.jobs.list({ first: 2 });
    const rest = await team.jobs.list({ first: 5, after: first.items[1]!.id });
    expect(first).toMatchObject({ hasNextPage: true, totalCount: 5 });
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids);
    expect((await team.jobs.getMany([ids[3]!, ids[0]!])).map(({ id }) => id)).toEqual([ids[3], ids[0]]);
  });

  it('is handed to the sweeper while its workflow has not started', async () => {
    const { team } = await seedTeam(database.catalogue);
    const [waiting, started, young] = [newId('Job'), newId('Job'), newId('Job')];
    for (const id of [waiting, started]) await team.jobs.request(request(id));
    await team.jobs.markStarted(started, 1);
    await new Promise((resolve) => setTimeout(resolve, 120));
    await team.jobs.request(request(young));
    const mine = (await database.catalogue.operator.unstartedJobs(100)).filter(({ teamId }) => teamId === team.teamId);
    expect(mine).toEqual([await team.jobs.get(waiting)]);
  });
});

describe('changes of jobs', () => {
  it('reach every process, as ids', async () => {
    const elsewhere = await createCatalogue({ url: database.url });
    const heard: JobChange[] = [];
    const stop = elsewhere.onJobChange((change) => heard.push(change));
    try {
      const { team } = await seedTeam(database.catalogue);
      const id = newId('Job');
      const change = { teamId: team.teamId, jobId: id };
      await expect.poll(async () => { await team.jobs.request(request(newId('Job'))); return heard.length; }, { interval: 100, timeout: 10_000 }).toBeGreaterThan(0);
      await team.jobs.request(request(id));
      await team.jobs.progress(id, 1, progress(1));
      await team.jobs.finish(id, 1, { state: 'SUCCEEDED', result: null, skipped: [] });
      await expect.poll(() => heard.filter(({ jobId }) => jobId === id)).toEqual([change, change, change]);
      stop();
      const before = heard.length;
      await team.jobs.request(request(newId('Job')));
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(heard).toHaveLength(before);
    } finally {
      await elsewhere.close();
    }
  });
});
