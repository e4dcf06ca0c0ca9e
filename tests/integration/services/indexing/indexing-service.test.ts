import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { DatasetId, VectorIndexId, VolumeId } from '../../../../src/domain/ids.js';
import { createIndexingService } from '../../../../src/services/indexing/create-indexing-service.js';
import { createVolumeDeletion } from '../../../../src/services/volumes/volume-deletion.js';
import { newId, record } from '../../../testkit/seed.js';
import { createVectorTeam } from '../../../testkit/vector-team.js';
import type { VolumeRecord } from '../../../../src/services/ports/records.js';
import type { EmbeddedVolume, VectorTeam } from '../../../testkit/vector-team.js';

const FLAT = { kind: 'FLAT' } as const;
const never = new AbortController().signal;
let world: VectorTeam;
beforeAll(async () => {
  world = await createVectorTeam(inject('stack'));
});
afterAll(() => world.close());

const sorted = (ids: Iterable<VolumeId>): readonly VolumeId[] => [...ids].sort();
const idsOf = (volumes: readonly { readonly id: VolumeId }[]): readonly VolumeId[] => sorted(volumes.map(({ id }) => id));
const members = async (id: VectorIndexId): Promise<readonly VolumeId[]> => sorted((await world.team.indexes.volumes(id)).map(({ volumeId }) => volumeId));
const stateOf = async (id: VectorIndexId) => (await world.team.indexes.get(id))!;
const rows = async (id: VectorIndexId): Promise<ReadonlyMap<VolumeId, number>> => world.vectors.listVolumes((await stateOf(id)).collection!);
const erase = (id: VolumeId): Promise<void> => createVolumeDeletion({ indexing: world.indexing, objects: world.objects, caches: [world.cache] }).erase(world.team, id);

const reconcile = (id: VectorIndexId, repair = true) => world.indexing.reconcile(world.team, id, { repair, build: 'repair_1' }, never);

/** Catalogue and server say the same. */
async function expectHolds(id: VectorIndexId, volumes: readonly EmbeddedVolume[], skipped: readonly VolumeRecord[] = []): Promise<void> {
  expect(await members(id)).toEqual(idsOf(volumes));
  expect(await rows(id)).toEqual(new Map(volumes.map((volume) => [volume.id, volume.shape[2]])));
  const slices = volumes.reduce((sum, { shape }) => sum + shape[2], 0);
  const expectedSlices = skipped.reduce((sum, { shape }) => sum + shape[2], slices);
  const state = await stateOf(id);
  expect(state).toMatchObject({ state: 'READY', indexedSlices: slices, expectedSlices });
  expect(state.skipped.filter(({ code }) => code === 'EMBEDDINGS_MISSING').map(({ item }) => item).sort()).toEqual(idsOf(skipped));
}

async function archive(count: number): Promise<{ readonly volumes: readonly EmbeddedVolume[]; readonly datasetId: DatasetId }> {
  const volumes = await Promise.all(Array.from({ length: count }, (_, index) => world.embedded(3 + index)));
  return { volumes, datasetId: (await world.seed.dataset(volumes)).id };
}

async function followed(count: number) {
  const { volumes, datasetId } = await archive(count);
  const index = await world.index(FLAT, { kind: 'FOLLOWING', datasetIds: [datasetId] });
  return { volumes, datasetId, indexId: index.id };
}

async function enter(datasetId: DatasetId, slices = 5): Promise<EmbeddedVolume> {
  const volume = await world.embedded(slices);
  await world.team.datasets.putMember(datasetId, record.member(volume.id));
  await world.indexing.follow(world.team, [volume.id], world.recipeId);
  return volume;
}

/** Steps of a build with something done before the last one. */
async function buildWhile(indexId: VectorIndexId, name: string, meanwhile: () => Promise<unknown>, indexing = world.indexing) {
  const plan = await indexing.planBuild(world.team, indexId, name);
  const { skipped } = await indexing.indexVolumes(world.team, { indexId, ...plan }, never);
  await meanwhile();
  return indexing.finishBuild(world.team, { indexId, ...plan, skipped, seconds: 2 }, never);
}

/** A service whose vector store does something just before a call. */
const before = (method: 'countRows' | 'pointAlias' | 'upsert', work: () => Promise<unknown>) => {
  let done = false;
  const vectors = {
    ...world.vectors,
    [method]: async (...parameters: never[]) => {
      if (!done) {
        done = true;
        await work();
      }
      return (world.vectors[method] as (...given: never[]) => Promise<unknown>)(...parameters);
    },
  };
  return createIndexingService({ cache: world.cache, vectors });
};

describe('a frozen index', () => {
  it('holds the embedded volumes of its snapshot, and names those that it lacks', async () => {
    const { volumes } = await archive(3);
    const bare = await world.seed.volume();
    const dataset = await world.seed.dataset([...volumes, bare]);
    const snapshotId = await world.seed.snapshotOf(dataset.id);
    const index = await world.index(FLAT, { kind: 'FROZEN', snapshotId });
    const plan = await world.indexing.planBuild(world.team, index.id, 'one');
    const hashes = new Map([...volumes, bare].map(({ id, voxelHash }) => [id, voxelHash]));
    expect(plan.volumeIds).toEqual([...hashes].sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([id]) => id));
    const built = await world.build(index.id);
    expect(built).toMatchObject({ generation: 1, buildSeconds: 1, server: 'Milvus Lite 3.2.2', skipped: [{ item: bare.id, code: 'EMBEDDINGS_MISSING' }] });
    await expectHolds(index.id, volumes, [bare]);
    await enter(dataset.id);
    await expectHolds(index.id, volumes, [bare]);
  });

  it('that lacks rows is not switched to, and is taken away', async () => {
    const { volumes, datasetId } = await archive(2);
    const index = await world.index(FLAT, { kind: 'FROZEN', snapshotId: await world.seed.snapshotOf(datasetId) });
    const plan = await world.indexing.planBuild(world.team, index.id, 'one');
    await world.indexing.indexVolumes(world.team, { indexId: index.id, ...plan }, never);
    await world.vectors.removeVolumes(plan.collection!, [volumes[0]!.id]);
    const finish = world.indexing.finishBuild(world.team, { indexId: index.id, ...plan, skipped: [], seconds: 1 }, never);
    await expect(finish).rejects.toMatchObject({ code: 'INDEX_INCOMPLETE', details: { rows: 4, expected: 7 } });
    await world.indexing.abandonBuild(world.team, { indexId: index.id, collection: plan.collection });
    expect(await world.vectors.exists(plan.collection!)).toBe(false);
    expect(await stateOf(index.id)).toMatchObject({ state: 'FAILED', collection: null });
  });

  it('leaves out what is deleted while it is built', async () => {
    const { volumes, datasetId } = await archive(3);
    const index = await world.index(FLAT, { kind: 'FROZEN', snapshotId: await world.seed.snapshotOf(datasetId) });
    await buildWhile(index.id, 'one', () => erase(volumes[0]!.id));
    await expectHolds(index.id, volumes.slice(1));
  });

  it.each(['countRows', 'pointAlias'] as const)('keeps no row of what is deleted just before %s', async (method) => {
    const { volumes, datasetId } = await archive(3);
    const index = await world.index(FLAT, { kind: 'FROZEN', snapshotId: await world.seed.snapshotOf(datasetId) });
    await buildWhile(index.id, 'one', () => Promise.resolve(), before(method, () => erase(volumes[1]!.id)));
    await expectHolds(index.id, [volumes[0]!, volumes[2]!]);
  });

  it('is dropped with its rows', async () => {
    const { datasetId } = await archive(1);
    const index = await world.index(FLAT, { kind: 'FROZEN', snapshotId: await world.seed.snapshotOf(datasetId) });
    const { collection } = await world.build(index.id);
    await world.indexing.drop(world.team, index.id);
    expect(await world.vectors.exists(collection!)).toBe(false);
    expect(await world.team.indexes.get(index.id)).toBeNull();
    await expect(world.build(newId('VectorIndex'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a following index', () => {
  it('takes volumes in and lets them go, and says each time that it is another state', async () => {
    const { volumes, datasetId, indexId } = await followed(2);
    await world.build(indexId);
    const entered = await enter(datasetId);
    await expectHolds(indexId, [...volumes, entered]);
    expect((await stateOf(indexId)).generation).toBe(2);
    await erase(volumes[0]!.id);
    await expectHolds(indexId, [volumes[1]!, entered]);
    expect((await stateOf(indexId)).generation).toBe(3);
  });

  it('expects the slices of what lacks embeddings, until it has them or is deleted', async () => {
    const { volumes, datasetId, indexId } = await followed(2);
    const [bare, gone] = [await world.seed.volume({ shape: [64, 64, 7] }), await world.seed.volume({ shape: [64, 64, 11] })];
    for (const { id } of [bare, gone]) await world.team.datasets.putMember(datasetId, record.member(id));
    await world.build(indexId);
    await expectHolds(indexId, volumes, [bare, gone]);
    expect(await stateOf(indexId)).toMatchObject({ indexedSlices: 7, expectedSlices: 7 + 7 + 11 });
    await world.embed(bare);
    await world.indexing.follow(world.team, [bare.id], world.recipeId);
    await world.team.volumes.erase(gone.id);
    await enter(datasetId);
    expect(await stateOf(indexId)).toMatchObject({ indexedSlices: 7 + 7 + 5, expectedSlices: 7 + 7 + 5, skipped: [{ item: gone.id }] });
  });

  it('loses no state when many enter and leave at once', async () => {
    const { volumes, datasetId, indexId } = await followed(3);
    await world.build(indexId);
    const [, ...entered] = await Promise.all([erase(volumes[0]!.id), ...Array.from({ length: 4 }, (_, index) => enter(datasetId, 4 + index))]);
    await expectHolds(indexId, [volumes[1]!, volumes[2]!, ...entered]);
    expect((await stateOf(indexId)).generation).toBe(6);
  });

  it('is rebuilt beside itself and switched, and answers meanwhile', async () => {
    const { volumes, indexId } = await followed(2);
    const { collection: first } = await world.build(indexId, 'one');
    const built = await buildWhile(indexId, 'two', async () => {
      expect(await stateOf(indexId)).toMatchObject({ state: 'READY', collection: first });
      await expectHolds(indexId, volumes);
    });
    expect(built.collection).not.toBe(first);
    expect(await world.vectors.exists(first!)).toBe(false);
    await expectHolds(indexId, volumes);
  });

  it.each([
    ['the plan', null],
    ['the count', 'countRows'],
    ['the switch', 'pointAlias'],
  ] as const)('keeps what enters and leaves during a rebuild, around %s', async (_, method) => {
    const { volumes, datasetId, indexId } = await followed(3);
    await world.build(indexId, 'one');
    const change = async (): Promise<void> => {
      entered = await enter(datasetId);
      await erase(volumes[0]!.id);
    };
    let entered: EmbeddedVolume | null = null;
    await (method === null ? buildWhile(indexId, 'two', change) : buildWhile(indexId, 'two', () => Promise.resolve(), before(method, change)));
    await expectHolds(indexId, [volumes[1]!, volumes[2]!, entered!]);
  });

  it('keeps what is written into the collection that is being replaced', async () => {
    const { volumes, datasetId, indexId } = await followed(2);
    await world.build(indexId, 'one');
    const volume = await world.embedded(6);
    await world.team.datasets.putMember(datasetId, record.member(volume.id));
    const slow = before('upsert', () => world.build(indexId, 'two'));
    await slow.follow(world.team, [volume.id], world.recipeId);
    await expectHolds(indexId, [...volumes, volume]);
  });

  it('may be told twice to finish the same build', async () => {
    const { volumes, datasetId, indexId } = await followed(2);
    const { collection: old } = await world.build(indexId, 'one');
    const plan = await world.indexing.planBuild(world.team, indexId, 'two');
    await world.indexing.indexVolumes(world.team, { indexId, ...plan }, never);
    const finish = () => world.indexing.finishBuild(world.team, { indexId, ...plan, skipped: [], seconds: 1 }, never);
    await finish();
    const entered = await enter(datasetId);
    await finish();
    await world.indexing.abandonBuild(world.team, { indexId, collection: plan.collection });
    await expectHolds(indexId, [...volumes, entered]);
    expect(await world.vectors.exists(old!)).toBe(false);
  });

  it('of another recipe, or not yet built, is left alone', async () => {
    const { datasetId, indexId } = await followed(1);
    await enter(datasetId);
    expect(await members(indexId)).toEqual([]);
    await world.indexing.follow(world.team, [newId('Volume')], world.recipeId);
  });

  it('that is EXACT has members only', async () => {
    const { volumes, datasetId } = await archive(2);
    const { id } = await world.index({ kind: 'EXACT' }, { kind: 'FOLLOWING', datasetIds: [datasetId] });
    expect(await world.build(id)).toMatchObject({ collection: null, server: null, indexedSlices: 7 });
    const entered = await enter(datasetId);
    await erase(volumes[1]!.id);
    expect(await members(id)).toEqual(idsOf([volumes[0]!, entered]));
    expect(await reconcile(id)).toEqual({ missing: [], surplus: [], wrongCount: [], repaired: false });
  });
});

describe('reconciliation', () => {
  it('finds nothing to mend in a whole index', async () => {
    const { indexId } = await followed(2);
    await world.build(indexId);
    const { generation } = await stateOf(indexId);
    expect(await reconcile(indexId)).toEqual({ missing: [], surplus: [], wrongCount: [], repaired: false });
    expect((await stateOf(indexId)).generation).toBe(generation);
  });

  it('names what is missing, too much, or incomplete, and mends it when asked to', async () => {
    const { volumes, datasetId, indexId } = await followed(4);
    await world.build(indexId);
    const { collection } = await stateOf(indexId);
    const [lost, forgotten, stray, half] = volumes as readonly [EmbeddedVolume, EmbeddedVolume, EmbeddedVolume, EmbeddedVolume];
    await world.vectors.removeVolumes(collection!, [lost.id, half.id]);
    await world.vectors.upsert(collection!, [{ volumeId: half.id, patientId: half.patientId, row: 0 }], { rows: 1, columns: 8, data: half.vectors.data.slice(0, 8) });
    await world.team.indexes.removeVolumes(indexId, [forgotten.id]);
    await world.team.datasets.removeMember(datasetId, stray.id);
    const found = await reconcile(indexId, false);
    expect({ ...found, missing: sorted(found.missing) }).toEqual({ missing: idsOf([lost, forgotten]), surplus: [stray.id], wrongCount: [half.id], repaired: false });
    expect(await reconcile(indexId)).toMatchObject({ repaired: true });
    await expectHolds(indexId, [lost, forgotten, half]);
  });

  it('builds a collection anew that the server has lost, and takes in what entered and left meanwhile', async () => {
    const { volumes, datasetId, indexId } = await followed(3);
    await world.build(indexId);
    const { collection: lost, generation } = await stateOf(indexId);
    await world.vectors.drop(lost!);
    const found = { missing: expect.any(Array) as VolumeId[], surplus: [], wrongCount: [] };
    const compared = await reconcile(indexId, false);
    expect(compared).toEqual({ ...found, repaired: false });
    expect(sorted(compared.missing)).toEqual(idsOf(volumes));
    expect(await stateOf(indexId)).toMatchObject({ state: 'READY', collection: lost, generation });
    // A deletion is not held up by rows that are gone anyway.
    await erase(volumes[0]!.id);
    expect(await reconcile(indexId)).toEqual({ ...found, repaired: true });
    expect((await stateOf(indexId)).collection).not.toBe(lost);
    await expectHolds(indexId, volumes.slice(1));
    const entered = await enter(datasetId);
    await expectHolds(indexId, [...volumes.slice(1), entered]);
  });

  it('leaves nothing of a repair that fails', async () => {
    const { indexId } = await followed(2);
    await world.build(indexId);
    await world.vectors.drop((await stateOf(indexId)).collection!);
    const made: string[] = [];
    const vectors = { ...world.vectors, create: (name: string, ...rest: [number, typeof FLAT]) => (made.push(name), world.vectors.create(name, ...rest)), countRows: () => Promise.resolve(0) };
    const broken = createIndexingService({ cache: world.cache, vectors });
    await expect(broken.reconcile(world.team, indexId, { repair: true, build: 'repair_1' }, never)).rejects.toMatchObject({ code: 'INDEX_INCOMPLETE' });
    expect(made).toHaveLength(1);
    expect(await world.vectors.exists(made[0]!)).toBe(false);
    expect(await stateOf(indexId)).toMatchObject({ state: 'READY' });
  });
});
