import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestDatabase } from '../../../testkit/database.js';
import type { DatasetId, SnapshotId } from '../../../../src/domain/ids.js';
import type { Page, PageRequest } from '../../../../src/services/ports/catalogue.js';
import type { SnapshotRecord } from '../../../../src/services/ports/records.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { newId, record, seedTeam } from '../../../testkit/seed.js';
import type { Seed } from '../../../testkit/seed.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(inject('stack').postgresAdminUrl);
});
afterAll(async () => {
  await database.drop();
});

/** The page of one data set, as it is given among those of others. */
async function snapshotPage({ team }: Pick<Seed, 'team'>, id: DatasetId, page: PageRequest<SnapshotId>): Promise<Page<SnapshotRecord>> {
  const other = newId('Dataset');
  const pages = await team.snapshots.pagesOf([other, id], page);
  expect(pages.get(other)).toEqual({ items: [], hasNextPage: false, totalCount: 0 });
  return pages.get(id)!;
}

describe('data sets', () => {
  it('come back as they went in, each name once a team', async () => {
    const seed = await seedTeam(database.catalogue);
    const dataset = await seed.dataset([], { name: 'thorax', description: 'chest CTs' });
    expect(await seed.team.datasets.get(dataset.id)).toEqual(dataset);
    expect(await seed.team.datasets.findByName('thorax')).toEqual(dataset);
    expect(await seed.team.datasets.findByName('abdomen')).toBeNull();
    await expect(seed.dataset([], { name: 'thorax' })).rejects.toMatchObject({ code: 'CONFLICT', path: 'name' });
    const other = await seedTeam(database.catalogue);
    await other.dataset([], { name: 'thorax' });
    expect(await seed.team.datasets.list({ first: 10 })).toEqual({ items: [dataset], hasNextPage: false, totalCount: 1 });
  });

  it('hold members with split and labels, which can change', async () => {
    const seed = await seedTeam(database.catalogue);
    const [a, b] = [await seed.volume(), await seed.volume()];
    const [one, two] = [await seed.dataset([a, b]), await seed.dataset([b])];
    const empty = await seed.dataset();
    await seed.team.datasets.putMember(one.id, { volumeId: a.id, split: 'TEST', labels: { tumour: 'yes' } });
    expect(new Set(await seed.team.datasets.members(one.id))).toEqual(
      new Set([{ volumeId: a.id, split: 'TEST', labels: { tumour: 'yes' } }, record.member(b.id)]),
    );
    expect(await seed.team.datasets.memberCounts([one.id, two.id, empty.id])).toEqual(new Map([[one.id, 2], [two.id, 1], [empty.id, 0]]));
    expect(await seed.team.datasets.of([a.id, b.id])).toEqual(new Map([[a.id, [one.id]], [b.id, [one.id, two.id].sort()]]));
    const labelled = await seed.team.datasets.labelsOf([one.id, empty.id], [a.id, newId('Volume')]);
    expect(labelled).toEqual([{ datasetId: one.id, volumeId: a.id, labels: { tumour: 'yes' } }]);
    const snapshotId = await seed.snapshotOf(one.id);
    expect(await seed.team.snapshots.labelsOf(snapshotId, [a.id])).toEqual([{ volumeId: a.id, labels: { tumour: 'yes' } }]);
    const stranger = await seedTeam(database.catalogue);
    expect(await stranger.team.datasets.labelsOf([one.id], [a.id])).toEqual([]);
    expect(await stranger.team.snapshots.labelsOf(snapshotId, [a.id])).toEqual([]);
    await seed.team.datasets.removeMember(one.id, a.id);
    expect(await seed.team.datasets.members(one.id)).toEqual([record.member(b.id)]);
    await expect(seed.team.datasets.putMember(one.id, record.member(newId('Volume')))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are not deleted while indexes or unfinished runs need them, which are named', async () => {
    const seed = await seedTeam(database.catalogue);
    const dataset = await seed.dataset([await seed.volume()]);
    const recipe = await seed.recipe();
    const snapshotId = await seed.snapshotOf(dataset.id);
    const following = await seed.index(recipe.id, { scope: { kind: 'FOLLOWING', datasetIds: [dataset.id] } });
    const frozen = await seed.index(recipe.id, { scope: { kind: 'FROZEN', snapshotId } });
    const run = record.run(snapshotId);
    await seed.team.runs.insert(run);
    const refusal = await seed.team.datasets.delete(dataset.id).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'IN_USE' });
    for (const { id } of [following, frozen, run]) expect((refusal as Error).message).toContain(id);
    await seed.team.runs.update(run.id, { state: 'SUCCEEDED' });
    await seed.team.indexes.update(following.id, { state: 'DROPPED' });
    await seed.team.indexes.delete(frozen.id);
    await seed.team.datasets.delete(dataset.id);
    expect(await seed.team.datasets.get(dataset.id)).toBeNull();
    expect(await seed.team.snapshots.get(snapshotId)).toMatchObject({ volumeCount: 1, reproducible: true });
    expect(await seed.team.volumes.list({}, { first: 1 })).toMatchObject({ totalCount: 1 });
  });
});

describe('snapshots', () => {
  it('are the same until a member, split, label or mask changes', async () => {
    const seed = await seedTeam(database.catalogue);
    const [a, b] = [await seed.volume({ shape: [8, 8, 3] }), await seed.volume({ shape: [8, 8, 5] })];
    const { id } = await seed.dataset([a, b]);
    const take = (datasetId: typeof id) => seed.team.snapshots.take(datasetId);
    const first = await take(id);
    expect(first).toMatchObject({ datasetId: id, volumeCount: 2, sliceCount: 8, reproducible: true });
    expect(await take(id)).toEqual(first);
    const seen = [first.id];
    const changes: (() => Promise<unknown>)[] = [
      () => seed.team.datasets.putMember(id, record.member(a.id, { split: 'TRAIN' })),
      () => seed.team.datasets.putMember(id, record.member(a.id, { split: 'TRAIN', labels: { side: 'left' } })),
      () => seed.segmentation(b.id),
      () => seed.segmentation(b.id),
      () => seed.team.datasets.removeMember(id, b.id),
    ];
    for (const change of changes) {
      await change();
      const taken = await take(id);
      expect(seen).not.toContain(taken.id);
      seen.push(taken.id);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await seed.team.datasets.putMember(id, record.member(b.id));
    await seed.team.datasets.putMember(id, record.member(a.id));
    const page = await snapshotPage(seed, id, { first: 4 });
    expect(page).toMatchObject({ hasNextPage: true, totalCount: 6 });
    const rest = await snapshotPage(seed, id, { first: 4, after: page.items[3]!.id });
    expect([...page.items, ...rest.items].map((snapshot) => snapshot.id)).toEqual([...seen].reverse());
    expect(await seed.team.snapshots.getMany([seen[1]!, first.id])).toMatchObject([{ id: seen[1] }, { id: first.id }]);
  });

  it('keep their members as they were, sorted by voxel hash', async () => {
    const seed = await seedTeam(database.catalogue);
    const source = await seed.volume();
    const [a, b] = [await seed.volume({ voxelHash: 'bb' }), await seed.volume({ voxelHash: 'aa', derivedFrom: [source.id] })];
    const { id } = await seed.dataset([a, b]);
    const mask = await seed.segmentation(a.id);
    await seed.team.datasets.putMember(id, record.member(a.id, { split: 'TEST', labels: { x: 'y' } }));
    const { id: snapshotId } = await seed.team.snapshots.take(id);
    await seed.segmentation(a.id);
    await seed.team.datasets.removeMember(id, b.id);
    expect(await seed.team.snapshots.members(snapshotId)).toEqual([
      { volumeId: b.id, split: 'NONE', labels: {}, voxelHash: 'aa', patientId: b.patientId, derivedFrom: [source.id], sliceCount: 4, segmentationId: null, segmentationVersion: null, segmentationHash: null },
      { volumeId: a.id, split: 'TEST', labels: { x: 'y' }, voxelHash: 'bb', patientId: a.patientId, derivedFrom: [], sliceCount: 4, segmentationId: mask.id, segmentationVersion: 1, segmentationHash: mask.maskHash },
    ]);
  });

  it('are one when taken at once', async () => {
    const seed = await seedTeam(database.catalogue);
    const { id } = await seed.dataset([await seed.volume(), await seed.volume()]);
    const taken = await Promise.all(Array.from({ length: 12 }, () => seed.team.snapshots.take(id)));
    expect(new Set(taken.map((snapshot) => snapshot.id)).size).toBe(1);
    expect(await seed.team.snapshots.members(taken[0]!.id)).toHaveLength(2);
    await expect(seed.team.snapshots.take(newId('Dataset'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('erasing a volume', () => {
  it('takes all that hangs on it, and leaves finished runs their figures', async () => {
    const seed = await seedTeam(database.catalogue);
    const { team } = seed;
    const [gone, kept] = [await seed.volume(), await seed.volume()];
    const dataset = await seed.dataset([gone, kept]);
    const untouched = await seed.dataset([kept]);
    const mask = await seed.segmentation(gone.id);
    const recipe = await seed.recipe();
    for (const { id } of [gone, kept]) await team.embeddings.put(record.embedding(id, recipe.id));
    const index = await seed.index(recipe.id);
    await team.indexes.addVolumes(index.id, [gone.id, kept.id]);
    const [snapshotId, otherId] = [await seed.snapshotOf(dataset.id), await seed.snapshotOf(untouched.id)];
    const [run, other] = [record.run(snapshotId), record.run(otherId)];
    for (const each of [run, other]) await team.runs.insert(each);
    const metrics = { queries: 2, patients: 2, taxonomies: [], winnerSliceRatio: 1.25 };
    await team.runs.update(run.id, { state: 'SUCCEEDED', metrics });
    const query = record.queryVolume(recipe.id, { state: 'READY', sameAsVolumeId: gone.id, patientId: gone.patientId, voxelHash: gone.voxelHash });
    await team.queryVolumes.insert(query);

    await team.volumes.erase(gone.id);

    expect(await team.volumes.get(gone.id)).toBeNull();
    expect(await team.segmentations.get(mask.id)).toBeNull();
    expect(await team.datasets.members(dataset.id)).toEqual([record.member(kept.id)]);
    expect(await team.embeddings.get(gone.id, recipe.id)).toBeNull();
    expect(await team.embeddings.get(kept.id, recipe.id)).not.toBeNull();
    expect((await team.indexes.volumes(index.id)).map(({ volumeId }) => volumeId)).toEqual([kept.id]);
    expect(await team.snapshots.get(snapshotId)).toMatchObject({ reproducible: false, volumeCount: 2 });
    expect((await team.snapshots.members(snapshotId)).map(({ volumeId }) => volumeId)).toEqual([kept.id]);
    expect(await team.snapshots.get(otherId)).toMatchObject({ reproducible: true });
    expect(await team.runs.get(run.id)).toMatchObject({ state: 'SUCCEEDED', reproducible: false, metrics });
    expect(await team.runs.get(other.id)).toMatchObject({ reproducible: true });
    expect(await team.queryVolumes.get(query.id)).toMatchObject({ state: 'EXPIRED', sameAsVolumeId: null, patientId: null, voxelHash: null });
    await team.volumes.erase(gone.id);
  });

  it('is not undone by work that was under way', async () => {
    const seed = await seedTeam(database.catalogue);
    const { team } = seed;
    const volume = await seed.volume();
    const recipe = await seed.recipe();
    const index = await seed.index(recipe.id);
    await team.volumes.erase(volume.id);
    expect(await team.embeddings.put(record.embedding(volume.id, recipe.id))).toBe(false);
    await team.indexes.addVolumes(index.id, [volume.id]);
    expect(await team.indexes.volumes(index.id)).toEqual([]);
    await expect(seed.segmentation(volume.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await team.embeddings.missing([volume.id], recipe.id)).toEqual([volume.id]);
  });

  it('and taking snapshots at once never gives a reproducible snapshot that lacks a member', async () => {
    const seed = await seedTeam(database.catalogue);
    const { team } = seed;
    const volumes = await Promise.all(Array.from({ length: 12 }, () => seed.volume()));
    const { id } = await seed.dataset(volumes);
    const recipe = await seed.recipe();
    const taken = await Promise.all(
      volumes.flatMap((volume) => [
        team.snapshots.take(id).then(async (snapshot) => {
          await team.runs.insert(record.run(snapshot.id));
        }),
        team.volumes.erase(volume.id),
        team.embeddings.put(record.embedding(volume.id, recipe.id)),
      ]),
    );
    expect(taken).toHaveLength(36);
    const { items } = await snapshotPage({ team }, id, { first: 100 });
    for (const snapshot of items) {
      const members = await team.snapshots.members(snapshot.id);
      expect(snapshot.reproducible).toBe(members.length === snapshot.volumeCount);
    }
    const runs = await team.runs.list({ first: 100 });
    const reproducible = new Map(items.map((snapshot) => [snapshot.id, snapshot.reproducible]));
    for (const run of runs.items) expect(run.reproducible).toBe(reproducible.get(run.snapshotId));
    expect(await team.embeddings.getMany(volumes.map((volume) => volume.id), recipe.id)).toEqual([]);
  });

  it('makes the state that comes back a snapshot of its own', async () => {
    const seed = await seedTeam(database.catalogue);
    const volume = await seed.volume();
    const { id } = await seed.dataset([volume]);
    const before = await seed.team.snapshots.take(id);
    await seed.team.volumes.erase(volume.id);
    await seed.team.volumes.insert(volume);
    await seed.team.datasets.putMember(id, record.member(volume.id));
    const after = await seed.team.snapshots.take(id);
    expect(after).toMatchObject({ hash: before.hash, reproducible: true });
    expect(after.id).not.toBe(before.id);
    expect(await seed.team.snapshots.members(after.id)).toHaveLength(1);
  });
});
