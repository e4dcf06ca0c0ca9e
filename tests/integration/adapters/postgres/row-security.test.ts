import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { VolumeId } from '../../../../src/domain/ids.js';
import { createTestDatabase } from '../../../testkit/database.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { hashOf, newId, record, seedTeam } from '../../../testkit/seed.js';
import type { Seed } from '../../../testkit/seed.js';

let database: TestDatabase;
let owner: postgres.Sql;
let app: postgres.Sql;
let mine: Seed;
let theirs: Seed;
let tables: string[];

/** None but those of a test of their own. */
const TABLES_WITHOUT_RIGHTS = ['api_tokens', 'teams'];

/** A row of the team in every table there is. */
async function fillEveryTable(seed: Seed): Promise<void> {
  const { team } = seed;
  const volume = await seed.volume();
  const segmentation = await seed.segmentation(volume.id);
  await team.segmentations.putPlaneRegions(segmentation.id, { CORONAL: [{ region: 'liver', pixelCounts: [1] }], SAGITTAL: [] });
  const [first, second] = [volume.id, (await seed.volume()).id].sort() as [VolumeId, VolumeId];
  await team.duplicateReviews.put({ first, second, verdict: 'SAME', reviewedBy: 'token', reviewedAt: new Date() });
  const dataset = await seed.dataset([volume]);
  const snapshotId = await seed.snapshotOf(dataset.id);
  const recipe = await seed.recipe();
  await team.embeddings.put(record.embedding(volume.id, recipe.id));
  const index = await seed.index(recipe.id);
  await team.indexes.addVolumes(index.id, [volume.id]);
  await team.jobs.request({ id: newId('Job'), kind: 'EMBED_DATASET', input: {} }, undefined, 'sealed');
  const upload = record.upload();
  await team.uploads.insert(upload, hashOf(upload.id));
  await team.queryVolumes.insert(record.queryVolume(recipe.id));
  await team.runs.insert(record.run(snapshotId));
  const benchmark = record.benchmark(snapshotId);
  await team.benchmarks.put(benchmark);
  await team.benchmarks.insertRun(record.benchmarkRun(benchmark.id));
  const schedule = record.schedule();
  await team.schedules.insert(schedule, 9);
  await team.schedules.openRun(record.scheduledRun(schedule.id));
  const study = record.readerStudy(snapshotId);
  const content = record.studyContent(study.id, volume.id, volume.id);
  await team.readerStudies.insert(study, content, [hashOf(study.id)]);
  const [assignment] = content.assignments;
  const said = { id: newId('Judgement'), studyId: study.id, readerId: content.readers[0]!.id, assignmentId: assignment!.id };
  await team.readerStudies.append({ ...said, verdict: { kind: 'GRADE', grade: 1 }, seconds: 1, comment: null, standing: 'VALID', recordedAt: new Date() }, 9);
  await database.catalogue.operator.createToken(team.teamId, 'token', ['READ'], hashOf(newId('ApiToken')), null);
}

beforeAll(async () => {
  database = await createTestDatabase(inject('stack').postgresAdminUrl);
  owner = postgres(database.ownerUrl, { max: 1 });
  app = postgres(database.url, { max: 1 });
  mine = await seedTeam(database.catalogue);
  theirs = await seedTeam(database.catalogue);
  for (const seed of [mine, theirs]) await fillEveryTable(seed);
  const rows = await owner<{ name: string }[]>`
    select c.relname as name from pg_class c where c.relnamespace = 'voxseek'::regnamespace and c.relkind in ('r', 'p') order by 1`;
  tables = rows.map(({ name }) => name);
});
afterAll(async () => {
  await app.end();
  await owner.end();
  await database.drop();
});

describe('the catalogue of tables', () => {
  it('has row security enabled and forced, and policies for every command, on every table', async () => {
    const rows = await owner<{ name: string; enabled: boolean; forced: boolean; commands: string[]; functions: boolean }[]>`
      select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
        array(select distinct p.polcmd::text from pg_policy p where p.polrelid = c.oid and p.polroles = '{0}' order by 1) as commands,
        (select bool_and(
            coalesce(pg_get_expr(p.polqual, p.polrelid), 'can_read') ~ 'can_(read|write)|team_id IS NULL'
            and coalesce(pg_get_expr(p.polwithcheck, p.polrelid), 'can_write') ~ 'can_write')
          from pg_policy p where p.polrelid = c.oid and p.polroles = '{0}') as functions
      from pg_class c where c.relnamespace = 'voxseek'::regnamespace and c.relkind in ('r', 'p')`;
    expect(rows.length).toBeGreaterThanOrEqual(20);
    for (const row of rows) expect(row).toMatchObject({ enabled: true, forced: true, commands: ['a', 'd', 'r', 'w'], functions: true });
  });

  it('names the team on every table but that of the teams, and has no view, that could look past row security', async () => {
    const rows = await owner<{ name: string }[]>`
      select c.relname as name from pg_class c
      where c.relnamespace = 'voxseek'::regnamespace and c.relkind in ('r', 'p')
        and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'team_id')`;
    expect(rows.map(({ name }) => name)).toEqual(['teams']);
    const views = await owner`select 1 from pg_class where relnamespace = 'voxseek'::regnamespace and relkind in ('v', 'm')`;
    expect(views).toHaveLength(0);
  });

  it('covers tables outside our schema too: any with a team_id', async () => {
    const rows = await owner`
      select c.oid::regclass from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'team_id'
      where c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity and exists (select 1 from pg_policy p where p.polrelid = c.oid))`;
    expect(rows).toHaveLength(0);
  });
});

describe('the role of the application', () => {
  it('owns nothing, bypasses nothing and can become nobody else', async () => {
    const [role] = await owner`
      select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
        (select count(*)::int from pg_shdepend d where d.refobjid = r.oid and d.deptype = 'o') as owned,
        (select count(*)::int from pg_auth_members m where m.member = r.oid) as memberships
      from pg_roles r where rolname = ${database.appRole}`;
    expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false, owned: 0, memberships: 0 });
    const [self] = await app`select current_user as name`;
    expect(self?.name).toBe(database.appRole);
  });

  it('can create nothing, and cannot switch row security off', async () => {
    await expect(app.unsafe('create table voxseek.mine (id int)')).rejects.toMatchObject({ code: '42501' });
    await expect(app.unsafe('create schema mine')).rejects.toMatchObject({ code: '42501' });
    await expect(app.unsafe('alter table voxseek.volumes disable row level security')).rejects.toMatchObject({ code: '42501' });
    await expect(app.unsafe('create policy p on voxseek.volumes using (true)')).rejects.toMatchObject({ code: '42501' });
    await expect(app.unsafe(`set role ${database.appRole}_owner`)).rejects.toMatchObject({ code: '42501' });
    for (const table of tables) await expect(app.unsafe(`truncate voxseek.${table}`)).rejects.toMatchObject({ code: '42501' });
  });

  it('is not the owner, who is no superuser and cannot log in', async () => {
    const rows = await owner`
      select distinct r.rolsuper, r.rolbypassrls, r.rolcanlogin from pg_class c join pg_roles r on r.oid = c.relowner
      where c.relnamespace = 'voxseek'::regnamespace and c.relkind in ('r', 'p')`;
    expect([...rows]).toEqual([{ rolsuper: false, rolbypassrls: false, rolcanlogin: false }]);
  });
});

describe('functions that cross teams', () => {
  it('are few, run with a fixed search path, and are closed to others', async () => {
    const rows = await owner<{ name: string; config: string[] | null; superuser: boolean; open: boolean }[]>`
      select p.proname as name, p.proconfig as config, r.rolsuper as superuser, has_function_privilege('public', p.oid, 'execute') as open
      from pg_proc p join pg_roles r on r.oid = p.proowner
      where p.prosecdef and p.pronamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) order by 1`;
    expect(rows.map(({ name }) => name)).toEqual([
      'operator_benchmark_schedules',
      'operator_create_team',
      'operator_create_token',
      'operator_expired_query_volumes',
      'operator_expired_uploads',
      'operator_find_reader',
      'operator_find_team',
      'operator_find_token',
      'operator_find_upload',
      'operator_fires_under_way',
      'operator_jobs_changed_since',
      'operator_put_model',
      'operator_unstarted_jobs',
    ]);
    for (const row of rows) expect(row).toMatchObject({ config: ['search_path=""'], superuser: false, open: false });
  });
});

/** Runs under a team, and undoes whatever it did. */
async function as<T>(teamId: string | null, work: (sql: postgres.TransactionSql) => Promise<T>): Promise<T> {
  const undo = new Error('undo');
  let result: T | undefined;
  await app
    .begin(async (sql) => {
      if (teamId !== null) await sql`select set_config('voxseek.team_id', ${teamId}, true)`;
      result = await work(sql);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return result as T;
}

const reachable = (): string[] => tables.filter((table) => !TABLES_WITHOUT_RIGHTS.includes(table));

describe('rows', () => {
  it('are there for every team in every table, or the tests below mean nothing', async () => {
    for (const table of tables) {
      const key = table === 'teams' ? 'id' : 'team_id';
      const rows = await owner<{ team: string }[]>`select distinct ${owner(key)} as team from voxseek.${owner(table)} where ${owner(key)} is not null`;
      expect(new Set(rows.map(({ team }) => team)), table).toEqual(new Set([mine.team.teamId, theirs.team.teamId]));
    }
  });

  it('are none without a team, with an empty one, and after the transaction that had one', async () => {
    for (const table of reachable()) {
      for (const team of [null, '', 'team_unknown', '%', mine.team.teamId.toUpperCase()]) {
        const [count] = await as(team, (sql) => sql`select count(*)::int as rows from voxseek.${sql(table)}`);
        expect({ table, team, ...count }).toEqual({ table, team, rows: 0 });
      }
      await as(mine.team.teamId, (sql) => sql`select 1`);
      const [after] = await app`select count(*)::int as rows from voxseek.${app(table)}`;
      expect(after).toEqual({ rows: 0 });
    }
  });

  it('of another team cannot be read, changed or deleted in any table', async () => {
    const other = theirs.team.teamId;
    for (const table of reachable()) {
      const done = await as(mine.team.teamId, async (sql) => ({
        own: (await sql`select 1 from voxseek.${sql(table)}`).count,
        seen: (await sql`select 1 from voxseek.${sql(table)} where team_id = ${other}`).count,
        locked: (await sql`select 1 from voxseek.${sql(table)} where team_id = ${other} for update`).count,
        changed: (await sql`update voxseek.${sql(table)} set team_id = team_id where team_id = ${other}`).count,
        deleted: (await sql`delete from voxseek.${sql(table)} where team_id = ${other}`).count,
      }));
      expect({ table, ...done }).toEqual({ table, own: done.own, seen: 0, locked: 0, changed: 0, deleted: 0 });
      expect(done.own, table).toBeGreaterThan(0);
    }
  });

  it('cannot be given to another team, nor made for one', async () => {
    for (const table of reachable()) {
      const given = as(mine.team.teamId, (sql) => sql`update voxseek.${sql(table)} set team_id = ${theirs.team.teamId}`);
      await expect(given, table).rejects.toMatchObject({ code: '42501' });
    }
    const made = as(mine.team.teamId, (sql) => sql`insert into voxseek.benchmarks (team_id, id, name, definition, created_at) values (${theirs.team.teamId}, 'ben_x', '', '{}', now())`);
    await expect(made).rejects.toMatchObject({ code: '42501' });
    const operators = as(mine.team.teamId, (sql) => sql`update voxseek.models set team_id = null`);
    await expect(operators).rejects.toMatchObject({ code: '42501' });
  });

  it('of tokens can be read but for their secret, and deleted, by their team; they cannot be made or changed', async () => {
    const own = await as(mine.team.teamId, (sql) => sql`select team_id from voxseek.api_tokens`);
    expect([...own]).toEqual([{ team_id: mine.team.teamId }]);
    for (const nobody of [null, '', 'team_unknown']) expect(await as(nobody, (sql) => sql`select id from voxseek.api_tokens`)).toHaveLength(0);
    expect((await as(mine.team.teamId, (sql) => sql`delete from voxseek.api_tokens where team_id = ${theirs.team.teamId}`)).count).toBe(0);
    expect((await as(mine.team.teamId, (sql) => sql`delete from voxseek.api_tokens`)).count).toBe(1);
    for (const statement of ['select secret_hash from voxseek.api_tokens', "select id from voxseek.api_tokens where secret_hash = 'x'", 'delete from voxseek.api_tokens returning secret_hash', "update voxseek.api_tokens set name = 'x'", "insert into voxseek.api_tokens (id, team_id, name, scopes, secret_hash) values ('tok_x', 'x', 'x', '{}', 'x')"]) {
      await expect(as(mine.team.teamId, (sql) => sql.unsafe(statement)), statement).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('of teams are one, to be read', async () => {
    expect([...(await as(mine.team.teamId, (sql) => sql`select id from voxseek.teams`))]).toEqual([{ id: mine.team.teamId }]);
    expect([...(await as(null, (sql) => sql`select id from voxseek.teams`))]).toEqual([]);
    await expect(as(mine.team.teamId, (sql) => sql`update voxseek.teams set name = 'other'`)).rejects.toMatchObject({ code: '42501' });
  });

  it('are found by index: the policy is inlined', async () => {
    const plan = await as(mine.team.teamId, async (sql) => {
      await sql`set local enable_seqscan = off`;
      return sql.unsafe(`explain (format text) select * from voxseek.volumes where id = 'vol_1'`);
    });
    const text = plan.map((row) => String(row['QUERY PLAN'])).join('\n');
    expect(text).toMatch(/Index Cond: .*team_id = current_setting\('voxseek\.team_id'::text, true\)/u);
    expect(text).not.toContain('can_read');
  });
});

describe('ids that two teams share', () => {
  it('name each its own: nothing of the other is changed or even told of', async () => {
    const volume = await mine.volume();
    const stranger = database.catalogue.team(theirs.team.teamId);
    expect(await stranger.volumes.get(volume.id)).toBeNull();
    await stranger.volumes.erase(volume.id);
    expect(await mine.team.volumes.get(volume.id)).toEqual(volume);
    const id = newId('Job');
    await mine.team.jobs.request({ id, kind: 'BUILD_INDEX', input: 1 });
    expect(await stranger.jobs.request({ id, kind: 'BUILD_INDEX', input: 2 })).toMatchObject({ created: true, job: { input: 2 } });
    expect(await mine.team.jobs.get(id)).toMatchObject({ input: 1 });
    await expect(theirs.segmentation(volume.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const dataset = await theirs.dataset();
    await expect(stranger.datasets.putMember(dataset.id, record.member(volume.id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
