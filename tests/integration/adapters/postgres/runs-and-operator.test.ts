import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { FIGURES_VERSION } from '../../../../src/domain/evaluation/evaluation-version.js';
import type { LeaderboardFilter } from '../../../../src/services/ports/leaderboard.js';
import { leaveOnePatientOut } from '../../../../src/services/ports/run-records.js';
import type { RetrievalRunRecord, RunMetrics } from '../../../../src/services/ports/run-records.js';
import { DEFAULT_RETRIEVAL_CONFIG } from '../../../../src/domain/ranking/retrieval-config.js';
import type { RetrievalConfig } from '../../../../src/domain/ranking/retrieval-config.js';
import { createTestDatabase } from '../../../testkit/database.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { createTeamService } from '../../../../src/services/teams/team-service.js';
import { hashOf, newId, record, seedTeam } from '../../../testkit/seed.js';

const statements: string[] = [];
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(inject('stack').postgresAdminUrl, { onQuery: (sql) => statements.push(sql) });
});
afterAll(async () => {
  await database.drop();
});

const HOUR = 3_600_000;

describe('uploads', () => {
  it('are received once and consumed once', async () => {
    const { team } = await seedTeam(database.catalogue);
    const upload = record.upload();
    await team.uploads.insert(upload, hashOf('secret 1'));
    expect(await team.uploads.get(upload.id)).toEqual(upload);
    expect(await team.uploads.consume(upload.id)).toBe(false);
    const received = await Promise.allSettled([1, 2, 3].map((bytes) => team.uploads.markReceived(upload.id, bytes, 'ab')));
    expect(received.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(team.uploads.markReceived(upload.id, 1, 'ab')).rejects.toMatchObject({ code: 'UPLOAD_EXPIRED' });
    const consumed = await Promise.all([1, 2, 3].map(() => team.uploads.consume(upload.id)));
    expect(consumed.filter(Boolean)).toHaveLength(1);
    expect(await team.uploads.get(upload.id)).toMatchObject({ state: 'CONSUMED', sha256: 'ab' });
  });

  it('are found by the hash of their secret, whatever the team, and purged when expired', async () => {
    const { operator } = database.catalogue;
    const { team } = await seedTeam(database.catalogue);
    const old = record.upload({ expiresAt: new Date(Date.now() - HOUR) });
    await team.uploads.insert(old, hashOf('secret 2'));
    expect(await operator.findUpload(hashOf('secret 2'))).toEqual({ teamId: team.teamId, upload: old });
    expect(await operator.findUpload(hashOf('unknown'))).toBeNull();
    expect(await operator.expiredUploads(new Date())).toEqual([{ teamId: team.teamId, id: old.id, objectKey: old.objectKey }]);
    await team.uploads.delete(old.id);
    expect(await operator.expiredUploads(new Date())).toEqual([]);
  });
});

describe('query volumes', () => {
  it('live until they expire', async () => {
    const { operator } = database.catalogue;
    const { team } = await seedTeam(database.catalogue);
    const query = record.queryVolume(newId('Recipe'));
    await team.queryVolumes.insert(query);
    const change = { state: 'READY', sliceCount: 60, embeddingKey: 'k', voxelHash: 'aa', patientId: newId('Patient') } as const;
    await team.queryVolumes.update(query.id, change);
    expect(await team.queryVolumes.get(query.id)).toEqual({ ...query, ...change });
    await team.queryVolumes.update(query.id, {});
    expect(await operator.expiredQueryVolumes(new Date())).toEqual([]);
    expect(await operator.expiredQueryVolumes(new Date(Date.now() + 2 * HOUR))).toEqual([{ teamId: team.teamId, id: query.id }]);
    await team.queryVolumes.delete(query.id);
    expect(await team.queryVolumes.get(query.id)).toBeNull();
  });
});

describe('runs', () => {
  it('are kept as they ended', async () => {
    const seed = await seedTeam(database.catalogue);
    const { team } = seed;
    const snapshotId = await seed.snapshotOf((await seed.dataset([await seed.volume()])).id);
    const run = record.run(snapshotId);
    await team.runs.insert(run);
    expect(await team.runs.get(run.id)).toEqual(run);
    await team.runs.update(run.id, { state: 'FAILED', error: { code: 'INTERNAL', message: 'x', path: null, correlationId: null } });
    const side = { snapshotId, hash: 'h', volumes: 1, slices: 4 };
    const machine = { cpu: 'c', cores: 2, memoryBytes: 8e9, platform: 'linux x64', node: '20.19.0', onnxRuntime: '1.30.0' };
    const kept = { product: '0.1.0', machine, peakMemoryBytes: 5e9, gallery: side, queries: side, encoder: null, embeddings: null, index: null, seeds: [] };
    const finished = { state: 'SUCCEEDED', error: null, times: { search: { p50: 1.5, p95: 2, total: 3 } }, record: kept, finishedAt: new Date(), resultsKey: 'k' } as const;
    await team.runs.update(run.id, finished);
    await team.runs.update(run.id, { state: 'FAILED', reproducible: false, resultsKey: null, record: null });
    expect(await team.runs.getMany([run.id])).toEqual([{ ...run, ...finished }]);
    expect(await team.runs.list({ first: 3 })).toEqual({ items: [{ ...run, ...finished }], hasNextPage: false, totalCount: 1 });
    await expect(team.runs.insert(record.run(newId('Snapshot')))).rejects.toMatchObject({ code: 'NOT_FOUND', path: 'snapshotId' });
  });

  it('stay not reproducible, and begin so on a snapshot that lost a member', async () => {
    const seed = await seedTeam(database.catalogue);
    const { team } = seed;
    const volume = await seed.volume();
    const snapshotId = await seed.snapshotOf((await seed.dataset([volume])).id);
    const early = record.run(snapshotId);
    await team.runs.insert(early);
    await team.volumes.erase(volume.id);
    await team.runs.update(early.id, { reproducible: true, state: 'SUCCEEDED' });
    const late = record.run(snapshotId);
    await team.runs.insert(late);
    expect((await team.runs.getMany([early.id, late.id])).map(({ reproducible }) => reproducible)).toEqual([false, false]);
  });
});

describe('the leaderboard', () => {
  const metricsOf = (recallMean: number): RunMetrics => {
    const figures = { classesWithQueries: 1, classesTotal: 104, recallMean, recallStd: 0, interval: null, recallMeanAttainable: null, recallMicro: recallMean, recallMeanFivePatients: null, chanceMean: 0.1, liftMean: null, liftLeftOut: 0 };
    const rest = { unjudgedShare: 0, precision: null, jaccard: null, localization: [], classes: [] };
    return { queries: 3, patients: 2, winnerSliceRatio: null, taxonomies: [{ taxonomy: 'COARSE_29', ...figures, recallMean: 1 - recallMean, ...rest }, { taxonomy: 'FINE_104', ...figures, ...rest }] };
  };

  it('ranks runs of the same questions by recall, and others on boards of their own', async () => {
    const [seed, others] = [await seedTeam(database.catalogue), await seedTeam(database.catalogue)];
    const { team } = seed;
    const dataset = await seed.dataset([await seed.volume()]);
    const snapshotId = await seed.snapshotOf(dataset.id);
    const make = async (name: string, recall: number | null, change: Partial<RetrievalRunRecord> = {}): Promise<void> => {
      const run = record.run(snapshotId, { name, version: FIGURES_VERSION, ...change });
      await team.runs.insert(run);
      if (recall !== null) await team.runs.update(run.id, { state: 'SUCCEEDED', metrics: metricsOf(recall) });
    };
    await make('good', 0.8);
    await make('best', 0.9, { config: { ...DEFAULT_RETRIEVAL_CONFIG, reRanking: 'LATE_INTERACTION' } });
    await make('as good', 0.8, { config: { ...DEFAULT_RETRIEVAL_CONFIG, k: 3 } });
    await make('of the liver alone', 0.99, { config: { ...DEFAULT_RETRIEVAL_CONFIG, classes: ['liver'] } });
    await make('of a split', 0.95, { protocol: { ...leaveOnePatientOut(snapshotId), querySplits: ['TEST'] } });
    await make('of an older version', 1, { version: 'ranking-0+evaluation-0' });
    await make('of another mode', 1, { config: { ...DEFAULT_RETRIEVAL_CONFIG, mode: 'SLICE' } });
    await make('not finished', null);
    await seed.team.datasets.putMember(dataset.id, record.member((await seed.volume()).id));
    const later = await seed.snapshotOf(dataset.id);
    await make('of a later snapshot', 0.1, { snapshotId: later, protocol: leaveOnePatientOut(later) });

    const read = async (of: LeaderboardFilter['of'], taxonomy: LeaderboardFilter['taxonomy'] = 'FINE_104', from = team) => {
      const { items, totalCount } = await from.runs.leaderboard({ of, mode: 'VOLUME', taxonomy }, { first: 50, offset: 0 });
      expect(totalCount).toBe(items.length);
      return items.map(({ run, board, rank }) => [run.name, board, rank] as const);
    };
    const rows = await read({ datasetId: dataset.id });
    expect(rows.find(([name]) => name === 'of a later snapshot')).toEqual(['of a later snapshot', 1, 1]);
    expect(rows.at(-1)).toEqual(['of an older version', 5, 1]);
    const board = rows.find(([name]) => name === 'best')![1];
    expect(rows.filter(([, of]) => of === board).map(([name, , rank]) => [name, rank]).sort()).toEqual([['as good', 2], ['best', 1], ['good', 2]]);
    for (const name of ['of the liver alone', 'of a split']) expect(rows.filter(([, of]) => of === rows.find(([one]) => one === name)![1])).toHaveLength(1);
    expect(rows.map(([name]) => name)).not.toContain('of another mode');

    const own = await read({ snapshotId });
    expect(own).toHaveLength(6);
    // By the coarse classes the order turns round, since these figures are the others' complement.
    const coarse = await read({ snapshotId }, 'COARSE_29');
    expect(coarse.find(([name]) => name === 'best')![2]).toBe(3);
    expect(await read({ snapshotId }, 'FINE_104', others.team)).toEqual([]);

    const paged: string[] = [];
    for (let offset = 0; ; offset += 2) {
      const page = await team.runs.leaderboard({ of: { snapshotId }, mode: 'VOLUME', taxonomy: 'FINE_104' }, { first: 2, offset });
      paged.push(...page.items.map(({ run }) => run.name));
      if (!page.hasNextPage) break;
    }
    expect(paged).toEqual(own.map(([name]) => name));
  });
});

describe('benchmarks', () => {
  it('and their runs come back as they went in', async () => {
    const { team } = await seedTeam(database.catalogue);
    const benchmark = record.benchmark(newId('Snapshot'));
    await team.benchmarks.put(benchmark);
    await team.benchmarks.put({ ...benchmark, name: 'renamed' });
    expect(await team.benchmarks.getMany([newId('Benchmark'), benchmark.id])).toEqual([{ ...benchmark, name: 'renamed' }]);
    const run = record.benchmarkRun(benchmark.id);
    await team.benchmarks.insertRun(run);
    expect(await team.benchmarks.getRun(run.id)).toEqual(run);
    expect(await team.benchmarks.getRunByJob(run.jobId)).toEqual(run);
    expect(await team.benchmarks.getRunByJob(newId('Job'))).toBeNull();
    const change = { state: 'SUCCEEDED', runIds: [newId('RetrievalRun'), newId('RetrievalRun')], finishedAt: new Date() } as const;
    await team.benchmarks.updateRun(run.id, change);
    await team.benchmarks.updateRun(run.id, { state: 'FAILED' });
    const older = record.benchmarkRun(benchmark.id, { createdAt: new Date(Date.now() - 60_000) });
    await team.benchmarks.insertRun(older);
    const pages = await team.benchmarks.runPagesOf([benchmark.id, newId('Benchmark')], { first: 1 });
    expect(pages.get(benchmark.id)).toEqual({ items: [{ ...run, ...change }], hasNextPage: true, totalCount: 2 });
    expect([...(await team.benchmarks.runPagesOf([benchmark.id], { first: 1, after: run.id })).values()]).toEqual([{ items: [older], hasNextPage: false, totalCount: 2 }]);
    expect([...(await team.benchmarks.runPagesOf([benchmark.id], { first: 1, after: older.id })).values()]).toEqual([{ items: [], hasNextPage: false, totalCount: 2 }]);
    expect(await team.benchmarks.listRuns({ first: 1 })).toEqual({ items: [{ ...run, ...change }], hasNextPage: true, totalCount: 2 });
  });
});

describe('benchmarks that are older than a field of their configurations', () => {
  it('mean what its default does', async () => {
    const { team } = await seedTeam(database.catalogue);
    const benchmark = record.benchmark(newId('Snapshot'));
    const { label: _, crop: __, ...config } = DEFAULT_RETRIEVAL_CONFIG;
    const cells = [{ name: 'old', indexId: null, control: 'RANDOM', config: config as RetrievalConfig }] as const;
    await team.benchmarks.put({ ...benchmark, definition: { ...benchmark.definition, cells } });
    const [read] = await team.benchmarks.getMany([benchmark.id]);
    expect(read!.definition.cells).toEqual([{ ...cells[0], config: DEFAULT_RETRIEVAL_CONFIG }]);
  });
});

describe('what was found of overlap', () => {
  it('comes back as it went in, also where it could not be looked for; what was found before failures were kept counts as found', async () => {
    const { team } = await seedTeam(database.catalogue);
    const benchmark = record.benchmark(newId('Snapshot'));
    await team.benchmarks.put(benchmark);
    const looked = { queries: 1, gallery: 2, pairs: 2, compared: 0, leftOut: 0, found: 0, threshold: 0.94 };
    const found = { sharedPatients: [], nearDuplicates: [], looked };
    const failed = { state: 'FAILED', error: { code: 'DEPENDENCY_UNAVAILABLE', message: 'No answer.', path: null, correlationId: null } } as const;
    const cases = [[{ state: 'LOOKED', ...found }, { state: 'LOOKED', ...found }], [failed, failed], [found as never, { state: 'LOOKED', ...found }]] as const;
    for (const [stored, read] of cases) {
      const run = record.benchmarkRun(benchmark.id);
      await team.benchmarks.insertRun(run);
      await team.benchmarks.updateRun(run.id, { overlap: stored });
      expect((await team.benchmarks.getRun(run.id))!.overlap).toEqual(read);
    }
  });
});

describe('teams and tokens', () => {
  it('are kept by name and by the hash of the secret', async () => {
    const { operator } = database.catalogue;
    const service = createTeamService({ operator });
    const team = await service.createTeam('radiology "north"');
    expect(await operator.findTeamByName('radiology "north"')).toEqual(team);
    expect(await operator.findTeamByName('south')).toBeNull();
    await expect(operator.createTeam(team.name)).rejects.toMatchObject({ code: 'CONFLICT' });
    const expiresAt = new Date(Date.now() + HOUR);
    const { token, secret } = await service.createToken(team.id, { name: 'ci', scopes: ['READ', 'ADMIN'], expiresAt });
    expect(token).toMatchObject({ teamId: team.id, name: 'ci', scopes: ['READ', 'ADMIN'], expiresAt });
    expect(await service.authenticate(secret)).toEqual(token);
    expect(token).not.toHaveProperty('secretHash');
    await expect(service.createToken(newId('Team'), { name: 'ci', scopes: ['READ'], expiresAt: null })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const teams = await Promise.all(Array.from({ length: 8 }, () => service.ensureTeam('demo')));
    expect(new Set(teams.map(({ id }) => id)).size).toBe(1);
  });
});

describe('statements', () => {
  it('are counted: two a call, whatever the number of volumes', async () => {
    const seed = await seedTeam(database.catalogue);
    const ids = (await Promise.all(Array.from({ length: 20 }, () => seed.volume()))).map(({ id }) => id);
    statements.length = 0;
    expect(await seed.team.volumes.getMany(ids)).toHaveLength(20);
    expect(statements).toHaveLength(2);
    expect(statements[0]).toContain('set_config');
  });
});
