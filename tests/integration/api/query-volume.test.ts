import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { asId } from '../../../src/domain/ids.js';
import { startTestApi } from '../../testkit/api.js';
import type { TestApi, TestTeam } from '../../testkit/api.js';

let api: TestApi;
let team: TestTeam;
let secret: string;

beforeAll(async () => {
  api = await startTestApi(inject('stack').postgresAdminUrl);
  team = await api.team();
  secret = await team.token('WRITE');
});
afterAll(() => api.close());

const create = async (input: object) => {
  const { data, errors } = await api.askText('mutation ($input: CreateQueryVolumeInput!) { createQueryVolume(input: $input) { queryVolume { id state } job { id kind } userErrors { code path } } }', { variables: { input }, secret });
  expect(errors).toBeUndefined();
  return data!.createQueryVolume as { readonly job: { readonly id: string; readonly kind: string } | null; readonly userErrors: readonly { readonly code: string; readonly path: string }[] };
};

it('embeds a stored volume as a query, and asks nothing of it that belongs to an upload', async () => {
  const [volume, recipe] = [await team.volume(), await team.recipe()];
  const { job, userErrors } = await create({ volumeId: volume.id, recipeId: recipe.id });
  expect([job?.kind, userErrors]).toEqual(['EMBED_QUERY', []]);
  expect(await team.team.jobs.get(asId('Job', job!.id))).toMatchObject({ input: { kind: 'EMBED_QUERY', volumeId: volume.id, recipeId: recipe.id } });
  expect((await create({ recipeId: recipe.id })).userErrors).toEqual([{ code: 'INVALID_INPUT', path: 'input' }]);
  expect((await create({ volumeId: volume.id, uploadId: 'upl_a', recipeId: recipe.id })).userErrors).toEqual([{ code: 'INVALID_INPUT', path: 'input' }]);
  expect((await create({ volumeId: volume.id, recipeId: recipe.id, patientKey: 'x' })).userErrors).toEqual([{ code: 'INVALID_INPUT', path: 'input.patientKey' }]);
  expect((await create({ volumeId: volume.id, recipeId: recipe.id, series: 1 })).userErrors).toEqual([{ code: 'INVALID_INPUT', path: 'input.series' }]);
});
