import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { asId } from '../../../src/domain/ids.js';
import type { TestApi } from '../../testkit/api.js';
import { startTestApi } from '../../testkit/api.js';
import { record } from '../../testkit/seed.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(inject('stack').postgresAdminUrl);
});
afterAll(() => api.close());

interface Page {
  readonly availableModels: { readonly totalCount: number; readonly nodes: readonly { id: string; here: boolean; paper: boolean; entry: object }[]; readonly pageInfo: { hasNextPage: boolean; endCursor: string } };
}
const LIST = 'query ($first: Int!, $after: String) { availableModels(first: $first, after: $after) { totalCount nodes { id here paper entry } pageInfo { hasNextPage endCursor } } }';

it('the encoders that can be had are listed page by page, and a team sees which of them it has itself', async () => {
  const [team, other] = [await api.team(), await api.team()];
  const [secret, stranger] = [await team.token('READ'), await other.token('READ')];
  await team.team.models.insert(record.model({ id: asId('Model', 'mod_dino-vitb16'), teamId: team.team.teamId }));
  const list = async (variables: object, by = secret): Promise<Page['availableModels']> => ((await api.askText(LIST, { variables, secret: by })).data as unknown as Page).availableModels;

  const seen: string[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const page: Page['availableModels'] = await list({ first: 5, after });
    seen.push(...page.nodes.map(({ id }) => id));
    [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
  }
  const whole = await list({ first: 100 });
  expect(seen).toEqual(whole.nodes.map(({ id }) => id));
  expect(whole.totalCount).toBe(seen.length);
  expect(whole.nodes.filter(({ paper }) => paper)).toHaveLength(6);
  expect(whole.nodes.filter(({ here }) => here).map(({ id }) => id)).toEqual(['mod_dino-vitb16']);
  expect((await list({ first: 100 }, stranger)).nodes.some(({ here }) => here)).toBe(false);
  expect(whole.nodes.find(({ id }) => id === 'mod_rad-dino')?.entry).toMatchObject({ license: { spdx: 'MIT', gated: false }, obtain: { kind: 'EXPORT' } });
});
