import { readdirSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphQLClient } from '../../../src/cli/client/graphql-client.js';
import { readImport } from '../../../src/cli/client/import-job.js';
import { createIndex, createRecipe, embedSnapshot, ensureDataset, importDirectory, takeSnapshot, volumesOf } from '../../../src/cli/client/operations.js';
import { makeCohort } from '../../../src/cli/demo/make-cohort.js';
import { asId } from '../../../src/domain/ids.js';
import { homeLayout } from '../../../src/local/home.js';
import { objectKeys } from '../../../src/services/object-keys.js';
import { embedAndIndex, follow, importDemoArchive } from '../../testkit/demo-archive.js';
import { repository, startVoxseek, until } from '../../testkit/running-voxseek.js';
import type { Part, RunningVoxseek } from '../../testkit/running-voxseek.js';
import { searchBy } from '../query-volume/upload.js';
import { measuredCells, startBenchmark } from './benchmark.js';
import type { BenchmarkRequest, Measured } from './benchmark.js';
import { cancelJob } from './cancel-job.js';
import { freeze } from './freeze.js';
import { killDuring, readJob } from './kill-during.js';
import { clientOfNewTeam, embeddingsOf, openRecords } from './records.js';
import type { Records } from './records.js';

const LONG = process.env.VOXSEEK_TEST_LONG !== undefined;
const MODEL = LONG ? 'mod_efficientnet-lite0' : 'mod_pixels-32';
const PATIENTS = 24;
const KINDS = ['EXACT', 'HNSW'] as const;
const PARTS = ['worker', 'temporal', 'milvus', 'postgres'] as const satisfies readonly Part[];
/** 16 cells: two indexes with and without re-ranking (a slice has none), and two controls. */
const GRID = { modes: ['SLICE', 'VOLUME', 'REGION'], reRankings: ['NONE', 'LATE_INTERACTION'] } as const;

let voxseek: RunningVoxseek;
let records: Records;
let snapshotId: string;

beforeAll(async () => {
  voxseek = await startVoxseek();
  records = await openRecords(voxseek);
  ({ cohortSnapshot: snapshotId } = await importDemoArchive(voxseek.client));
});
afterAll(() => voxseek?.stop());

function storedEmbeddings({ teamId }: Records): readonly string[] {
  const volumes = join(homeLayout(voxseek.home).objects, 'teams', teamId, 'volumes');
  return readdirSync(volumes, { recursive: true }).map(String).filter((file) => file.endsWith('.npy'));
}

const build = (client: GraphQLClient, request: { readonly recipeId: string; readonly snapshotId: string; readonly kind: (typeof KINDS)[number] }): Promise<{ readonly indexId: string; readonly jobId: string }> =>
  createIndex(client, { name: request.kind, recipeId: request.recipeId, parameters: { kind: request.kind }, snapshotId: request.snapshotId });

/** Catalogue, embeddings and rows of an index agree. */
async function expectWhole(client: GraphQLClient, of: Records, indexId: string): Promise<void> {
  const { job } = await client.mutate<{ job: { id: string } }>(
    /* GraphQL */ `mutation Reconcile($id: ID!) { reconcileIndex(id: $id, repair: false) { job { id } userErrors { code message path } } }`,
    { id: indexId },
  );
  await follow(client, job.id);
  const [row] = await of.rows<{ result: object }>('select result from voxseek.jobs where id = $1', [job.id]);
  expect(row?.result).toEqual({ indexId, missing: 0, surplus: 0, wrongCount: 0, repaired: false });
}

async function measure(client: GraphQLClient, of: Records, request: Omit<BenchmarkRequest, 'name'>): Promise<ReadonlyMap<string, Measured>> {
  const { benchmarkRunId, jobId } = await startBenchmark(client, { name: `measured with ${request.candidateCount}`, ...request });
  await follow(client, jobId);
  return measuredCells(of, benchmarkRunId);
}

describe('work that is interrupted', () => {
  let recipe: string;
  let indexes: readonly string[];
  let undisturbed: ReadonlyMap<string, Measured>;
  let candidateCount = 1_000;

  beforeAll(async () => {
    recipe = await createRecipe(voxseek.client, MODEL);
    await follow(voxseek.client, await embedSnapshot(voxseek.client, recipe, snapshotId));
    const built = [];
    for (const kind of KINDS) built.push(await build(voxseek.client, { recipeId: recipe, snapshotId, kind }));
    for (const { jobId } of built) await follow(voxseek.client, jobId);
    indexes = built.map(({ indexId }) => indexId);
    undisturbed = await measure(voxseek.client, records, { snapshotId, indexIds: indexes, ...GRID, candidateCount });
    expect(undisturbed.size).toBe(2 * (1 + 2 + 2) + 2 * 3);
  });

  function expectTheSame(cells: ReadonlyMap<string, Measured>): void {
    expect(cells.size).toBeGreaterThan(0);
    for (const [name, cell] of cells) {
      expect(cell, name).toEqual(undisturbed.get(name));
      expect(cell.state, name).toBe('SUCCEEDED');
      expect(cell.queries.attempt, name).toBe(1);
      if (cell.lines.length > 0) expect(new Set(cell.lines.map((line) => (JSON.parse(line) as { queryVolumeId: string }).queryVolumeId)).size, name).toBe(PATIENTS);
    }
  }

  describe.each(LONG ? PARTS : (['worker'] as const))('by the end of %s', (part) => {
    let client: GraphQLClient;
    let team: Records;
    let twin: { readonly recipeId: string; readonly snapshotId: string };

    beforeAll(async () => {
      client = await clientOfNewTeam(voxseek, `of ${part}`);
      team = await openRecords(voxseek, client);
      const { cohortSnapshot } = await importDemoArchive(client);
      twin = { recipeId: await createRecipe(client, MODEL), snapshotId: cohortSnapshot };
    });

    it('embeds what was left, and nothing again', async () => {
      const jobId = await embedSnapshot(client, twin.recipeId, twin.snapshotId);
      let before: Awaited<ReturnType<typeof embeddingsOf>> = [];
      await killDuring(voxseek, part, jobId, {
        client,
        hit: () => storedEmbeddings(team).length >= 6,
        follow: async () => {
          before = await until('the records', () => embeddingsOf(team, twin.recipeId).catch(() => null));
          await follow(client, jobId);
        },
      });
      const content = (rows: typeof before): object[] => rows.map(({ voxels, sha256, slices }) => ({ voxels, sha256, slices }));
      const after = await embeddingsOf(team, twin.recipeId);
      expect(after).toHaveLength(PATIENTS);
      expect(content(after)).toEqual(content(await embeddingsOf(records, recipe)));
      expect(storedEmbeddings(team)).toHaveLength(PATIENTS);
      expect(before.length).toBeGreaterThanOrEqual(4);
      // Where the worker lives on it may be done by the time that its rows are read.
      if (part === 'worker') expect(before.length).toBeLessThan(PATIENTS);
      for (const row of before) expect(after).toContainEqual(row);
      const [job] = await team.rows<{ result: { embedded: number; reused: number; skipped: number }; done: number; total: number }>('select result, done, total from voxseek.jobs where id = $1', [jobId]);
      expect(job).toMatchObject({ done: PATIENTS, total: PATIENTS, result: { skipped: 0 } });
      expect(job!.result.embedded + job!.result.reused).toBe(PATIENTS);
    });

    it('indexes every slice once, and finds the same', async () => {
      const slices = (await embeddingsOf(team, twin.recipeId)).reduce((sum, row) => sum + row.slices, 0);
      const twins: string[] = [];
      for (const kind of KINDS) {
        const { indexId, jobId } = await build(client, { ...twin, kind });
        const underWay = async (): Promise<boolean> => (await readJob(client, jobId)).state === 'RUNNING';
        if (kind === 'HNSW') await killDuring(voxseek, part, jobId, { client, hit: underWay, delayMs: 100, follow: () => follow(client, jobId) });
        else await follow(client, jobId);
        twins.push(indexId);
        await expectWhole(client, team, indexId);
      }
      const rows = await team.rows('select state, expected_slices, indexed_slices, skipped from voxseek.vector_indexes where id = any ($1)', [twins]);
      expect(rows).toHaveLength(KINDS.length);
      for (const row of rows) expect(row).toEqual({ state: 'READY', expected_slices: slices, indexed_slices: slices, skipped: [] });

      // The graph of an interrupted build may differ: its answers are held to the undisturbed ones by their first places.
      const cells = await measure(client, team, { snapshotId: twin.snapshotId, indexIds: twins, modes: ['SLICE', 'VOLUME'], reRankings: ['LATE_INTERACTION'], candidateCount: 1_000 });
      expectTheSame(new Map([...cells].filter(([name]) => !name.startsWith('HNSW'))));
      const agreement = firstPlacesAgreed(cells, undisturbed);
      console.log(`First places that agree after an interrupted HNSW build: ${(100 * agreement).toFixed(2)} %`);
      expect(agreement).toBeGreaterThanOrEqual(0.99);
    });
  });

  it.each(PARTS)('a benchmark during which %s is killed comes to the same table', async (part) => {
    candidateCount += 1;
    const anew = (): Promise<readonly { state: string; count: number }[]> =>
      records.rows<{ state: string; count: number }>(
        `select j.state, count(*)::int as count from voxseek.jobs j join voxseek.retrieval_runs r on r.job_id = j.id
         where r.config -> 'candidates' ->> 'count' = $1 group by j.state`,
        [String(candidateCount)],
      );
    const { benchmarkRunId, jobId } = await startBenchmark(voxseek.client, {
      ...{ name: `without ${part}`, snapshotId, indexIds: indexes, candidateCount },
      ...(LONG || part === 'worker' ? GRID : { modes: ['VOLUME', 'REGION'], reRankings: ['LATE_INTERACTION'] }),
    });
    const lateBy = await killDuring(voxseek, part, jobId, {
      // Into the second cell that is measured anew: the first is done, the others are not.
      hit: async () => (await anew()).some(({ state, count }) => state === 'SUCCEEDED' && count >= 1),
      delayMs: 150,
      follow: () => follow(voxseek.client, jobId),
    });
    console.log(`${part} killed: the benchmark ended ${(lateBy / 1000).toFixed(1)} s later`);
    const cells = await measuredCells(records, benchmarkRunId);
    if (LONG || part === 'worker') expect([...cells.keys()]).toEqual([...undisturbed.keys()]);
    expectTheSame(cells);
    expect(await anew()).toEqual([{ state: 'SUCCEEDED', count: [...cells.keys()].filter((name) => /^(EXACT|HNSW) (VOLUME|REGION)/u.test(name)).length }]);
    for (const indexId of indexes) await expectWhole(voxseek.client, records, indexId);
    expect(await embeddingsOf(records, recipe)).toHaveLength(PATIENTS);
  });
});

describe('while a part does not answer', () => {
  let indexId: string;
  let samplesSnapshot: string;
  let volumeId: string;

  beforeAll(async () => {
    const samples = await ensureDataset(voxseek.client, 'samples', null);
    samplesSnapshot = await takeSnapshot(voxseek.client, samples);
    ({ indexId } = await embedAndIndex(voxseek.client, { modelId: 'mod_pixels-32', snapshotId: samplesSnapshot, parameters: { kind: 'HNSW' } }));
    volumeId = (await volumesOf(voxseek.client, samples))[0]!.id;
  });

  /** The failure of a request, and how long it took to come. */
  async function failureOf(request: () => Promise<unknown>): Promise<{ readonly code?: string; readonly path?: string; readonly seconds: number }> {
    const started = performance.now();
    const seconds = (): number => (performance.now() - started) / 1000;
    return request().then(
      () => ({ seconds: seconds() }),
      (error: unknown) => ({ ...(error as { code: string; path: string }), seconds: seconds() }),
    );
  }
  const search = (): Promise<unknown> => searchBy(voxseek.client, indexId, { volumeId });
  const viewer = (): Promise<unknown> => voxseek.client.query('{ viewer { team { id } } }');

  // Twenty seconds each; every run freezes Milvus beneath its adapter.
  const frozen = [
    { part: 'milvus', ask: search, within: 25 },
    { part: 'postgres', ask: viewer, within: 25 },
  ] as const;
  if (LONG) it.each(frozen)('a frozen $part is named within $within s, and serves again once it goes on', async ({ part, ask, within }) => {
    await ask();
    const thaw = await freeze(voxseek.pid(part));
    try {
      const { code, path, seconds } = await failureOf(ask);
      console.log(`${part} frozen: ${code} after ${seconds.toFixed(1)} s`);
      expect({ code, path }).toEqual({ code: 'DEPENDENCY_UNAVAILABLE', path: part });
      expect(seconds).toBeLessThan(within);
    } finally {
      thaw();
    }
    await until(`${part} to serve again`, async () => (await failureOf(ask)).code === undefined);
  });

  it.each([
    { part: 'milvus', ask: search },
    { part: 'postgres', ask: viewer },
  ] as const)('a killed $part is named at once until it is back', async ({ part, ask }) => {
    const killed = voxseek.kill(part);
    const failures: { code?: string; path?: string }[] = [];
    await until(`${part} to serve again`, async () => {
      const { code, path, seconds } = await failureOf(ask);
      expect(seconds).toBeLessThan(8);
      if (code !== undefined) failures.push({ code, path: path! });
      return code === undefined && failures.length > 0;
    });
    await killed;
    for (const failure of failures) expect(failure).toEqual({ code: 'DEPENDENCY_UNAVAILABLE', path: part });
  });

  it('a frozen temporal keeps jobs waiting, names itself to those who cancel, and starts what was asked for', async () => {
    const recipeId = await createRecipe(voxseek.client, 'mod_efficientnet-lite0');
    const running = await embedSnapshot(voxseek.client, recipeId, samplesSnapshot);
    await until('the job under way', async () => (await readJob(voxseek.client, running)).state === 'RUNNING');
    const thaw = await freeze(voxseek.pid('temporal'));
    let waiting: string;
    try {
      const { code, path, seconds } = await failureOf(() => cancelJob(voxseek.client, running));
      expect({ code, path }).toEqual({ code: 'DEPENDENCY_UNAVAILABLE', path: 'temporal' });
      expect(seconds).toBeLessThan(8);
      const { jobId } = await createIndex(voxseek.client, { name: 'asked for meanwhile', recipeId: await createRecipe(voxseek.client, 'mod_pixels-32'), parameters: { kind: 'EXACT' }, snapshotId: samplesSnapshot });
      waiting = jobId;
      expect((await readJob(voxseek.client, waiting)).state).toBe('QUEUED');
    } finally {
      thaw();
    }
    await follow(voxseek.client, waiting);
    const left = await readJob(voxseek.client, running);
    if (left.state === 'RUNNING') await cancelJob(voxseek.client, running);
  });
});

describe('an import whose worker is killed', () => {
  it('brings in every scan once, and names a bad one once', async () => {
    const client = await clientOfNewTeam(voxseek, 'interrupted import');
    const team = await openRecords(voxseek, client);
    const samples = join(repository, 'samples');
    // What the virtual patients are derived from has to be there before them.
    await follow(client, await importDirectory(client, { datasetId: await ensureDataset(client, 'samples', null), layout: 'NIFTI', directory: samples, manifest: join(samples, 'manifest.csv') }));
    const files = await makeCohort(samples, join(repository, '.voxseek', 'test-cohort'), () => undefined, new AbortController().signal);
    const directory = join(voxseek.home, 'interrupted');
    await cp(files.directory, directory, { recursive: true });
    await writeFile(join(directory, 'bad.nii'), 'no image at all, only a text that is long enough to be looked at '.repeat(20));
    const manifest = join(directory, 'manifest.csv');
    const [header = '', ...rows] = (await readFile(files.manifest, 'utf8')).trim().split('\n');
    // First in the list, so that it is behind the work that the kill interrupts.
    const bad = `bad.nii,bad,bad${','.repeat(header.split(',').length - 3)}`;
    await writeFile(manifest, [header, bad, ...rows, ''].join('\n'));

    const dataset = await ensureDataset(client, 'cohort', null);
    const jobId = await importDirectory(client, { datasetId: dataset, layout: 'NIFTI', directory, manifest });
    const volumes = (): Promise<readonly { hash: string }[]> => team.rows<{ hash: string }>("select voxel_hash as hash from voxseek.volumes where derived_from <> '{}'");
    await killDuring(voxseek, 'worker', jobId, { client, hit: async () => (await volumes()).length >= 6, follow: () => follow(client, jobId) });

    const job = await readImport(client, jobId);
    expect(job).toMatchObject({ state: 'SUCCEEDED', attempt: 1, skippedCount: 1, skipped: [{ code: 'FORMAT_UNKNOWN', item: expect.stringContaining('bad.nii') as string }] });
    expect(job.imported!.created + job.imported!.existing).toBe(PATIENTS);
    const hashes = (await volumes()).map(({ hash }) => hash);
    expect(hashes).toHaveLength(PATIENTS);
    expect(new Set(hashes).size).toBe(PATIENTS);
    expect(await volumesOf(client, dataset)).toHaveLength(PATIENTS);
    const segmentations = await team.rows<{ version: number }>("select s.version from voxseek.segmentations s join voxseek.volumes v on v.id = s.volume_id where v.derived_from <> '{}'");
    expect(segmentations.map(({ version }) => version)).toEqual(Array<number>(PATIENTS).fill(1));
  });
});

describe('a volume that is deleted while work on it is under way', () => {
  let dataset: string;
  let recipeId: string;
  const deleted: string[] = [];

  beforeAll(async () => {
    dataset = await ensureDataset(voxseek.client, 'cohort', null);
    const { recipe } = await voxseek.client.mutate<{ recipe: { id: string } }>(
      /* GraphQL */ `mutation Recipe($input: CreateRecipeInput!) { createRecipe(input: $input) { recipe { id } userErrors { code message path } } }`,
      // An encoder that takes its time: what is deleted last must still be ahead of it.
      { input: { modelId: 'mod_efficientnet-lite0', windowWidth: 500 } },
    );
    recipeId = recipe.id;
  });

  const membersOf = async (snapshot: string): Promise<readonly string[]> =>
    (await records.rows<{ id: string }>('select volume_id as id from voxseek.snapshot_members where snapshot_id = $1 order by voxel_hash', [snapshot])).map(({ id }) => id);

  async function erase(id: string): Promise<void> {
    await voxseek.client.mutate(/* GraphQL */ `mutation Delete($id: ID!) { deleteVolume(id: $id) { deletedId userErrors { code message path } } }`, { id });
    deleted.push(id);
  }

  /** Of all that was deleted nothing is left, or came back. */
  async function expectGone(): Promise<void> {
    for (const table of ['embeddings', 'segmentations', 'dataset_members', 'snapshot_members', 'indexed_volumes']) {
      expect(await records.rows(`select 1 from voxseek.${table} where volume_id = any ($1)`, [deleted]), table).toEqual([]);
    }
    expect(await records.rows('select 1 from voxseek.volumes where id = any ($1)', [deleted])).toEqual([]);
    for (const id of deleted) expect(records.objectsBelow(objectKeys.volume(asId('Team', records.teamId), asId('Volume', id))), id).toEqual([]);
  }

  it('is skipped by the embedding, with its reason, and leaves nothing behind', async () => {
    const snapshot = await takeSnapshot(voxseek.client, dataset);
    const members = await membersOf(snapshot);
    const jobId = await embedSnapshot(voxseek.client, recipeId, snapshot);
    const done = (): number => storedEmbeddings(records).filter((file) => file.endsWith(`${recipeId}.npy`)).length;
    await until('some embeddings', () => done() >= 2);
    await erase(members.at(-1)!);
    await erase(members[0]!);
    const job = await follow(voxseek.client, jobId);
    for (const { item, code } of job.skipped) expect({ item: deleted.includes(item), code }).toEqual({ item: true, code: 'NOT_FOUND' });
    expect(job.skipped.map(({ item }) => item)).toContain(members.at(-1));
    await expectGone();
    expect(await embeddingsOf(records, recipeId)).toHaveLength(PATIENTS - deleted.length);
  });

  it('is in no index whose build it interrupts', async () => {
    const snapshot = await takeSnapshot(voxseek.client, dataset);
    const members = await membersOf(snapshot);
    const { indexId, jobId } = await build(voxseek.client, { recipeId, snapshotId: snapshot, kind: 'HNSW' });
    await until('the build under way', async () => (await readJob(voxseek.client, jobId)).state === 'RUNNING');
    await erase(members[3]!);
    await follow(voxseek.client, jobId);
    await expectWhole(voxseek.client, records, indexId);
    await expectGone();
    const [index] = await records.rows<{ indexed: number }>('select indexed_slices as indexed from voxseek.vector_indexes where id = $1', [indexId]);
    expect(index?.indexed).toBe((await embeddingsOf(records, recipeId)).reduce((sum, { slices }) => sum + slices, 0));
    const found = await searchBy(voxseek.client, indexId, { volumeId: members[0]! });
    expect(found.volumes.length).toBeGreaterThan(0);
    for (const { volume } of found.volumes) expect(deleted).not.toContain(volume.id);
  });

  it('marks the runs under way as not to be repeated, and leaves search at once', async () => {
    const snapshot = await takeSnapshot(voxseek.client, dataset);
    const members = await membersOf(snapshot);
    const indexes = [];
    for (const kind of KINDS) indexes.push(await build(voxseek.client, { recipeId, snapshotId: snapshot, kind }));
    for (const { jobId } of indexes) await follow(voxseek.client, jobId);
    const { benchmarkRunId, jobId } = await startBenchmark(voxseek.client, { name: 'interrupted by a deletion', snapshotId: snapshot, indexIds: indexes.map(({ indexId }) => indexId), modes: ['VOLUME', 'REGION'], candidateCount: 500 });
    await until('the first cell', async () => (await readJob(voxseek.client, jobId)).done >= 1);
    await erase(members[5]!);
    for (const { indexId } of indexes) {
      const found = await searchBy(voxseek.client, indexId, { volumeId: members[0]! });
      for (const { volume } of found.volumes) expect(deleted).not.toContain(volume.id);
    }
    await follow(voxseek.client, jobId);
    const runs = await records.rows<{ state: string; reproducible: boolean }>('select r.state, r.reproducible from voxseek.benchmark_runs b join voxseek.retrieval_runs r on r.id = any (b.run_ids) where b.id = $1', [benchmarkRunId]);
    expect(runs).toHaveLength(2 * 4 + 2 * 2);
    for (const run of runs) expect(run).toEqual({ state: 'SUCCEEDED', reproducible: false });
    await expectGone();
    for (const { indexId } of indexes) await expectWhole(voxseek.client, records, indexId);
  });
});

/** The share of slices and volumes in first place that both have, over the HNSW cells. */
function firstPlacesAgreed(cells: ReadonlyMap<string, Measured>, others: ReadonlyMap<string, Measured>): number {
  const firstPlaces = ({ lines }: Measured): readonly string[] =>
    lines.flatMap((line) => {
      const list = JSON.parse(line) as { nearest?: readonly ({ volumeId: string; slice: number } | null)[]; ranked?: readonly { volumeId: string }[] };
      return [...(list.nearest ?? []).map((hit) => `${hit?.volumeId} ${hit?.slice}`), ...(list.ranked ?? []).slice(0, 1).map(({ volumeId }) => volumeId)];
    });
  let [agreed, all] = [0, 0];
  for (const [name, cell] of cells) {
    if (!name.startsWith('HNSW')) continue;
    const expected = firstPlaces(others.get(name)!);
    firstPlaces(cell).forEach((place, index) => {
      all += 1;
      if (place === expected[index]) agreed += 1;
    });
  }
  return agreed / all;
}
