import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestDatabase } from '../../../testkit/database.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { newId, record, seedTeam } from '../../../testkit/seed.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(inject('stack').postgresAdminUrl);
});
afterAll(async () => {
  await database.drop();
});

describe('models', () => {
  it('of the operator are seen by every team and changed by none', async () => {
    const { operator } = database.catalogue;
    const shared = record.model({ name: 'shared' });
    await operator.putOperatorModel(shared);
    const [a, b] = [await seedTeam(database.catalogue), await seedTeam(database.catalogue)];
    const own = record.model({ teamId: a.team.teamId });
    await a.team.models.insert(own);
    expect(await a.team.models.get(own.id)).toEqual(own);
    expect(await b.team.models.get(own.id)).toBeNull();
    for (const { team } of [a, b]) expect(await team.models.get(shared.id)).toEqual(shared);
    await expect(b.team.models.delete(shared.id)).rejects.toMatchObject({ code: 'CONFLICT', path: 'id' });
    await b.team.models.delete(own.id);
    expect(await a.team.models.getMany([own.id, shared.id, newId('Model')])).toEqual([own, shared]);
    expect((await b.team.models.list({ first: 10 })).items).toEqual([shared]);
    await operator.putOperatorModel({ ...shared, name: 'renamed' });
    expect(await b.team.models.get(shared.id)).toMatchObject({ name: 'renamed' });
    await expect(operator.putOperatorModel({ ...shared, sha256: 'f'.repeat(64) })).rejects.toMatchObject({ code: 'CONFLICT', path: 'sha256' });
  });

  it('keep their bytes', async () => {
    const { team } = await seedTeam(database.catalogue);
    const model = record.model();
    await team.models.insert(model);
    await team.models.insert(model);
    await expect(team.models.insert({ ...model, sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'CONFLICT' });
    const shared = record.model();
    await database.catalogue.operator.putOperatorModel(shared);
    await team.models.insert(shared);
    await expect(team.models.insert({ ...shared, sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await team.models.list({ first: 100 })).items.filter(({ id }) => id === shared.id)).toEqual([shared]);
  });

  it('are not deleted while recipes need them, nor recipes while indexes do', async () => {
    const seed = await seedTeam(database.catalogue);
    const { team } = seed;
    const recipe = await seed.recipe();
    const index = await seed.index(recipe.id);
    await expect(team.models.delete(recipe.modelId)).rejects.toMatchObject({ code: 'IN_USE', details: { users: recipe.id } });
    await expect(team.recipes.delete(recipe.id)).rejects.toMatchObject({ code: 'IN_USE', details: { users: index.id } });
    await team.indexes.update(index.id, { state: 'DROPPED' });
    const volume = await seed.volume();
    const embedding = record.embedding(volume.id, recipe.id);
    await team.embeddings.put(embedding);
    expect(await team.recipes.delete(recipe.id)).toEqual([{ volumeId: volume.id, objectKey: embedding.objectKey }]);
    expect(await team.embeddings.get(volume.id, recipe.id)).toBeNull();
    await team.models.delete(recipe.modelId);
    expect(await team.models.get(recipe.modelId)).toBeNull();
    await expect(team.recipes.put(recipe)).rejects.toMatchObject({ code: 'NOT_FOUND', path: 'modelId' });
    await expect(seed.index(recipe.id)).rejects.toMatchObject({ code: 'NOT_FOUND', path: 'recipeId' });
  });
});

describe('recipes and embeddings', () => {
  it('are written once', async () => {
    const seed = await seedTeam(database.catalogue);
    const { team } = seed;
    const recipe = await seed.recipe();
    await team.recipes.put({ ...recipe, body: { other: true } });
    expect(await team.recipes.get(recipe.id)).toEqual(recipe);
    expect(await team.recipes.getMany([recipe.id])).toEqual([recipe]);
    expect(await team.recipes.list({ first: 5 })).toMatchObject({ totalCount: 1 });
    const [a, b] = [await seed.volume(), await seed.volume()];
    const embedding = record.embedding(a.id, recipe.id);
    expect(await team.embeddings.put(embedding)).toBe(true);
    expect(await team.embeddings.put({ ...embedding, provider: 'CUDA' })).toBe(true);
    expect(await team.embeddings.get(a.id, recipe.id)).toEqual(embedding);
    expect(await team.embeddings.missing([b.id, a.id], recipe.id)).toEqual([b.id]);
    await team.embeddings.put(record.embedding(b.id, recipe.id));
    expect(await team.embeddings.getMany([a.id, b.id], recipe.id)).toHaveLength(2);
    await expect(team.embeddings.put(record.embedding(a.id, newId('Recipe')))).rejects.toMatchObject({ code: 'NOT_FOUND', path: 'recipeId' });
  });
});

describe('indexes', () => {
  it('come back as they went in, frozen or following, and can be changed', async () => {
    const seed = await seedTeam(database.catalogue);
    const { team } = seed;
    const recipe = await seed.recipe();
    const frozen = await seed.index(recipe.id, { scope: { kind: 'FROZEN', snapshotId: newId('Snapshot') }, parameters: { kind: 'EXACT' }, collection: null });
    const following = await seed.index(recipe.id, { scope: { kind: 'FOLLOWING', datasetIds: [newId('Dataset'), newId('Dataset')] } });
    expect(await team.indexes.getMany([following.id, frozen.id])).toEqual([following, frozen]);
    const builtAt = new Date();
    const change = { state: 'FAILED', builtAt, buildSeconds: 1.5, skipped: [{ item: 'vol_1', code: 'EMBEDDING_FAILED', message: 'NaN' }] } as const;
    expect(await team.indexes.update(frozen.id, change)).toEqual({ ...frozen, ...change });
    expect(await team.indexes.update(frozen.id, {})).toEqual({ ...frozen, ...change });
    expect(await team.indexes.get(frozen.id)).toEqual({ ...frozen, ...change });
    await expect(team.indexes.update(newId('VectorIndex'), { state: 'READY' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await team.indexes.list({ first: 1 })).toMatchObject({ hasNextPage: true, totalCount: 2 });
  });

  it('know what they hold and what they follow', async () => {
    const seed = await seedTeam(database.catalogue);
    const { team } = seed;
    const recipe = await seed.recipe();
    const [a, b] = [await seed.volume({ voxelHash: 'b' }), await seed.volume({ voxelHash: 'a', derivedFrom: [newId('Volume')] })];
    const [one, two] = [newId('Dataset'), newId('Dataset')];
    const index = await seed.index(recipe.id, { scope: { kind: 'FOLLOWING', datasetIds: [one, two] } });
    const building = await seed.index(recipe.id, { scope: { kind: 'FOLLOWING', datasetIds: [two] }, state: 'BUILDING' });
    await seed.index(recipe.id, { scope: { kind: 'FOLLOWING', datasetIds: [one] }, state: 'DROPPED' });
    await seed.index(recipe.id, { scope: { kind: 'FROZEN', snapshotId: newId('Snapshot') } });
    const ids = (found: readonly { readonly id: string }[]) => new Set(found.map(({ id }) => id));
    expect(ids(await team.indexes.following([one]))).toEqual(new Set([index.id]));
    expect(ids(await team.indexes.following([two]))).toEqual(new Set([index.id, building.id]));
    expect(await team.indexes.following([])).toEqual([]);
    await team.indexes.addVolumes(index.id, [a.id, b.id, newId('Volume')]);
    await team.indexes.addVolumes(index.id, [a.id]);
    expect(await team.indexes.volumes(index.id)).toEqual(
      [b, a].map(({ id, patientId, voxelHash, derivedFrom }) => ({ volumeId: id, patientId, voxelHash, shape: a.shape, derivedFrom })),
    );
    expect(ids(await team.indexes.holding(a.id))).toEqual(new Set([index.id]));
    await team.indexes.removeVolumes(index.id, [a.id]);
    expect(await team.indexes.holding(a.id)).toEqual([]);
    await team.indexes.delete(index.id);
    expect(await team.indexes.volumes(index.id)).toEqual([]);
    await expect(team.indexes.addVolumes(index.id, [a.id])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
