import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNiftiReader } from '../../../src/adapters/nifti/nifti-reader.js';
import { createEmbeddingEngine } from '../../../src/adapters/onnx/embedding-engine.js';
import { createModelDirectory } from '../../../src/adapters/onnx/model-directory.js';
import { createModelProbe } from '../../../src/adapters/onnx/model-probe.js';
import { makeRecipe } from '../../../src/services/embedding/make-recipe.js';
import { parseModelEntry } from '../../../src/services/models/model-entry.js';
import { exportPython } from '../../testkit/python.js';
import { runReference } from '../../testkit/run-python.js';

const root = join(import.meta.dirname, '../../..');
const LONG = process.env.VOXSEEK_TEST_LONG !== undefined;
if (!LONG) console.info('tools/export is tested by npm run test:long alone: it installs PyTorch, some gigabytes.');

const HALF = ['--mean', '0.5', '0.5', '0.5', '--std', '0.5', '0.5', '0.5'];

interface Exported {
  readonly model: string;
  readonly entry: string;
  readonly dimension: number;
  readonly cosine: number;
  readonly cosineInCompany: number;
}

describe.skipIf(!LONG)('an encoder exported with random weights', () => {
  let out: string;
  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), 'voxseek-export-'));
  });
  afterAll(() => rm(out, { recursive: true, force: true }));

  const run = async (recipe: string, options: readonly string[]): Promise<Exported> => {
    const { stdout } = await promisify(execFile)(await exportPython(), ['-W', 'ignore', join(root, 'tools/export/export.py'), recipe, '--random', '--out', out, ...options], { maxBuffer: 1 << 26 });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Exported;
  };

  it.each([
    ['dinov2-vits14', [], 384],
    ['biomedclip', [], 512],
    ['sscd-disc-mixup', [], 512],
    ['radimagenet-resnet50', HALF, 2048],
    ['radimagenet-swin', [...HALF, '--architecture', 'swin_tiny_patch4_window7_224'], 768],
  ])('%s is that of PyTorch, is taken, and embeds slices as the reference does', { timeout: 1_800_000 }, async (recipe, options, dimension) => {
    const made = await run(recipe, options);
    expect(made.dimension).toBe(dimension);
    expect(made.cosine).toBeGreaterThanOrEqual(0.9999);
    expect(made.cosineInCompany).toBeGreaterThanOrEqual(0.99999);

    const entry = parseModelEntry({ ...(JSON.parse(await readFile(made.entry, 'utf8')) as object), bundled: false });
    if (entry.kind !== 'ONNX') throw new Error('not an ONNX model');
    expect(await createModelProbe({ memoryLimitBytes: 2 ** 32, timeLimitMs: 300_000 }).probe(made.model, entry)).toEqual({ batchInvariant: true });

    const registered = join(out, 'registered');
    const models = createModelDirectory({ bundled: join(out, 'none'), registered });
    await models.add(entry, createReadStream(made.model));
    const engine = createEmbeddingEngine({ models, threads: 2 });
    const sample = join(root, 'samples/ts-slab/ct.nii.gz');
    const { volume } = await createNiftiReader().readVolume(sample, { limits: { maxBytes: 2 ** 32, maxDimension: 4096 } });
    const STEP = 8;
    const [nx, ny, nz] = volume.shape;
    const taken = Array.from({ length: Math.ceil(nz / STEP) }, (_, index) => index * STEP);
    const voxels = Int16Array.from(taken.flatMap((slice) => [...volume.voxels.subarray(slice * nx * ny, (slice + 1) * nx * ny)]));
    const { vectors } = await engine.embed({ ...volume, shape: [nx, ny, taken.length], voxels }, makeRecipe(entry).body, { signal: new AbortController().signal });
    await engine.close();

    const target = join(out, `${recipe}.npy`);
    await runReference('embed.py', [made.entry, out, sample, target, String(STEP)]);
    const bytes = await readFile(target);
    const expected = new Float32Array(Uint8Array.prototype.slice.call(bytes.subarray(10 + bytes.readUInt16LE(8))).buffer);
    expect(expected.length).toBe(vectors.data.length);
    const cosines = taken.map((_, row) => {
      let [product, length] = [0, 0];
      for (let index = row * dimension; index < (row + 1) * dimension; index += 1) {
        product += vectors.data[index]! * expected[index]!;
        length += expected[index]! ** 2;
      }
      return product / Math.sqrt(length);
    });
    expect(Math.min(...cosines)).toBeGreaterThanOrEqual(0.9999);
  });

  it('says what it lacks', { timeout: 600_000 }, async () => {
    await expect(run('rad-dino', [])).rejects.toMatchObject({ stderr: expect.stringContaining('Give --mean and --std') as string });
    await expect(run('radimagenet-swin', HALF)).rejects.toMatchObject({ stderr: expect.stringContaining('--architecture') as string });
  });
});
