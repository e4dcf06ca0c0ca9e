import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { JobId } from '../../../src/domain/ids.js';
import { membersHash } from '../../../src/services/ingest/members-hash.js';
import type { SkippedItem } from '../../../src/services/ports/records.js';
import type { TestApi, TestTeam } from '../../testkit/api.js';
import { startTestApi } from '../../testkit/api.js';
import { record } from '../../testkit/seed.js';

let api: TestApi;
let team: TestTeam;
let secret: string;
beforeAll(async () => {
  api = await startTestApi(inject('stack').postgresAdminUrl);
  team = await api.team();
  secret = await team.token('READ', 'WRITE', 'ADMIN');
});
afterAll(() => api.close());

interface AskedJob {
  readonly id: JobId;
  readonly attempt: number;
  readonly state: string;
}

async function mutate(name: string, input: object, fields: string): Promise<Record<string, unknown>> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const { data, errors } = await api.askText(`mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} userErrors { code message } } }`, { variables: { input }, secret });
  expect(errors).toBeUndefined();
  const answer = data?.[name] as Record<string, unknown>;
  expect(answer.userErrors).toEqual([]);
  return answer;
}

const succeed = ({ id, attempt }: AskedJob, result: object, skipped: readonly SkippedItem[] = []): Promise<void> => team.team.jobs.finish(id, attempt, { state: 'SUCCEEDED', result, skipped });

it('embedDataset is the same job until embeddings are missing: of a volume that was skipped, or of a recipe that was deleted', async () => {
  const [a, b] = [await team.volume(), await team.volume()];
  const { id: datasetId } = await team.dataset([a, b]);
  const recipe = await team.recipe();
  const embed = async (): Promise<AskedJob> => (await mutate('embedDataset', { datasetId, recipeId: recipe.id }, 'job { id attempt state }')).job as AskedJob;

  const first = await embed();
  expect(await embed()).toEqual(first);
  await team.team.embeddings.put(record.embedding(a.id, recipe.id));
  await succeed(first, {}, [{ item: b.id, code: 'FILE_CORRUPT', message: 'cannot be read' }]);
  const retried = await embed();
  expect(retried).toEqual({ id: first.id, attempt: 2, state: 'QUEUED' });
  await team.team.embeddings.put(record.embedding(b.id, recipe.id));
  await succeed(retried, {});
  expect(await embed()).toEqual({ id: first.id, attempt: 2, state: 'SUCCEEDED' });

  await team.team.recipes.delete(recipe.id);
  await team.team.recipes.put(recipe);
  expect(await embed()).toEqual({ id: first.id, attempt: 3, state: 'QUEUED' });
  expect(api.engine.started.filter(({ kind }) => kind === 'EMBED_DATASET')).toHaveLength(3);
});

it('importDirectory of an unchanged directory is the same job until its data set holds other volumes', async () => {
  const { id: datasetId } = await team.dataset();
  const load = async (): Promise<AskedJob> => (await mutate('importDirectory', { datasetId, directory: '/data', layout: 'NIFTI' }, 'job { id attempt state }')).job as AskedJob;
  const first = await load();
  const volumes = [await team.volume(), await team.volume()];
  for (const { id } of volumes) await team.team.datasets.putMember(datasetId, record.member(id));
  // What the workflow has brought in so far is no reason to begin another.
  expect(await load()).toEqual(first);
  await succeed(first, { membersHash: await membersHash(team.team, datasetId) });
  expect(await load()).toEqual({ ...first, state: 'SUCCEEDED' });
  await team.team.volumes.erase(volumes[0]!.id);
  expect(await load()).toEqual({ id: first.id, attempt: 2, state: 'QUEUED' });
});
