import { readFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { openAsBlob } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createEmbeddingEngine } from '../../../src/adapters/onnx/embedding-engine.js';
import { createModelDirectory } from '../../../src/adapters/onnx/model-directory.js';
import { createNiftiReader } from '../../../src/adapters/nifti/nifti-reader.js';
import { asId } from '../../../src/domain/ids.js';
import type { CanonicalVolume } from '../../../src/domain/geometry/volume.js';
import { makeRecipe } from '../../../src/services/embedding/make-recipe.js';
import { createModelSupply } from '../../../src/services/models/model-supply.js';
import { parseModelEntry } from '../../../src/services/models/model-entry.js';
import type { TestApi, TestTeam } from '../../testkit/api.js';
import { startTestApi } from '../../testkit/api.js';
import { exportEncoder } from '../../testkit/exported-encoder.js';
import { runReference } from '../../testkit/run-python.js';

const sample = join(import.meta.dirname, '../../../samples/ts-slab/ct.nii.gz');
const LONG = process.env.VOXSEEK_TEST_LONG !== undefined;
if (!LONG) console.info('skipped: tools/export is tested by npm run test:long alone, since it installs PyTorch, some gigabytes.');

const GIBIBYTE = 2 ** 30;
/** A trial takes 12 runs; wide, since other tests may be on the same cores. */
const PROBE = { memoryLimitBytes: 8 * GIBIBYTE, timeLimitMs: 1_200_000 };
const HALF = ['--mean', '0.5', '0.5', '0.5', '--std', '0.5', '0.5', '0.5'];
const SWIN = ['--architecture', 'swin_tiny_patch4_window7_224'];

const CREATE = 'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { url upload { id } } }';
const GRAPH = 'query ($id: ID!) { modelGraph(uploadId: $id) { inputs { name type shape } outputs { name type shape } } }';
const REGISTER = 'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { model { id entry } userErrors { code message path } } }';

/** The entry as a team writes it: without what the installation gives. */
async function entryFor(path: string): Promise<Record<string, unknown>> {
  const { id: _id, file: _file, bundled: _bundled, batchInvariant: _invariant, ...entry } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  return entry;
}

describe.skipIf(!LONG)('an encoder exported with random weights', () => {
  let api: TestApi;
  let team: TestTeam;
  let secret: string;
  let out: string;
  beforeAll(async () => {
    api = await startTestApi(inject('stack').postgresAdminUrl, { maxUploadBytes: 2 * GIBIBYTE, probe: PROBE });
    team = await api.team();
    secret = await team.token('WRITE');
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), 'voxseek-export-'));
  });
  afterEach(() => rm(out, { recursive: true, force: true }));

  async function upload(path: string): Promise<string> {
    const { data } = await api.askText(CREATE, { variables: { input: { format: 'ONNX', bytes: (await stat(path)).size } }, secret });
    const { url, upload: made } = (data as { createUpload: { url: string; upload: { id: string } } }).createUpload;
    expect((await fetch(url, { method: 'PUT', body: await openAsBlob(path) })).status).toBe(201);
    return made.id;
  }

  /** The slices 0, `step`, 2 `step`… of the sample, embedded as a worker does that has never seen the model. */
  async function embedded(modelId: string, step: number) {
    const models = createModelDirectory({ bundled: join(out, 'none'), registered: join(out, 'registered') });
    await createModelSupply({ objects: api.objects, models }).provide(team.team, asId('Model', modelId));
    const entry = parseModelEntry((await team.team.models.get(asId('Model', modelId)))?.entry);
    const engine = createEmbeddingEngine({ models, threads: 2, memoryLimitBytes: PROBE.memoryLimitBytes });
    const { volume } = await createNiftiReader().readVolume(sample, { limits: { maxBytes: 2 ** 32, maxDimension: 4096 } });
    const [nx, ny, nz] = volume.shape;
    const taken = Array.from({ length: Math.ceil(nz / step) }, (_, index) => index * step);
    const voxels = Int16Array.from(taken.flatMap((slice) => [...volume.voxels.subarray(slice * nx * ny, (slice + 1) * nx * ny)]));
    const thinned: CanonicalVolume = { ...volume, shape: [nx, ny, taken.length], voxels };
    try {
      return (await engine.embed(thinned, makeRecipe(entry).body, { signal: new AbortController().signal, urgent: true })).vectors;
    } finally {
      await engine.close();
    }
  }

  it.each([
    ['dinov2-vits14', [], 384, 8],
    ['dino-vitb16', [], 768, 8],
    ['dinov3-vitb16', [], 768, 8],
    ['dreamsim-ensemble', [], 1792, 32],
    ['biomedclip', [], 512, 8],
    ['sscd-disc-mixup', [], 512, 8],
    ['radimagenet-resnet50', HALF, 2048, 8],
    ['radimagenet-swin', [...HALF, ...SWIN], 768, 8],
    ['rad-dino', HALF, 768, 32],
    ['medsiglip-448', [], 1152, 1_000],
  ])('%s is that of PyTorch, is registered, and embeds slices as the reference does', { timeout: 3_600_000 }, async (recipe, options, dimension, step) => {
    const made = await exportEncoder(recipe, out, options);
    expect(made.dimension).toBe(dimension);
    expect(made.cosine).toBeGreaterThanOrEqual(0.9999);
    expect(made.cosineInCompany).toBeGreaterThanOrEqual(0.99999);

    const uploadId = await upload(made.model);
    const entry = await entryFor(made.entry);
    const { width, height } = entry.size as { width: number; height: number };
    const { data } = await api.askText(GRAPH, { variables: { id: uploadId }, secret });
    expect(data?.modelGraph).toMatchObject({ inputs: [{ name: 'image', type: 'float32', shape: ['n', '3', String(height), String(width)] }], outputs: [{ name: 'vector', type: 'float32', shape: ['n', expect.anything()] }] });
    const started = performance.now();
    const { data: answer } = await api.askText(REGISTER, { variables: { input: { uploadId, entry } }, secret });
    const seconds = (performance.now() - started) / 1000;
    expect(answer?.registerModel).toMatchObject({ userErrors: [], model: { entry: { dimension, sha256: entry.sha256, batchInvariant: true, bundled: false } } });
    const { id } = (answer?.registerModel as { model: { id: string } }).model;

    const vectors = await embedded(id, step);
    const target = join(out, 'reference.npy');
    await runReference('embed.py', [made.entry, out, sample, target, String(step)]);
    const bytes = await readFile(target);
    const expected = new Float32Array(Uint8Array.prototype.slice.call(bytes.subarray(10 + bytes.readUInt16LE(8))).buffer);
    expect(expected.length).toBe(vectors.data.length);
    const cosines = Array.from({ length: vectors.rows }, (_, row) => {
      let [product, ours, theirs] = [0, 0, 0];
      for (let index = row * dimension; index < (row + 1) * dimension; index += 1) {
        product += vectors.data[index]! * expected[index]!;
        ours += vectors.data[index]! ** 2;
        theirs += expected[index]! ** 2;
      }
      return product / Math.sqrt(ours * theirs);
    });
    expect(Math.min(...cosines)).toBeGreaterThanOrEqual(0.9999);
    console.info(
      `${recipe}: ${(made.bytes / 2 ** 20).toFixed(1)} MiB, 1 − cosine to PyTorch ${(1 - made.cosine).toExponential(1)}, in company ${(1 - made.cosineInCompany).toExponential(1)}; registered in ${seconds.toFixed(0)} s; ` +
        `${vectors.rows} slices at 1 − cosine ${(1 - Math.min(...cosines)).toExponential(1)} to the reference`,
    );
  });

  it('says what it lacks', { timeout: 600_000 }, async () => {
    await expect(exportEncoder('rad-dino', out)).rejects.toMatchObject({ stderr: expect.stringContaining('Give --mean and --std') as string });
    await expect(exportEncoder('radimagenet-swin', out, HALF)).rejects.toMatchObject({ stderr: expect.stringContaining('--architecture') as string });
  });
});
