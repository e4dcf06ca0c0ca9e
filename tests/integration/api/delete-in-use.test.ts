import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { objectKeys } from '../../../src/services/object-keys.js';
import type { TestApi, TestTeam } from '../../testkit/api.js';
import { startTestApi } from '../../testkit/api.js';
import { newId, record } from '../../testkit/seed.js';

let api: TestApi;
let team: TestTeam;
let secret: string;
beforeAll(async () => {
  api = await startTestApi(inject('stack').postgresAdminUrl);
  team = await api.team();
  secret = await team.token('READ', 'WRITE');
});
afterAll(() => api.close());

async function remove(noun: 'Recipe' | 'Model', id: string): Promise<unknown> {
  const { data, errors } = await api.askText(`mutation ($id: ID!) { delete${noun}(id: $id) { deletedId userErrors { code message path } } }`, { variables: { id }, secret });
  expect(errors).toBeUndefined();
  return data?.[`delete${noun}`];
}

const refused = (code: string, ...named: readonly string[]): unknown => ({
  deletedId: null,
  userErrors: [{ code, path: 'id', message: expect.stringMatching(new RegExp(named.map((name) => `(?=.*${name})`).join(''), 'u')) as string }],
});

describe('a recipe', () => {
  it('is not deleted under an index, a job that embeds by it, or an uploaded query, and each is named', async () => {
    const { id } = await team.recipe();
    const other = await team.recipe();
    const index = await team.index(id);
    const [job, of] = [newId('Job'), newId('Job')];
    for (const [jobId, recipeId] of [[job, id], [of, other.id]] as const) await team.team.jobs.request({ id: jobId, kind: 'EMBED_DATASET', input: { kind: 'EMBED_DATASET', recipeId } });
    const query = record.queryVolume(id, { state: 'READY' });
    const stale = [record.queryVolume(id, { state: 'FAILED' }), record.queryVolume(id, { state: 'READY', expiresAt: new Date(Date.now() - 1_000) })];
    for (const stored of [query, ...stale]) await team.team.queryVolumes.insert(stored);

    const answer = await remove('Recipe', id);
    expect(answer).toEqual(refused('IN_USE', index.id, job, query.id));
    for (const { id: unnamed } of [{ id: of }, ...stale]) expect(JSON.stringify(answer)).not.toContain(unnamed);
    await team.team.indexes.delete(index.id);
    await team.team.jobs.progress(job, 1, { stage: 'embedding', done: 1, total: 2, unit: 'volumes', rate: null });
    expect(await remove('Recipe', id)).toEqual(refused('IN_USE', job, query.id));
    await team.team.jobs.finish(job, 1, { state: 'CANCELLED', skipped: [] });
    expect(await remove('Recipe', id)).toEqual(refused('IN_USE', query.id));
    await team.team.queryVolumes.delete(query.id);
    expect(await remove('Recipe', id)).toEqual({ deletedId: id, userErrors: [] });
  });

  it('is deleted with the objects of its embeddings, and with none of another recipe', async () => {
    const [recipe, other, volume] = [await team.recipe(), await team.recipe(), await team.volume()];
    const keyOf = (id: typeof recipe.id): string => objectKeys.embedding(team.team.teamId, volume.id, id);
    for (const { id } of [recipe, other]) {
      await api.objects.put(keyOf(id), Buffer.from('vectors'));
      await team.team.embeddings.put(record.embedding(volume.id, id, { objectKey: keyOf(id) }));
    }
    expect(await remove('Recipe', recipe.id)).toEqual({ deletedId: recipe.id, userErrors: [] });
    expect(await api.objects.head(keyOf(recipe.id))).toBeNull();
    expect(await api.objects.head(keyOf(other.id))).not.toBeNull();
    expect(await team.team.embeddings.get(volume.id, other.id)).not.toBeNull();
  });
});

describe('a model', () => {
  it('of the operator is not deleted by a team, one of the team is', async () => {
    const shared = record.model();
    await api.database.catalogue.operator.putOperatorModel(shared);
    expect(await remove('Model', shared.id)).toEqual(refused('CONFLICT', shared.id));
    expect(await team.team.models.get(shared.id)).toEqual(shared);
    const own = record.model({ teamId: team.team.teamId });
    await team.team.models.insert(own);
    const recipe = await team.recipe(own.id);
    expect(await remove('Model', own.id)).toEqual(refused('IN_USE', recipe.id));
    await team.team.recipes.delete(recipe.id);
    expect(await remove('Model', own.id)).toEqual({ deletedId: own.id, userErrors: [] });
  });
});
