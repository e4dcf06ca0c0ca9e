import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { asId } from '../../../src/domain/ids.js';
import type { TestApi, TestTeam } from '../../testkit/api.js';
import { startTestApi } from '../../testkit/api.js';

const COLLECT = 'mutation ($input: CollectOrphansInput!) { collectOrphans(input: $input) { job { id kind state collected { objects } } userErrors { code path } } }';
const COLLECTED = 'query ($id: ID!) { job(id: $id) { state collected { dryRun objects bytes unknown orphans { kind objects bytes } } } }';

describe('collecting orphans', () => {
  let api: TestApi;
  let team: TestTeam;
  let admin: string;

  beforeAll(async () => {
    api = await startTestApi(inject('stack').postgresAdminUrl);
    team = await api.team();
    admin = await team.token('ADMIN');
  });
  afterAll(() => api.close());

  const ask = async (input: object, secret = admin) => api.askText(COLLECT, { variables: { input }, secret });

  it('is a job of the asker’s own team, which deletes nothing unless it is told to', async () => {
    const { data } = await ask({});
    expect(data?.collectOrphans).toMatchObject({ job: { kind: 'COLLECT_ORPHANS', state: 'QUEUED', collected: null }, userErrors: [] });
    expect(api.engine.started.at(-1)?.input).toMatchObject({ kind: 'COLLECT_ORPHANS', dryRun: true, olderThanHours: 24 });
    const { id } = (data?.collectOrphans as { job: { id: string } }).job;
    expect((await team.team.jobs.get(asId('Job', id)))?.teamId).toBe(team.team.teamId);
    await ask({ dryRun: false, olderThanHours: 1 });
    expect(api.engine.started.at(-1)?.input).toMatchObject({ dryRun: false, olderThanHours: 1 });
  });

  it('is for administrators, and never of what is younger than an hour', async () => {
    expect((await ask({}, await team.token('WRITE'))).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const before = api.engine.started.length;
    for (const olderThanHours of [0, 0.5, -1, 1e9]) expect((await ask({ olderThanHours })).data?.collectOrphans).toMatchObject({ job: null, userErrors: [{ code: 'INVALID_INPUT', path: 'input.olderThanHours' }] });
    expect(api.engine.started.length).toBe(before);
  });

  it('says what it found once it has ended', async () => {
    const { data } = await ask({ olderThanHours: 2 });
    const { id } = (data?.collectOrphans as { job: { id: string } }).job;
    const result = { objects: 12, bytes: 3_000_000_000, unknown: 1, orphans: [{ kind: 'UPLOAD', objects: 2, bytes: 99 }] };
    await team.team.jobs.finish(asId('Job', id), 1, { state: 'SUCCEEDED', result, skipped: [] });
    const read = async (secret: string) => (await api.askText(COLLECTED, { variables: { id }, secret })).data;
    expect(await read(admin)).toEqual({ job: { state: 'SUCCEEDED', collected: { dryRun: true, ...result } } });
    expect(await read(await (await api.team()).token('ADMIN'))).toEqual({ job: null });
  });
});
