import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType } from 'graphql';
import { isEnumType, isInputObjectType, isInterfaceType, isObjectType, isRequiredArgument } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import WebSocket from 'ws';
import { apiSchema } from '../../../src/api/schema.js';
import { VoxseekError } from '../../../src/domain/errors/voxseek-error.js';
import { ERROR_CODES } from '../../../src/domain/errors/error-codes.js';
import type { JobId } from '../../../src/domain/ids.js';
import { encodeNpy } from '../../../src/services/embedding/npy.js';
import { objectKeys } from '../../../src/services/object-keys.js';
import { createVolumeFiles } from '../../../src/adapters/nifti/volume-files.js';
import type { TestApi, TestTeam } from '../../testkit/api.js';
import { startTestApi } from '../../testkit/api.js';
import { CreateDatasetDocument, ListVolumesDocument } from '../../testkit/generated/operations.js';
import { createScheduleKeeper } from '../../../src/services/schedules/schedule-keeper.js';
import { newId, record } from '../../testkit/seed.js';
import { silentLog } from '../../testkit/worker.js';

const codeOf = (answer: Awaited<ReturnType<TestApi['askText']>>): unknown => answer.errors?.[0]?.extensions.code;

const fieldsOf = (type: GraphQLInputObjectType | GraphQLInterfaceType | GraphQLObjectType): readonly { readonly name: string; readonly description?: string | null | undefined }[] => Object.values<{ readonly name: string; readonly description?: string | null | undefined }>(type.getFields());

describe('the schema', () => {
  it('describes every type, field, argument and value', () => {
    const bare: string[] = [];
    for (const type of Object.values(apiSchema().getTypeMap())) {
      if (type.name.startsWith('__') || ['Query', 'Mutation', 'Subscription', 'String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name)) continue;
      if (!type.description) bare.push(type.name);
      if (isEnumType(type)) bare.push(...type.getValues().filter((value) => !value.description).map((value) => `${type.name}.${value.name}`));
      if (isObjectType(type) || isInputObjectType(type) || isInterfaceType(type)) bare.push(...fieldsOf(type).filter((field) => !field.description).map((field) => `${type.name}.${field.name}`));
    }
    for (const type of Object.values(apiSchema().getTypeMap()).filter(isObjectType)) {
      if (type.name.startsWith('__')) continue;
      for (const field of Object.values(type.getFields())) bare.push(...field.args.filter((arg) => !arg.description).map((arg) => `${type.name}.${field.name}(${arg.name})`));
    }
    expect(bare).toEqual([]);
  });
});

describe('requests', () => {
  let api: TestApi;
  let team: TestTeam;
  let secret: string;

  beforeAll(async () => {
    api = await startTestApi(inject('stack').postgresAdminUrl, { limits: { depth: 8, aliases: 5, tokens: 400, cost: 5_000, requestBytes: 20_000 } });
    team = await api.team();
    secret = await team.token('WRITE');
  });
  afterAll(() => api.close());

  it('need a token, and one that is valid', async () => {
    const without = await api.askText('{ viewer { team { id } } }');
    expect([without.status, codeOf(without)]).toEqual([401, 'UNAUTHENTICATED']);
    const wrong = await api.askText('{ viewer { team { id } } }', { secret: 'vxs_wrong' });
    expect([wrong.status, codeOf(wrong)]).toEqual([401, 'UNAUTHENTICATED']);
    const right = await api.askText('{ viewer { team { id } token { scopes } } }', { secret });
    expect(right.data).toEqual({ viewer: { team: { id: team.team.teamId }, token: { scopes: ['WRITE'] } } });
  });

  it('may be typed by operations generated from the emitted schema', async () => {
    const made = await api.ask(CreateDatasetDocument, { name: 'typed' }, secret);
    expect(made.data.createDataset).toMatchObject({ dataset: { name: 'typed', volumeCount: 0 }, userErrors: [] });
    const listed = await api.ask(ListVolumesDocument, { first: 5 }, secret);
    expect(listed.data.volumes.pageInfo.hasNextPage).toBe(listed.data.volumes.totalCount > 5);
  });

  it('are held to the scope of the token, every mutation too', async () => {
    const reader = await team.token('READ');
    for (const field of Object.values(apiSchema().getMutationType()?.getFields() ?? {})) {
      const values = field.args.filter(isRequiredArgument);
      const declared = values.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
      const passed = values.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
      const variables = Object.fromEntries(values.map((arg) => [arg.name, String(arg.type) === 'ID!' ? 'x' : SAMPLE_INPUT[String(arg.type)]]));
      const answer = await api.askText(`mutation (${declared}) { ${field.name}(${passed}) { userErrors { code } } }`, { variables, secret: reader });
      expect([field.name, codeOf(answer)]).toEqual([field.name, 'FORBIDDEN']);
    }
    expect(codeOf(await api.askText('{ tokens { totalCount } }', { secret }))).toBe('FORBIDDEN');
    const directory = await api.askText('mutation { importDirectory(input: { datasetId: "x", directory: "/" }) { userErrors { code } } }', { secret });
    expect([directory.status, codeOf(directory)]).toEqual([403, 'FORBIDDEN']);
  });

  it('make tokens and revoke them, at once', async () => {
    const tenant = await api.team();
    const admin = await tenant.token('ADMIN');
    const create = 'mutation ($input: CreateTokenInput!) { createToken(input: $input) { token { id name scopes expiresAt } secret userErrors { code path } } }';
    const made = await api.askText(create, { variables: { input: { name: 'ci', scopes: ['READ'] } }, secret: admin });
    const { token, secret: fresh } = (made.data as { createToken: { token: { id: string }; secret: string } }).createToken;
    expect(token).toEqual({ id: token.id, name: 'ci', scopes: ['READ'], expiresAt: null });
    const past = await api.askText(create, { variables: { input: { name: 'ci', scopes: ['READ'], expiresAt: '2020-01-01T00:00:00.000Z' } }, secret: admin });
    expect(past.data?.createToken).toEqual({ token: null, secret: null, userErrors: [{ code: 'INVALID_INPUT', path: 'expiresAt' }] });

    const seen = await api.askText('{ tokens { totalCount nodes { id name } } }', { secret: admin });
    expect(seen.data?.tokens).toMatchObject({ totalCount: 2, nodes: expect.arrayContaining([{ id: token.id, name: 'ci' }]) as unknown });
    expect(JSON.stringify(seen)).not.toContain(fresh);

    const { job } = await tenant.team.jobs.request({ id: newId('Job'), kind: 'EMBED_DATASET', input: {} });
    const client = createClient({ url: `${api.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { authorization: `Bearer ${fresh}` }, retryAttempts: 0 });
    const events: unknown[] = [];
    const over = new Promise((resolve) => {
      client.subscribe({ query: 'subscription ($id: ID!) { jobProgress(jobId: $id) { done } }', variables: { id: job.id } }, { next: ({ data }) => void events.push(data), error: resolve, complete: () => resolve('complete') });
    });
    while (events.length === 0) await sleep(20);

    const whoami = (secret: string) => api.askText('{ viewer { token { id } } }', { secret });
    expect((await whoami(fresh)).data).toEqual({ viewer: { token: { id: token.id } } });
    const revoke = (id: string) => api.askText('mutation ($id: ID!) { revokeToken(id: $id) { revokedId userErrors { code } } }', { variables: { id }, secret: admin });
    expect((await revoke(token.id)).data?.revokeToken).toEqual({ revokedId: token.id, userErrors: [] });
    const refused = await whoami(fresh);
    expect([refused.status, codeOf(refused)]).toEqual([401, 'UNAUTHENTICATED']);
    await tenant.team.jobs.progress(job.id, job.attempt, { stage: 'embedding', done: 7, total: 9, unit: 'volumes', rate: 2 });
    expect(await over).toMatchObject({ code: 4403 });
    expect(events).toEqual([{ jobProgress: { done: 0 } }]);
    await client.dispose();

    expect((await revoke(token.id)).data?.revokeToken).toMatchObject({ revokedId: null, userErrors: [{ code: 'NOT_FOUND' }] });
    expect((await whoami(admin)).status).toBe(200);
  });

  it('create, list, snapshot and delete data sets', async () => {
    const create = 'mutation ($name: String!) { createDataset(input: { name: $name }) { dataset { id name volumeCount } userErrors { code path } } }';
    const { data } = await api.askText(create, { variables: { name: 'chest' }, secret });
    const { id } = (data as { createDataset: { dataset: { id: string } } }).createDataset.dataset;
    expect(data?.createDataset).toEqual({ dataset: { id, name: 'chest', volumeCount: 0 }, userErrors: [] });
    expect((await api.askText(create, { variables: { name: 'chest' }, secret })).data?.createDataset).toMatchObject({ dataset: null, userErrors: [{ code: 'CONFLICT' }] });
    expect((await api.askText(create, { variables: { name: '' }, secret })).data?.createDataset).toMatchObject({ userErrors: [{ code: 'INVALID_INPUT', path: 'input.name' }] });
    const snapshot = await api.askText('mutation ($id: ID!) { takeSnapshot(datasetId: $id) { snapshot { volumeCount dataset { name } } userErrors { code } } }', { variables: { id }, secret });
    expect(snapshot.data?.takeSnapshot).toMatchObject({ snapshot: { volumeCount: 0, dataset: { name: 'chest' } } });
    const node = await api.askText('query ($id: ID!) { node(id: $id) { __typename ... on Dataset { name } } }', { variables: { id }, secret });
    expect(node.data).toEqual({ node: { __typename: 'Dataset', name: 'chest' } });
    const removed = await api.askText('mutation ($id: ID!) { deleteDataset(id: $id) { deletedId userErrors { code } } }', { variables: { id }, secret });
    expect(removed.data?.deleteDataset).toEqual({ deletedId: id, userErrors: [] });
    expect(codeOf(await api.askText('query ($id: ID!) { dataset(id: $id) { name } }', { variables: { id }, secret }))).toBe('NOT_FOUND');
  });

  it('schedule a benchmark, change, pause, resume, trigger and delete it, while the engine is away too', async () => {
    const { scheduleEngine } = api;
    const tenant = await api.team();
    const writer = await tenant.token('WRITE');
    await tenant.dataset([], { name: 'archive' });
    const document = JSON.stringify({ version: 1, name: 'nightly', gallery: { dataset: 'archive' }, encoders: [{ model: 'pixels-32' }], modes: ['VOLUME'] });
    const SHOWN = 'benchmarkSchedule { id name note paused overlap createdBy datasets cron { expression timeZone } onChange { of settleSeconds } nextRuns lastRuns { totalCount } } userErrors { code path }';
    const ask = async (field: string, variables: object): Promise<Record<string, unknown>> => {
      const input = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input!`;
      const declared = [...('id' in variables ? ['$id: ID!'] : []), ...('input' in variables ? [`$input: ${input}`] : [])].join(', ');
      const passed = Object.keys(variables).map((name) => `${name}: $${name}`).join(', ');
      const selection = field.startsWith('delete') ? 'deletedId userErrors { code path }' : SHOWN;
      return (await api.askText(`mutation (${declared}) { ${field}(${passed}) { ${selection} } }`, { variables, secret: writer })).data?.[field] as Record<string, unknown>;
    };
    const trigger = { cron: { expression: '0 3 * * *', timeZone: 'Europe/Berlin' } };
    const made = await ask('createBenchmarkSchedule', { input: { name: 'nightly', note: 'ours', document, trigger } });
    const { id } = made.benchmarkSchedule as { id: string };
    const expected = { id, name: 'nightly', note: 'ours', paused: false, overlap: 'SKIP', createdBy: 'test', datasets: ['archive'], cron: trigger.cron, onChange: null, nextRuns: ['2030-01-01T03:00:00.000Z'], lastRuns: { totalCount: 0 } };
    expect(made).toEqual({ benchmarkSchedule: expected, userErrors: [] });
    const held = () => scheduleEngine.schedules.get(`${tenant.team.teamId}/${id}`);
    expect(held()).toMatchObject({ paused: false, timeZone: 'Europe/Berlin', calendars: [{ minutes: [0], hours: [3] }] });

    expect(await ask('pauseBenchmarkSchedule', { id })).toMatchObject({ benchmarkSchedule: { paused: true, nextRuns: [] } });
    expect(held()).toMatchObject({ paused: true });
    expect(await ask('triggerBenchmarkSchedule', { id })).toMatchObject({ userErrors: [] });
    expect(scheduleEngine.triggered).toEqual([id]);
    expect(await ask('resumeBenchmarkSchedule', { id })).toMatchObject({ benchmarkSchedule: { paused: false } });
    const onChange = { of: ['MODELS'], settleSeconds: 60 };
    expect(await ask('updateBenchmarkSchedule', { id, input: { note: '', trigger: { onChange }, overlap: 'BUFFER_ONE' } })).toMatchObject({ benchmarkSchedule: { name: 'nightly', note: null, cron: null, onChange, overlap: 'BUFFER_ONE', nextRuns: [] } });
    expect(held()).toMatchObject({ calendars: [] });

    const refused = async (input: object): Promise<unknown> => (await ask('createBenchmarkSchedule', { input: { name: 'other', document, trigger, ...input } })).userErrors;
    expect(await refused({ name: 'nightly' })).toEqual([{ code: 'CONFLICT', path: 'name' }]);
    expect(await refused({ name: '' })).toEqual([{ code: 'INVALID_INPUT', path: 'input.name' }]);
    expect(await refused({ trigger: {} })).toEqual([{ code: 'INVALID_INPUT', path: 'input.trigger' }]);
    expect(await refused({ trigger: { ...trigger, onChange } })).toEqual([{ code: 'INVALID_INPUT', path: 'input.trigger' }]);
    expect(await refused({ trigger: { cron: { expression: '0 3 * * 9' } } })).toEqual([{ code: 'INVALID_INPUT', path: 'input.trigger.cron.expression' }]);
    expect(await refused({ trigger: { cron: { expression: '* * * * *' } } })).toEqual([{ code: 'LIMIT_EXCEEDED', path: 'input.trigger.cron.expression' }]);
    expect(await refused({ trigger: { cron: { ...trigger.cron, timeZone: 'Mars' } } })).toEqual([{ code: 'INVALID_INPUT', path: 'input.trigger.cron.timeZone' }]);
    expect(await refused({ trigger: { onChange: { ...onChange, settleSeconds: 1 } } })).toEqual([{ code: 'INVALID_INPUT', path: 'input.trigger.onChange.settleSeconds' }]);
    expect(await refused({ document: document.replace('archive', 'nowhere') })).toEqual([{ code: 'NOT_FOUND', path: 'gallery.dataset' }]);
    expect(await refused({ document: document.replace('VOLUME', 'VOLUMES') })).toEqual([{ code: 'INVALID_INPUT', path: 'modes.0' }]);
    expect(await refused({ document: null })).toEqual([{ code: 'INVALID_INPUT', path: 'input' }]);

    scheduleEngine.away = true;
    expect(await ask('pauseBenchmarkSchedule', { id })).toMatchObject({ benchmarkSchedule: { paused: true }, userErrors: [] });
    const late = await api.askText('mutation ($id: ID!) { triggerBenchmarkSchedule(id: $id) { userErrors { code } } }', { variables: { id }, secret: writer });
    expect([codeOf(late), late.errors?.[0]?.extensions.path]).toEqual(['DEPENDENCY_UNAVAILABLE', 'temporal']);
    expect(await ask('deleteBenchmarkSchedule', { id })).toEqual({ deletedId: id, userErrors: [] });
    expect(held()).toBeDefined();
    scheduleEngine.away = false;
    await createScheduleKeeper({ catalogue: api.database.catalogue, engine: scheduleEngine, log: silentLog }).keep();
    expect(held()).toBeUndefined();
  });

  it('cost as many statements for twenty volumes as for two', async () => {
    const volumes = [];
    for (let index = 0; index < 20; index += 1) {
      const volume = await team.volume();
      await team.segmentation(volume.id);
      volumes.push(volume);
    }
    await team.dataset(volumes.slice(0, 10));
    await team.dataset(volumes);
    const query = `query ($first: Int!) { volumes(first: $first) { nodes {
      id datasets { name volumeCount } segmentations { version } latestSegmentation { regions { region voxels firstSlice } } derivedFrom { id }
    } } }`;
    api.takeStatements();
    const few = await api.askText(query, { variables: { first: 2 }, secret });
    const forFew = api.takeStatements().length;
    const many = await api.askText(query, { variables: { first: 20 }, secret });
    const forMany = api.takeStatements().length;
    expect(few.errors).toBeUndefined();
    expect((many.data as { volumes: { nodes: unknown[] } }).volumes.nodes).toHaveLength(20);
    expect(forMany).toBe(forFew);
  });

  it('page through lists without a gap', async () => {
    const ids: string[] = [];
    let after: string | null = null;
    for (;;) {
      const { data } = await api.askText('query ($after: String) { volumes(first: 7, after: $after) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }', { variables: { after }, secret });
      const page = (data as { volumes: { nodes: { id: string }[]; totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string } } }).volumes;
      ids.push(...page.nodes.map(({ id }) => id));
      expect(page.totalCount).toBe(20);
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(new Set(ids).size).toBe(20);
    const tooMany = await api.askText('{ volumes(first: 101) { totalCount } }', { secret });
    expect(tooMany.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', path: 'first' });
    const foreignCursor = await api.askText('{ volumes(after: "eHl6") { totalCount } }', { secret });
    expect(foreignCursor.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', path: 'after' });
  });

  it('are refused when too deep, too wide, too long, too costly or too large', async () => {
    const refused = async (query: string): Promise<unknown> => codeOf(await api.askText(query, { secret }));
    const deep = `{ volumes { nodes { ${'derivedFrom { '.repeat(8)} id ${'} '.repeat(8)} } } }`;
    expect(await refused(deep)).toBe('QUERY_TOO_COMPLEX');
    expect(await refused(`{ ${Array.from({ length: 6 }, (_, index) => `a${index}: viewer { team { id } }`).join(' ')} }`)).toBe('QUERY_TOO_COMPLEX');
    expect(await refused(`{ volumes { nodes { ${'id '.repeat(500)} } } }`)).toBe('QUERY_TOO_COMPLEX');
    expect(await refused('{ datasets(first: 100) { nodes { volumes(first: 100) { nodes { id name } } } } }')).toBe('QUERY_TOO_COMPLEX');
    const doubling = Array.from({ length: 40 }, (_, index) => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} }`).join(' ');
    expect(await refused(`{ ...f0 } ${doubling} fragment f40 on Query { viewer { team { id } } }`)).toBe('QUERY_TOO_COMPLEX');
    const large = await api.askText(`{ viewer { team { id } } } # ${'x'.repeat(30_000)}`, { secret });
    expect([large.status, codeOf(large)]).toEqual([413, 'LIMIT_EXCEEDED']);
  });

  it('with a document at fault get a code of the table', async () => {
    for (const query of ['{ nothing }', '{ viewer {', 'query ($a: Int!) { jobs(first: $a) { totalCount } }']) {
      expect(codeOf(await api.askText(query, { secret }))).toBe('INVALID_INPUT');
    }
    expect(Object.keys(ERROR_CODES)).toContain('INVALID_INPUT');
  });

  it('that a browser could send without asking are refused', async () => {
    const response = await fetch(`${api.url}/graphql?query=%7Bviewer%7Bteam%7Bid%7D%7D%7D`, { headers: { authorization: `Bearer ${secret}` } });
    expect(response.status).toBe(400);
  });

  describe('about a stored scan', () => {
    it('show its slices by a signed address that cannot be changed', async () => {
      const shape = [6, 5, 3] as const;
      const volume = await team.volume({ shape, spacing: [1, 1, 2], affine: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 2, -7], [0, 0, 0, 1]], sliceFlags: [1, 0, 0] });
      const voxels = new Int16Array(6 * 5 * 3).fill(100);
      await createVolumeFiles(api.objects).writeVolume(objectKeys.voxels(team.team.teamId, volume.id), { ...volume, shape, voxels });
      const query = 'query ($id: ID!) { volume(id: $id) { sliceCount slices(first: 2) { nodes { index z isAir thumbnailUrl(size: 32) } pageInfo { hasNextPage } } } }';
      const { data, errors } = await api.askText(query, { variables: { id: volume.id }, secret });
      expect(errors).toBeUndefined();
      const { slices } = (data as { volume: { slices: { nodes: { thumbnailUrl: string; z: number; isAir: boolean }[] } } }).volume;
      expect(slices.nodes.map(({ z, isAir }) => [z, isAir])).toEqual([[-7, true], [-5, false]]);
      const url = slices.nodes[0]?.thumbnailUrl ?? '';
      const png = await fetch(url);
      expect([png.status, png.headers.get('content-type')]).toEqual([200, 'image/png']);
      expect(Buffer.from(await png.arrayBuffer()).subarray(1, 4).toString()).toBe('PNG');
      for (const forged of [url.replace('slices/0', 'slices/1'), url.replace('width=400', 'width=401'), url.replace(/expires=\d+/u, 'expires=9999999999')]) {
        expect((await fetch(forged)).status).toBe(404);
      }
      const plain = url.split('?')[0] ?? '';
      expect((await fetch(plain)).status).toBe(401);
      expect((await fetch(plain, { headers: { authorization: `Bearer ${secret}` } })).status).toBe(200);
      expect((await fetch(plain.replace('slices/0', 'slices/9'), { headers: { authorization: `Bearer ${secret}` } })).status).toBe(404);
    });

    it('show what it spoke for before: search says where it matches, what labels neighbours have, and what these foretell', async () => {
      const recipe = await team.recipe();
      const volumes = [await team.volume(), await team.volume(), await team.volume(), await team.volume()];
      const [first, second] = [await team.dataset(volumes), await team.dataset(volumes.slice(1))];
      const index = await team.index(recipe.id, { parameters: { kind: 'EXACT' }, collection: null, scope: { kind: 'FOLLOWING', datasetIds: [first.id, second.id] } });
      const facts = [{}, { tumour: 'yes', stage: '2' }, { tumour: 'yes', stage: '4' }, { tumour: 'no' }];
      for (const [at, volume] of volumes.entries()) {
        // The further a volume is from the query, the less its slices look like it.
        const data = Float32Array.from({ length: 4 * 8 }, (_, cell) => (cell % 8 === Math.floor(cell / 8) ? 1 : 0) + 0.1 * at * Number(cell % 8 === 7));
        const objectKey = objectKeys.embedding(team.team.teamId, volume.id, recipe.id);
        await api.objects.put(objectKey, encodeNpy({ rows: 4, columns: 8, data }));
        await team.team.embeddings.put(record.embedding(volume.id, recipe.id, { objectKey }));
        await team.team.datasets.putMember(first.id, { volumeId: volume.id, split: 'NONE', labels: facts[at]! });
        if (at > 0) await team.team.datasets.putMember(second.id, { volumeId: volume.id, split: 'NONE', labels: { tumour: 'of another opinion', site: 'A' } });
      }
      await team.segmentation(volumes[0]!.id, { regions: [{ region: 'liver', pixelCounts: [0, 5, 5, 0] }], covers: ['liver'] });
      await team.segmentation(volumes[1]!.id, { regions: [{ region: 'liver', pixelCounts: [0, 0, 5, 5] }], covers: ['liver'] });
      await team.segmentation(volumes[2]!.id, { regions: [{ region: 'spleen', pixelCounts: [9, 0, 0, 0] }], covers: ['spleen'] });
      await team.team.indexes.addVolumes(index.id, volumes.map(({ id }) => id));

      const query = `query ($input: SearchVolumesInput!, $label: LabelTargetInput!, $neighbours: Int!, $L: Int!, $tau: Float!) { searchVolumes(input: $input) {
        volumes { volume { id } labels { name value }
          matchedRange { first { index } last { index } extentMm supportingSlices share }
          localization(supportingSlices: $L, threshold: $tau) { region supportingSlices { index } ratio ceiling hit } }
        prediction(label: $label, neighbours: $neighbours) { label kind volumeIds vote votes { value count } median } } }`;
      const usual = { input: { indexId: index.id, query: { volumeId: volumes[0]?.id } }, label: { name: 'tumour' }, neighbours: 5, L: 15, tau: 0.5 };
      const ask = (change: object) => api.askText(query, { variables: { ...usual, ...change }, secret });
      interface Answer {
        readonly volumes: readonly object[];
        readonly prediction: unknown;
      }
      const found = async (change: object): Promise<Answer> => {
        const { data, errors } = await ask(change);
        expect(errors).toBeUndefined();
        return (data as { searchVolumes: Answer }).searchVolumes;
      };
      const { volumes: ranked, prediction } = await found({});
      const extentMm = expect.closeTo(4 * volumes[1]!.spacing[2], 6) as number;
      expect(ranked[0]).toMatchObject({ volume: { id: volumes[1]!.id }, matchedRange: { first: { index: 0 }, last: { index: 3 }, extentMm, supportingSlices: 4, share: 1 }, localization: null });
      // Where two data sets disagree, the first that the index names counts; what only the other knows is added.
      expect(ranked).toMatchObject([
        { labels: [{ name: 'site', value: 'A' }, { name: 'stage', value: '2' }, { name: 'tumour', value: 'yes' }] },
        { labels: [{ name: 'site', value: 'A' }, { name: 'stage', value: '4' }, { name: 'tumour', value: 'yes' }] },
        { labels: [{ name: 'site', value: 'A' }, { name: 'tumour', value: 'no' }] },
      ]);
      expect(prediction).toEqual({ label: 'tumour', kind: 'CATEGORICAL', volumeIds: volumes.slice(1).map(({ id }) => id), vote: 'yes', votes: [{ value: 'yes', count: 2 }, { value: 'no', count: 1 }], median: null });
      expect((await found({ label: { name: 'stage' } })).prediction).toMatchObject({ kind: 'ORDINAL', volumeIds: [volumes[1]!.id, volumes[2]!.id], vote: '2', median: '2' });
      expect((await found({ label: { name: 'tumour', order: ['yes', 'no'] }, neighbours: 1 })).prediction).toMatchObject({ kind: 'ORDINAL', vote: 'yes', median: 'yes' });
      expect((await found({ label: { name: 'colour' } })).prediction).toBeNull();

      const region = { ...usual.input, slices: { region: { region: 'liver' } } };
      expect((await found({ input: region })).volumes).toMatchObject([
        { matchedRange: { first: { index: 1 }, last: { index: 2 }, supportingSlices: 2 }, localization: { region: 'liver', supportingSlices: [{ index: 1 }, { index: 2 }], ratio: 0.5, ceiling: 1, hit: true } },
        // Nobody looked for the liver there, or for anything.
        { localization: { ratio: null, ceiling: null, hit: null, supportingSlices: [{}, {}] } },
        { localization: { ratio: null, ceiling: null, hit: null } },
      ]);
      expect((await found({ input: region, L: 1, tau: 1 })).volumes[0]).toMatchObject({ localization: { supportingSlices: [{ index: 1 }], ratio: 0, ceiling: 1, hit: false } });

      for (const [change, path] of [[{ L: 0 }, 'supportingSlices'], [{ L: 1_001 }, 'supportingSlices'], [{ tau: 0 }, 'threshold'], [{ neighbours: 101 }, 'neighbours'], [{ label: { name: '' } }, 'label.name'], [{ label: { name: 'tumour', order: ['no', 'perhaps'] } }, 'label.order']] as const) {
        const narrow = query.replace('supportingSlices { index } ', '');
        const { errors } = await api.askText(narrow, { variables: { ...usual, input: { ...region, first: 1 }, ...change }, secret });
        expect(errors?.[0]?.extensions, path).toMatchObject({ code: 'INVALID_INPUT', path });
      }
    });

    it('erase it everywhere: search does not return it, nothing is left in the object store', async () => {
      const recipe = await team.recipe();
      const volumes = [await team.volume(), await team.volume(), await team.volume()];
      const dataset = await team.dataset(volumes);
      const index = await team.index(recipe.id, { parameters: { kind: 'EXACT' }, collection: null, scope: { kind: 'FOLLOWING', datasetIds: [dataset.id] } });
      for (const [at, volume] of volumes.entries()) {
        const data = Float32Array.from({ length: 4 * 8 }, (_, cell) => (cell % 8 === at ? 1 : 0.1 * (cell % 3)));
        const objectKey = objectKeys.embedding(team.team.teamId, volume.id, recipe.id);
        await api.objects.put(objectKey, encodeNpy({ rows: 4, columns: 8, data }));
        await team.team.embeddings.put(record.embedding(volume.id, recipe.id, { objectKey }));
      }
      await team.team.indexes.addVolumes(index.id, volumes.map(({ id }) => id));
      const query = `query ($input: SearchVolumesInput!) { searchVolumes(input: $input) {
        volumes { rank volume { id } stage1 { rank score } stage2 { rank mean } supportingSlices(first: 2) { index } matches(first: 3) { querySlice similarity slice { index volumeId } } }
        querySlices index { generation volumes slices } times { total } } }`;
      const variables = { input: { indexId: index.id, query: { volumeId: volumes[0]?.id }, k: 8 } };
      const search = async (): Promise<string[]> => {
        const { data, errors } = await api.askText(query, { variables, secret });
        expect(errors).toBeUndefined();
        return (data as { searchVolumes: { volumes: { volume: { id: string } }[] } }).searchVolumes.volumes.map(({ volume }) => volume.id);
      };
      expect(new Set(await search())).toEqual(new Set([volumes[1]?.id, volumes[2]?.id]));

      const erased = await api.askText('mutation ($id: ID!) { deleteVolume(id: $id) { deletedId userErrors { code } } }', { variables: { id: volumes[1]?.id }, secret });
      expect(erased.data?.deleteVolume).toEqual({ deletedId: volumes[1]?.id, userErrors: [] });
      expect(await search()).toEqual([volumes[2]?.id]);
      const left: string[] = [];
      for await (const { key } of api.objects.list(objectKeys.volume(team.team.teamId, volumes[1]?.id ?? newId('Volume')))) left.push(key);
      expect(left).toEqual([]);
      const outOfRange = await api.askText(query, { variables: { input: { ...variables.input, k: 1_001 } }, secret });
      expect(outOfRange.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', path: 'input.k' });
    });
  });

  it('for progress are answered as it is made, until the job has ended', async () => {
    const id: JobId = newId('Job');
    const { job } = await team.team.jobs.request({ id, kind: 'EMBED_DATASET', input: {} });
    const client = createClient({ url: `${api.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { authorization: `Bearer ${secret}` }, retryAttempts: 0 });
    const seen: { state: string; done: number }[] = [];
    const over = new Promise<void>((resolve, reject) => {
      client.subscribe<{ jobProgress: { state: string; done: number } }>(
        { query: 'subscription ($id: ID!) { jobProgress(jobId: $id) { state done total etaSeconds } }', variables: { id } },
        { next: ({ data }) => void (data && seen.push(data.jobProgress)), error: reject, complete: resolve },
      );
    });
    while (seen.length === 0) await sleep(20);
    await team.team.jobs.progress(id, job.attempt, { stage: 'embedding', done: 3, total: 9, unit: 'volumes', rate: 2 });
    while (seen.length < 2) await sleep(20);
    await team.team.jobs.finish(id, job.attempt, { state: 'SUCCEEDED', result: {}, skipped: [] });
    await over;
    expect(seen.map(({ state }) => state).at(0)).toBe('QUEUED');
    expect(seen.some(({ done }) => done === 3)).toBe(true);
    expect(seen.at(-1)?.state).toBe('SUCCEEDED');
    await client.dispose();
  });

  it('over a socket need a token, and are subscriptions', async () => {
    const refused = createClient({ url: `${api.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { authorization: 'Bearer no' }, retryAttempts: 0 });
    await expect(new Promise((resolve, reject) => refused.subscribe({ query: 'subscription { jobProgress(jobId: "job_1") { id } }' }, { next: resolve, error: reject, complete: () => undefined }))).rejects.toMatchObject({ code: 4403 });
    const client = createClient({ url: `${api.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { authorization: `Bearer ${secret}` }, retryAttempts: 0 });
    await expect(new Promise((resolve, reject) => client.subscribe({ query: '{ viewer { team { id } } }' }, { next: resolve, error: reject, complete: () => undefined }))).rejects.toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
    await client.dispose();
  });
});

const SAMPLE_INPUT: Readonly<Record<string, object>> = {
  'CreateDatasetInput!': { name: 'x' },
  'CreateTokenInput!': { name: 'x', scopes: ['ADMIN'] },
  'CreateUploadInput!': { format: 'NIFTI' },
  'CollectOrphansInput!': { dryRun: true },
  'ImportVolumeInput!': { uploadId: 'x' },
  'ImportFromDicomWebInput!': { datasetId: 'x', server: 'archive', query: [{ key: 'PatientID', value: 'x' }] },
  'ImportDirectoryInput!': { datasetId: 'x', directory: '/' },
  'FindDuplicatesInput!': { datasetId: 'x', recipeId: 'x' },
  'ReviewDuplicatesInput!': { firstId: 'x', secondId: 'y' },
  'RegisterModelInput!': { uploadId: 'x', entry: {} },
  'CreateRecipeInput!': { modelId: 'x' },
  'EmbedDatasetInput!': { recipeId: 'x' },
  'CreateIndexInput!': { name: 'x', recipeId: 'x' },
  'CreateQueryVolumeInput!': { uploadId: 'x', recipeId: 'x' },
  'StartRetrievalRunInput!': { name: 'x', snapshotId: 'x', config: { mode: 'VOLUME' } },
  'CreateReaderStudyInput!': { name: 'x', readers: 1, relevance: { runIds: ['x', 'y'] } },
  'RecordJudgementInput!': { assignmentId: 'x', grade: 1, seconds: 1 },
  'RecordAnswerInput!': { assignmentId: 'x', positive: true, confidence: 1, seconds: 1 },
  'RunBenchmarkInput!': { document: 'x' },
  'CreateBenchmarkScheduleInput!': { document: 'x', name: 'x', trigger: { cron: { expression: '0 3 * * *' } } },
  'UpdateBenchmarkScheduleInput!': { name: 'x' },
  'StartBenchmarkInput!': { name: 'x', snapshotId: 'x', indexIds: ['x'], modes: ['VOLUME'] },
};

describe('a failure', () => {
  it('that nobody expected is masked and logged; a part that is away is named', async () => {
    const broken = { searchSlices: () => Promise.reject(new Error('secret detail')), searchVolumes: () => Promise.reject(new VoxseekError('DEPENDENCY_UNAVAILABLE', 'The vector server does not answer.', { path: 'milvus' })) };
    const api = await startTestApi(inject('stack').postgresAdminUrl, { production: true, services: { search: broken } });
    try {
      const team = await api.team();
      const secret = await team.token('READ');
      const variables = { input: { indexId: newId('VectorIndex'), query: { volumeId: newId('Volume') } } };
      const masked = await api.askText('query ($input: SearchSlicesInput!) { searchSlices(input: $input) { times { total } } }', { variables, secret });
      expect(codeOf(masked)).toBe('INTERNAL');
      expect(JSON.stringify(masked)).not.toContain('secret detail');
      const { correlationId } = masked.errors?.[0]?.extensions ?? {};
      expect(api.logged).toContainEqual(expect.objectContaining({ fields: expect.objectContaining({ correlationId }) as object }));
      const away = await api.askText('query ($input: SearchVolumesInput!) { searchVolumes(input: $input) { times { total } } }', { variables, secret });
      expect(away.status).toBe(503);
      expect(away.errors?.[0]?.extensions).toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'milvus', retryable: true });
      const introspection = await api.askText('{ __schema { types { name } } }', { secret });
      expect(introspection.errors).toBeDefined();
      expect((await fetch(`${api.url}/graphql`, { headers: { accept: 'text/html' } })).status).toBeGreaterThanOrEqual(400);
      expect(await (await fetch(`${api.url}/health`)).json()).toEqual({ status: 'ok' });
    } finally {
      await api.close();
    }
  });
});
