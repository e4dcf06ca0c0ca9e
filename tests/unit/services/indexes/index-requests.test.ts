import { beforeEach, describe, expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import type { DatasetId, VolumeId } from '../../../../src/domain/ids.js';
import { createIndexRequests } from '../../../../src/services/indexes/index-requests.js';
import type { IndexRequest } from '../../../../src/services/indexes/index-requests.js';
import { createJobService } from '../../../../src/services/jobs/job-service.js';
import type { JobRecord, VectorIndexRecord } from '../../../../src/services/ports/records.js';
import { createRecordingEngine } from '../../../testkit/recording-engine.js';
import { workerCatalogue } from '../../../testkit/worker-catalogue.js';
import { silentLog } from '../../../testkit/worker.js';

const recipeId = asId('Recipe', 'rec_a');
const snapshotId = asId('Snapshot', 'snap_a');
const [chest, abdomen] = [asId('Dataset', 'ds_chest'), asId('Dataset', 'ds_abdomen')];
const volume = (name: string): VolumeId => asId('Volume', `vol_${name}`);

/** What the requests read; each test changes it. */
let world: { members: Map<DatasetId, string[]>; frozen: string[]; missing: string[]; reproducible: boolean; indexes: Map<string, VectorIndexRecord> };
let now: Date;
beforeEach(() => {
  world = { members: new Map([[chest, ['c', 'a']], [abdomen, ['b', 'a']]]), frozen: ['a', 'b'], missing: [], reproducible: true, indexes: new Map() };
  now = new Date('2026-01-01T00:00:00Z');
});

function setUp() {
  const membersOf = (names: readonly string[]) => names.map((name) => ({ volumeId: volume(name) }) as never);
  const catalogue = workerCatalogue(() => ({
    recipes: { get: (id) => Promise.resolve(id === recipeId ? ({ id } as never) : null) },
    snapshots: {
      get: (id) => Promise.resolve(id === snapshotId ? ({ id, reproducible: world.reproducible } as never) : null),
      members: () => Promise.resolve(membersOf(world.frozen)),
    },
    datasets: {
      getMany: (ids) => Promise.resolve(ids.filter((id) => world.members.has(id)).map((id) => ({ id }) as never)),
      members: (id) => Promise.resolve(membersOf(world.members.get(id) ?? [])),
    },
    embeddings: { missing: (ids) => Promise.resolve(ids.filter((id) => world.missing.some((name) => id === volume(name)))) },
    indexes: {
      get: (id) => Promise.resolve(world.indexes.get(id) ?? null),
      insert: (index) => (world.indexes.has(index.id) ? Promise.reject(new Error('The id is taken.')) : Promise.resolve(void world.indexes.set(index.id, index))),
    },
  }));
  const team = catalogue.team(asId('Team', 'team_a'));
  const engine = createRecordingEngine();
  const requests = createIndexRequests({ jobs: createJobService({ catalogue, engine, log: silentLog }), now: () => now });
  const end = (job: JobRecord, state: 'SUCCEEDED' | 'CANCELLED'): Promise<void> => team.jobs.finish(job.id, job.attempt, state === 'SUCCEEDED' ? { state, result: {}, skipped: [] } : { state, skipped: [] });
  return { team, engine, requests, end };
}

const frozen: IndexRequest = { name: 'frozen', recipeId, parameters: { kind: 'FLAT' }, scope: { kind: 'FROZEN', snapshotId } };
const following: IndexRequest = { ...frozen, name: 'following', scope: { kind: 'FOLLOWING', datasetIds: [chest, abdomen] } };

describe('an index that is asked for', () => {
  it('is made once for its recipe, kind and scope, whatever its name, and built by one job', async () => {
    const { requests, team, engine } = setUp();
    const first = await requests.buildIndex(team, frozen);
    expect(first.index).toMatchObject({ name: 'frozen', state: 'BUILDING', collection: null, generation: 0, createdAt: now });
    const [again, turned] = [await requests.buildIndex(team, { ...frozen, name: 'other' }), await requests.buildIndex(team, following)];
    expect(again.index).toEqual(first.index);
    expect(again.job.id).toBe(first.job.id);
    expect((await requests.buildIndex(team, { ...following, scope: { kind: 'FOLLOWING', datasetIds: [abdomen, chest] } })).index.id).toBe(turned.index.id);
    expect(turned.index.id).not.toBe(first.index.id);
    expect((await requests.buildIndex(team, { ...frozen, parameters: { kind: 'EXACT' } })).index.id).not.toBe(first.index.id);
    expect(engine.started).toHaveLength(3);
  });

  it.each([
    ['a data set has another volume', () => world.members.get(chest)!.push('d')],
    ['a volume has lost its embeddings', () => world.missing.push('b')],
    ['the index was dropped and made again', () => { world.indexes.clear(); now = new Date(now.getTime() + 1); }],
  ])('is built by another job when %s', async (_, change) => {
    const { requests, team, end } = setUp();
    const first = await requests.buildIndex(team, following);
    await end(first.job, 'SUCCEEDED');
    expect((await requests.buildIndex(team, following)).job).toMatchObject({ id: first.job.id, state: 'SUCCEEDED' });
    change();
    expect((await requests.buildIndex(team, following)).job).toMatchObject({ attempt: 1, state: 'QUEUED', id: expect.not.stringMatching(first.job.id) as string });
  });

  it('is what another request stored at the same moment', async () => {
    const { requests, team } = setUp();
    const [one, two] = await Promise.all([requests.buildIndex(team, frozen), requests.buildIndex(team, frozen)]);
    expect(one).toEqual(two);
  });

  it.each([
    ['a recipe that is not there', { ...frozen, recipeId: asId('Recipe', 'rec_b') }, 'NOT_FOUND', 'recipeId'],
    ['a snapshot that is not there', { ...frozen, scope: { kind: 'FROZEN', snapshotId: asId('Snapshot', 'snap_b') } }, 'NOT_FOUND', 'scope.snapshotId'],
    ['a data set that is not there', { ...following, scope: { kind: 'FOLLOWING', datasetIds: [chest, asId('Dataset', 'ds_b')] } }, 'NOT_FOUND', 'scope.datasetIds'],
    ['no data set', { ...following, scope: { kind: 'FOLLOWING', datasetIds: [] } }, 'INVALID_INPUT', 'scope.datasetIds'],
  ] as const)('over %s is refused', async (_, request, code, path) => {
    const { requests, team, engine } = setUp();
    await expect(requests.buildIndex(team, request)).rejects.toMatchObject({ code, path });
    expect(world.indexes.size + engine.started.length).toBe(0);
  });

  it('over a snapshot that lost a volume is refused', async () => {
    world.reproducible = false;
    const { requests, team } = setUp();
    await expect(requests.buildIndex(team, frozen)).rejects.toMatchObject({ code: 'NOT_REPRODUCIBLE', path: 'scope.snapshotId' });
  });
});

describe('an index that is built anew', () => {
  it('is built by another attempt, though nothing has changed, unless one is under way', async () => {
    const { requests, team, engine, end } = setUp();
    const { index, job } = await requests.buildIndex(team, frozen);
    expect((await requests.rebuildIndex(team, index.id)).job).toMatchObject({ id: job.id, attempt: 1, state: 'QUEUED' });
    await end(job, 'SUCCEEDED');
    const anew = await requests.rebuildIndex(team, index.id);
    expect(anew).toMatchObject({ index: { id: index.id }, job: { id: job.id, attempt: 2, state: 'QUEUED' } });
    expect((await requests.rebuildIndex(team, index.id)).job.attempt).toBe(2);
    expect((await requests.buildIndex(team, frozen)).job.attempt).toBe(2);
    await end(anew.job, 'CANCELLED');
    expect((await requests.rebuildIndex(team, index.id)).job.attempt).toBe(3);
    expect(engine.started).toHaveLength(3);
  });

  it('or reconciled must be there', async () => {
    const { requests, team } = setUp();
    const id = asId('VectorIndex', 'idx_none');
    await expect(requests.rebuildIndex(team, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(requests.reconcileIndex(team, id, true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('each reconciliation is a job of its own', async () => {
  const { requests, team, engine } = setUp();
  const { index } = await requests.buildIndex(team, frozen);
  const first = await requests.reconcileIndex(team, index.id, true);
  now = new Date(now.getTime() + 1);
  const second = await requests.reconcileIndex(team, index.id, true);
  expect(second.job.id).not.toBe(first.job.id);
  expect(engine.started.slice(1).map(({ input }) => input)).toEqual([
    { kind: 'RECONCILE_INDEX', indexId: index.id, repair: true, nonce: '2026-01-01T00:00:00.000Z' },
    { kind: 'RECONCILE_INDEX', indexId: index.id, repair: true, nonce: '2026-01-01T00:00:00.001Z' },
  ]);
});
