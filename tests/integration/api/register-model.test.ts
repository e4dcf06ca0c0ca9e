import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestApi, TestTeam } from '../../testkit/api.js';
import { startTestApi } from '../../testkit/api.js';
import { runReference } from '../../testkit/run-python.js';
import { tinyEntry } from '../../testkit/tiny-models.js';

const GRAPH = 'query ($id: ID!) { modelGraph(uploadId: $id) { inputs { name type shape } outputs { name type shape } } }';
const REGISTER = 'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { model { id dimension entry } userErrors { code message path } } }';

describe('an uploaded encoder', () => {
  let api: TestApi;
  let team: TestTeam;
  let secret: string;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'voxseek-tiny-'));
    await runReference('tiny_models.py', [directory]);
    api = await startTestApi(inject('stack').postgresAdminUrl);
    team = await api.team();
    secret = await team.token('WRITE');
  }, 240_000);
  afterAll(async () => {
    await api.close();
    await rm(directory, { recursive: true, force: true });
  });

  const bytesOf = (name: string): Promise<Buffer> => readFile(join(directory, `${name}.onnx`));
  async function upload(name: string): Promise<string> {
    const { data } = await api.askText('mutation { createUpload(input: { format: ONNX }) { url upload { id } } }', { secret });
    const { url, upload: made } = (data as { createUpload: { url: string; upload: { id: string } } }).createUpload;
    expect((await fetch(url, { method: 'PUT', body: await bytesOf(name) })).status).toBe(201);
    return made.id;
  }

  it('is looked into, chosen from by its owner alone, and registered with a pooling that fits', async () => {
    const id = await upload('tokens');
    const { data } = await api.askText(GRAPH, { variables: { id }, secret });
    expect(data).toEqual({
      modelGraph: { inputs: [{ name: 'image', type: 'float32', shape: ['n', '3', '32', '32'] }], outputs: [{ name: 'vector', type: 'float32', shape: ['n', '3', '16'] }] },
    });
    const stranger = await api.team();
    const foreign = await api.askText(GRAPH, { variables: { id }, secret: await stranger.token('WRITE') });
    expect(foreign.errors?.[0]?.extensions.code).toBe('NOT_FOUND');

    const register = async (overrides: object): Promise<unknown> => (await api.askText(REGISTER, { variables: { input: { uploadId: id, entry: tinyEntry(await bytesOf('tokens'), overrides) } }, secret })).data?.registerModel;
    expect(await register({ dimension: 16 })).toEqual({
      model: null,
      userErrors: [{ code: 'MODEL_SHAPE_UNFIT', path: 'pooling', message: 'An output of 3 axes is pooled by CLS or MEAN, not by NONE. Inputs: image float32[n, 3, 32, 32]. Outputs: vector float32[n, 3, 16].' }],
    });
    expect(await register({ dimension: 16, pooling: 'MEAN', batchInvariant: undefined })).toMatchObject({ model: { dimension: 16, entry: { pooling: 'MEAN', batchInvariant: true } }, userErrors: [] });
  });

  it('that keeps data elsewhere is refused by both', async () => {
    const id = await upload('outside');
    expect((await api.askText(GRAPH, { variables: { id }, secret })).errors?.[0]?.extensions.code).toBe('MODEL_EXTERNAL_DATA');
    const { data } = await api.askText(REGISTER, { variables: { input: { uploadId: id, entry: tinyEntry(await bytesOf('outside')) } }, secret });
    expect(data?.registerModel).toMatchObject({ model: null, userErrors: [{ code: 'MODEL_EXTERNAL_DATA' }] });
  });
});
