import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { JobId } from '../../../src/domain/ids.js';
import type { TestApi, TestTeam } from '../../testkit/api.js';
import { startTestApi } from '../../testkit/api.js';

let api: TestApi;
let team: TestTeam;
let secret: string;
beforeAll(async () => {
  api = await startTestApi(inject('stack').postgresAdminUrl);
  team = await api.team();
  secret = await team.token('READ', 'WRITE');
});
afterAll(() => api.close());

const EMBED = 'mutation ($input: EmbedDatasetInput!) { embedDataset(input: $input) { job { id placement { queue } } userErrors { code path } } }';
const PLACEMENT = 'query ($id: ID!) { job(id: $id) { placement { queue provider reason refusals { queue code message } } } }';

async function embed(input: object): Promise<{ readonly job: { readonly id: JobId; readonly placement: unknown } | null; readonly userErrors: unknown }> {
  const { data, errors } = await api.askText(EMBED, { variables: { input }, secret });
  expect(errors).toBeUndefined();
  return data?.embedDataset as never;
}

it('embedDataset takes the providers that may run it, in their order, as a part of the request', async () => {
  const { id: datasetId } = await team.dataset([await team.volume()]);
  const { id: recipeId } = await team.recipe();
  const inputOf = async (input: object): Promise<unknown> => (await team.team.jobs.get((await embed(input)).job!.id))?.input;
  expect(await inputOf({ datasetId, recipeId })).not.toHaveProperty('providers');
  expect(await inputOf({ datasetId, recipeId, providers: ['CUDA', 'CPU', 'CUDA'] })).toMatchObject({ providers: ['CUDA', 'CPU'] });
  const ids = [{}, { providers: ['CPU'] }, { providers: ['CUDA', 'CPU'] }, { providers: ['CPU', 'CUDA'] }].map(async (named) => (await embed({ datasetId, recipeId, ...named })).job?.id);
  expect(new Set(await Promise.all(ids)).size).toBe(4);
  expect(await embed({ datasetId, recipeId, providers: [] })).toEqual({ job: null, userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'providers'] }] });
});

it('a job shows its team where it was sent and why, and no other team', async () => {
  const { id: datasetId } = await team.dataset([await team.volume()]);
  const { id: recipeId } = await team.recipe();
  const { job } = await embed({ datasetId, recipeId });
  expect(job?.placement).toBeNull();
  const placement = { queue: 'voxseek-embed-cpu', provider: 'CPU', reason: 'voxseek-embed-cuda refused it (PROVIDER_UNFIT); voxseek-embed-cpu is next', refusals: [{ queue: 'voxseek-embed-cuda', code: 'PROVIDER_UNFIT', message: 'no MatMulInteger' }] } as const;
  await team.team.jobs.place(job!.id, 1, placement);
  expect((await api.askText(PLACEMENT, { variables: { id: job!.id }, secret })).data?.job).toEqual({ placement });
  const stranger = await (await api.team()).token('READ', 'WRITE');
  const { data, errors } = await api.askText(PLACEMENT, { variables: { id: job!.id }, secret: stranger });
  expect(data?.job ?? null).toBeNull();
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
});
