import { createReadStream } from 'node:fs';
import { copyFile, cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createEmbeddingEngine } from '../../../../src/adapters/onnx/embedding-engine.js';
import { createModelDirectory } from '../../../../src/adapters/onnx/model-directory.js';
import { createSliceEncoder } from '../../../../src/adapters/onnx/slice-encoder.js';
import { createModelProbe } from '../../../../src/adapters/onnx/model-probe.js';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import { slicesIn, turnTo } from '../../../../src/domain/geometry/planes.js';
import { AIR_LIMIT } from '../../../../src/domain/geometry/slice-summary.js';
import type { CanonicalVolume } from '../../../../src/domain/geometry/volume.js';
import { asId } from '../../../../src/domain/ids.js';
import { embedCrops } from '../../../../src/services/embedding/crops/embed-crops.js';
import { makeRecipe } from '../../../../src/services/embedding/make-recipe.js';
import { decodeEmbeddings, decodeNpy, encodeNpy } from '../../../../src/services/embedding/npy.js';
import { createSliceImager } from '../../../../src/services/embedding/slice-image.js';
import { runReference } from '../../../testkit/run-python.js';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const bundled = join(repository, 'models');
const scratch = await mkdtemp(join(tmpdir(), 'voxseek-engine-'));
const models = createModelDirectory({ bundled, registered: join(scratch, 'registered') });
const engine = createEmbeddingEngine({ models, threads: 2 });
afterAll(() => engine.close());

const EFFICIENTNET = asId('Model', 'mod_efficientnet-lite0');
const DINO = asId('Model', 'mod_dinov2-vits14-int8');
const PIXELS = asId('Model', 'mod_pixels-32');
const signal = new AbortController().signal;

const recipeFor = async (id: typeof EFFICIENTNET) => makeRecipe((await models.find(id)).entry);

async function readSample(path: string): Promise<CanonicalVolume> {
  return (await createNiftiReader().readVolume(path, { limits: { maxBytes: 2 ** 32, maxDimension: 4096 } })).volume;
}

const sample = await readSample(join(repository, 'samples/ts-thorax/ct.nii.gz'));

function slicesOf(volume: CanonicalVolume, indices: readonly number[]): CanonicalVolume {
  const [nx, ny] = volume.shape;
  const voxels = new Int16Array(nx * ny * indices.length);
  indices.forEach((index, position) => voxels.set(volume.voxels.subarray(index * nx * ny, (index + 1) * nx * ny), position * nx * ny));
  return { ...volume, shape: [nx, ny, indices.length], voxels };
}

function cosine(one: Float32Array, other: Float32Array): number {
  let [product, a, b] = [0, 0, 0];
  one.forEach((value, index) => {
    const second = other[index]!;
    product += value * second;
    a += value * value;
    b += second * second;
  });
  return product / Math.sqrt(a * b);
}

const row = (matrix: { readonly columns: number; readonly data: Float32Array }, index: number): Float32Array =>
  matrix.data.subarray(index * matrix.columns, (index + 1) * matrix.columns);

/** The numbers behind the header of a `.npy` of format 1.0. */
async function numbersOf(path: string): Promise<Buffer> {
  const bytes = await readFile(path);
  return bytes.subarray(10 + bytes.readUInt16LE(8));
}

describe('slice images', () => {
  it.each(['ts-thorax', 'slicer-chest', 'ts-slab'])('of %s are those of nibabel, numpy and Pillow', { timeout: 240_000 }, async (name) => {
    const path = join(repository, `samples/${name}/ct.nii.gz`);
    const target = join(scratch, `${name}.npy`);
    await runReference('preprocess.py', [path, target, '40', '400', '224']);
    const expected = await numbersOf(target);
    const volume = await readSample(path);
    const [nx, ny, nz] = volume.shape;
    const image = createSliceImager({ center: 40, width: 400 }, { width: 224, height: 224 });
    let worst = 0;
    for (let slice = 0; slice < nz; slice += 1) {
      const pixels = image({ nx, ny, voxels: volume.voxels.subarray(slice * nx * ny, (slice + 1) * nx * ny) });
      pixels.forEach((pixel, index) => (worst = Math.max(worst, Math.abs(pixel - expected[slice * pixels.length + index]!))));
    }
    expect(expected.length).toBe(nz * 224 * 224);
    expect(worst).toBeLessThanOrEqual(1);
  });
});

describe('embeddings', () => {
  const STEP = process.env.VOXSEEK_TEST_LONG === undefined ? 6 : 1;
  const compared = slicesOf(sample, Array.from({ length: Math.ceil(sample.shape[2] / STEP) }, (_, index) => index * STEP));

  const reference = async (entry: string, dimension: number, channels: object = {}): Promise<Float32Array> => {
    const target = join(scratch, `${entry}.npy`);
    await runReference('embed.py', [join(bundled, `catalogue/${entry}.json`), bundled, join(repository, 'samples/ts-thorax/ct.nii.gz'), target, String(STEP), JSON.stringify(channels)]);
    const bytes = await numbersOf(target);
    const numbers = new Float32Array(Uint8Array.prototype.slice.call(bytes).buffer);
    expect(numbers.length).toBe(compared.shape[2] * dimension);
    return numbers;
  };

  it.each([
    [EFFICIENTNET, 'efficientnet-lite0', 1280],
    [DINO, 'dinov2-vits14', 384],
  ] as const)('of %s are those of onnxruntime in Python', { timeout: 240_000 }, async (id, entry, dimension) => {
    const expected = await reference(entry, dimension);
    const { body } = await recipeFor(id);
    const made = await engine.embed(compared, body, { signal });
    const { data } = decodeEmbeddings(encodeNpy(made.vectors));
    const cosines = Array.from({ length: compared.shape[2] }, (_, slice) =>
      cosine(data.subarray(slice * dimension, (slice + 1) * dimension), expected.subarray(slice * dimension, (slice + 1) * dimension)),
    );
    expect(Math.min(...cosines)).toBeGreaterThanOrEqual(0.9999);
    expect(made.provider).toBe('CPU');
  });

  it.each([
    ['three windows', { channels: 'THREE_WINDOWS' }, { channels: 'THREE_WINDOWS', windows: [[40, 400], [-600, 1500], [400, 1800]] }],
    ['chosen windows', { channels: 'THREE_WINDOWS', window: { center: 50, width: 350 }, otherWindows: [{ center: -500, width: 1400 }, { center: 300, width: 1500 }] }, { channels: 'THREE_WINDOWS', windows: [[50, 350], [-500, 1400], [300, 1500]] }],
    ['neighbouring slices', { channels: 'NEIGHBOURS' }, { channels: 'NEIGHBOURS' }],
    ['slices four apart', { channels: 'NEIGHBOURS', neighbourDistance: 4 }, { channels: 'NEIGHBOURS', distance: 4 }],
  ] as const)('of %s in the channels are those of onnxruntime in Python', { timeout: 240_000 }, async (_name, options, channels) => {
    const expected = await reference('efficientnet-lite0', 1280, channels);
    const { body } = makeRecipe((await models.find(EFFICIENTNET)).entry, options);
    const slices = Array.from({ length: compared.shape[2] }, (_, index) => index * STEP);
    const { vectors } = await engine.embed(sample, body, { signal, slices });
    expect(vectors.rows).toBe(slices.length);
    const cosines = slices.map((_, at) => cosine(row(vectors, at), expected.subarray(at * 1280, (at + 1) * 1280)));
    expect(Math.min(...cosines)).toBeGreaterThanOrEqual(0.9999);
    const plain = (await engine.embed(sample, (await recipeFor(EFFICIENTNET)).body, { signal, slices })).vectors;
    expect(Math.min(...slices.map((_, at) => cosine(row(plain, at), row(vectors, at))))).toBeLessThan(0.99);
  });

  it.each([
    ['CORONAL', {}],
    ['SAGITTAL', {}],
    ['SAGITTAL', { channels: 'NEIGHBOURS' }],
  ] as const)('of %s slices are those of onnxruntime in Python: %j', { timeout: 240_000 }, async (plane, options) => {
    const target = join(scratch, 'plane.npy');
    const every = 12;
    await runReference('embed.py', [join(bundled, 'catalogue/efficientnet-lite0.json'), bundled, join(repository, 'samples/ts-thorax/ct.nii.gz'), target, String(every), JSON.stringify({ plane, ...options })]);
    const expected = new Float32Array(Uint8Array.prototype.slice.call(await numbersOf(target)).buffer);
    const { body } = makeRecipe((await models.find(EFFICIENTNET)).entry, { plane, ...options });
    const turned = turnTo(plane, sample);
    expect(turned.shape[2]).toBe(slicesIn(plane, sample.shape));
    const slices = Array.from({ length: Math.ceil(turned.shape[2] / every) }, (_, at) => at * every);
    const { vectors } = await engine.embed(turned, body, { signal, slices });
    expect(expected.length).toBe(slices.length * 1280);
    expect(Math.min(...slices.map((_, at) => cosine(row(vectors, at), expected.subarray(at * 1280, (at + 1) * 1280))))).toBeGreaterThanOrEqual(0.9999);
  });

  it('of neighbouring slices that are cropped see the slices beside them', async () => {
    const { body } = makeRecipe((await models.find(EFFICIENTNET)).entry, { channels: 'NEIGHBOURS', neighbourDistance: 3 });
    const slices = [0, 30, 32, sample.shape[2] - 1];
    const [nx, ny] = sample.shape;
    const whole = { box: { i: [0, nx - 1], j: [0, ny - 1] }, classes: [], slices } as const;
    const [cropped, expected] = [await embedCrops(engine, sample, [whole], body, signal), await engine.embed(sample, body, { signal, slices })];
    slices.forEach((_, at) => expect(cosine(row(cropped.vectors, at), row(expected.vectors, at))).toBeGreaterThan(0.99999));
  });

  it.each([EFFICIENTNET, DINO, PIXELS])('of %s do not depend on their company', { timeout: 120_000 }, async (id) => {
    const { body } = await recipeFor(id);
    const embed = async (indices: readonly number[]) => (await engine.embed(slicesOf(sample, indices), body, { signal })).vectors;
    const alone = await embed([40]);
    const [first, second] = [await embed([40, 2, 90, 7]), await embed([60, 61, 40])];
    expect(cosine(row(alone, 0), row(first, 0))).toBeGreaterThanOrEqual(0.99999);
    expect(cosine(row(alone, 0), row(second, 2))).toBeGreaterThanOrEqual(0.99999);
  });

  it('are the same whatever batch was chosen', { timeout: 120_000 }, async () => {
    const { body } = await recipeFor(EFFICIENTNET);
    const located = await models.find(EFFICIENTNET);
    const some = slicesOf(sample, [3, 30, 60, 90, 12, 45, 70]);
    const { vectors: whole } = await engine.embed(some, body, { signal });
    const encoder = createSliceEncoder();
    const [nx, ny, count] = some.shape;
    for (const batch of [1, 2, 3, 7, 8]) {
      const { vectors } = await encoder.encode({ id: batch, source: located, recipe: body, provider: 'CPU', intraThreads: 1, batch, nx, ny, inputs: Array.from({ length: count }, (_, slice) => [slice]), voxels: some.voxels });
      for (let slice = 0; slice < count; slice += 1) {
        expect(cosine(row(whole, slice), vectors!.subarray(slice * body.dimension, (slice + 1) * body.dimension))).toBeGreaterThanOrEqual(0.999999);
      }
    }
    await encoder.close();
  });

  it.each([EFFICIENTNET, DINO, PIXELS])('of %s are made of air and of constant slices too', { timeout: 60_000 }, async (id) => {
    const voxels = new Int16Array(3 * 32 * 32).fill(-1024, 0, 1024).fill(40, 1024, 2048).fill(3000, 2048);
    expect(voxels[0]).toBeLessThan(AIR_LIMIT);
    const { vectors } = await engine.embed({ ...sample, shape: [32, 32, 3], voxels }, (await recipeFor(id)).body, { signal });
    for (let slice = 0; slice < 3; slice += 1) expect(Math.hypot(...row(vectors, slice))).toBeCloseTo(1, 5);
  });

  it('stop soon after a cancel', { timeout: 60_000 }, async () => {
    const { body } = await recipeFor(DINO);
    const stop = new AbortController();
    const running = engine.embed(sample, body, { signal: stop.signal, onSlices: () => stop.abort(new Error('enough')) });
    const failed = expect(running).rejects.toThrow('enough');
    const asked = new Promise<number>((resolve) => stop.signal.addEventListener('abort', () => resolve(performance.now())));
    await failed;
    // Runs under way are finished: at most two tasks a thread.
    expect(performance.now() - (await asked)).toBeLessThan(5000);
  });
});

it('goes on with a waiting person before what waits already', { timeout: 120_000 }, async () => {
  const recipe = (await recipeFor(EFFICIENTNET)).body;
  let bulkDone = 0;
  const bulk = engine.embed(sample, recipe, { signal, onSlices: (done) => (bulkDone = done) });
  const urgent = await engine.embed(slicesOf(sample, [0, 1, 2, 3, 4, 5, 6, 7]), recipe, { signal, urgent: true });
  expect(urgent.vectors.rows).toBe(8);
  expect(bulkDone).toBeLessThan(sample.shape[2] / 2);
  await bulk;
});

describe('a model', () => {
  const copy = async (): Promise<string> => {
    const directory = await mkdtemp(join(scratch, 'models-'));
    await cp(join(bundled, 'catalogue'), join(directory, 'catalogue'), { recursive: true });
    await copyFile(join(bundled, 'efficientnet_lite0_fp32.onnx'), join(directory, 'efficientnet_lite0_fp32.onnx'));
    return directory;
  };
  const embedWith = async (directory: string, id: typeof EFFICIENTNET) => {
    const other = createEmbeddingEngine({ models: createModelDirectory({ bundled: directory, registered: join(directory, 'registered') }), threads: 1 });
    try {
      return await other.embed(slicesOf(sample, [1, 2]), (await recipeFor(id)).body, { signal });
    } finally {
      await other.close();
    }
  };

  it('whose bytes changed is refused', { timeout: 60_000 }, async () => {
    const directory = await copy();
    const file = join(directory, 'efficientnet_lite0_fp32.onnx');
    const bytes = await readFile(file);
    bytes[bytes.length - 1000] = (bytes[bytes.length - 1000]! + 1) % 256;
    await writeFile(file, bytes);
    await expect(embedWith(directory, EFFICIENTNET)).rejects.toMatchObject({ code: 'MODEL_CHANGED' });
  });

  it('that is not on this machine is named', { timeout: 60_000 }, async () => {
    await expect(embedWith(await copy(), DINO)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });

  it('is not run elsewhere than asked for', { timeout: 60_000 }, async () => {
    const cuda = createEmbeddingEngine({ models, threads: 1, provider: 'CUDA' });
    await expect(cuda.embed(slicesOf(sample, [1, 2]), (await recipeFor(EFFICIENTNET)).body, { signal })).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    await cuda.close();
  });

  const foreign = async (memoryLimitBytes: number) => {
    const directory = await mkdtemp(join(scratch, 'registered-'));
    const own = createModelDirectory({ bundled, registered: directory });
    const located = await own.find(EFFICIENTNET);
    if (located.kind !== 'ONNX') throw new Error('not an ONNX model');
    const entry = { ...located.entry, id: asId('Model', 'mod_other'), file: 'mod_other.onnx', bundled: false };
    await own.add(entry, createReadStream(located.path));
    return { entry, path: located.path, engine: createEmbeddingEngine({ models: own, threads: 1, memoryLimitBytes }) };
  };

  it('of a team runs in a process of its own and gives the same vectors', { timeout: 60_000 }, async () => {
    const { entry, engine: apart } = await foreign(2 ** 31);
    const small = slicesOf(sample, [10, 20]);
    const [one, other] = [await apart.embed(small, makeRecipe(entry).body, { signal }), await engine.embed(small, (await recipeFor(EFFICIENTNET)).body, { signal })];
    expect(cosine(one.vectors.data, other.vectors.data)).toBeGreaterThan(0.99999);
    await apart.close();
  });

  it('that takes too much memory is ended, and nothing else is', { timeout: 60_000 }, async () => {
    const { entry, engine: apart } = await foreign(2 ** 25);
    await expect(apart.embed(slicesOf(sample, [1, 2]), makeRecipe(entry).body, { signal })).rejects.toMatchObject({ code: 'MODEL_OUT_OF_MEMORY', message: expect.stringContaining('32 MiB') });
    await apart.close();
  });

  it('is tried before it is taken: batch invariance is found out', { timeout: 120_000 }, async () => {
    const probe = createModelProbe({ memoryLimitBytes: 2 ** 32, timeLimitMs: 60_000 });
    const [good, dynamic] = [await models.find(EFFICIENTNET), await models.find(DINO)];
    if (good.kind !== 'ONNX' || dynamic.kind !== 'ONNX') throw new Error('not ONNX models');
    expect(await probe.probe(good.path, good.entry)).toEqual({ batchInvariant: true });
    expect(await probe.probe(dynamic.path, dynamic.entry)).toEqual({ batchInvariant: false });
  });
});

it('writes .npy that numpy reads', { timeout: 240_000 }, async () => {
  const target = join(scratch, 'written.npy');
  const matrix = { rows: 3, columns: 5, data: Float32Array.from({ length: 15 }, (_, index) => Math.sin(index * 7.3) / 10 ** (index % 6)) };
  await writeFile(target, encodeNpy(matrix));
  const answer = JSON.parse(await runReference('read_npy.py', [target])) as { readonly dtype: string; readonly shape: number[]; readonly values: number[] };
  expect(answer).toEqual({ dtype: 'float16', shape: [3, 5], values: [...decodeNpy(encodeNpy(matrix)).data] });
});
