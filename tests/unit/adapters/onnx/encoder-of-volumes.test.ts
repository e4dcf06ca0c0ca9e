import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import { createEmbeddingEngine } from '../../../../src/adapters/onnx/embedding-engine.js';
import { createModelDirectory } from '../../../../src/adapters/onnx/model-directory.js';
import { createModelProbe } from '../../../../src/adapters/onnx/model-probe.js';
import { embedCrops } from '../../../../src/services/embedding/crops/embed-crops.js';
import { makeRecipe } from '../../../../src/services/embedding/make-recipe.js';
import { parseModelEntry } from '../../../../src/services/models/model-entry.js';
import type { OnnxModelEntry } from '../../../../src/services/models/model-entry.js';
import type { RecipeOptions } from '../../../../src/services/embedding/recipe-options.js';
import { recipeText } from '../../../../src/services/embedding/recipe-text.js';
import { runReference } from '../../../testkit/run-python.js';

const [DIMENSION, DEPTH, SIDE] = [64, 6, 32];
const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const source = join(repository, 'samples/ts-thorax/ct.nii.gz');
const signal = new AbortController().signal;
const { volume } = await createNiftiReader().readVolume(source, { limits: { maxBytes: 2 ** 32, maxDimension: 4096 } });

let scratch: string;
let model: string;
let written: Record<string, unknown>;
let entry: OnnxModelEntry;
let engine: ReturnType<typeof createEmbeddingEngine>;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'voxseek-windows-'));
  await runReference('tiny_models.py', [scratch]);
  model = join(scratch, 'windows.onnx');
  written = {
    ...{ kind: 'ONNX', id: 'mod_windows', file: 'windows.onnx', bundled: false, name: 'Windows', revision: '1', dimension: DIMENSION, source: 'made for a test' },
    ...{ sha256: createHash('sha256').update(await readFile(model)).digest('hex'), license: { spdx: 'CC0-1.0', note: null }, resize: 'PILLOW_BILINEAR' },
    ...{ size: { width: SIDE, height: SIDE, depth: DEPTH }, valueRange: [0, 255], normalisation: { scale: 1 / 255, mean: [0], std: [1] }, pooling: 'NONE' },
    ...{ batchInvariant: true, input: 'window', output: 'vector', layout: 'NCDHW', channels: 'SINGLE' },
  };
  entry = parseModelEntry(written) as OnnxModelEntry;
  const models = createModelDirectory({ bundled: join(repository, 'models'), registered: join(scratch, 'registered') });
  await models.add(entry, createReadStream(model));
  engine = createEmbeddingEngine({ models, threads: 1 });
});
afterAll(async () => {
  await engine.close();
  await rm(scratch, { recursive: true, force: true });
});

async function reference(stride: number, spacing?: number): Promise<Float32Array> {
  const target = join(scratch, 'expected.npy');
  await runReference('embed_windows.py', [model, source, target, String(DEPTH), String(SIDE), String(stride), ...(spacing === undefined ? [] : [String(spacing)])]);
  const bytes = await readFile(target);
  return new Float32Array(Uint8Array.prototype.slice.call(bytes, 10 + bytes.readUInt16LE(8)).buffer);
}

const greatest = (one: Float32Array, other: Float32Array): number => one.reduce((most, value, at) => Math.max(most, Math.abs(value - other[at]!)), 0);

describe('an encoder of volumes', () => {
  it.each([
    [{}, 3, undefined, ''],
    [{ stride: 1 }, 1, undefined, 'a window each slice'],
    [{ stride: 8, spacing: 5 }, 8, 5, 'planes 5 mm apart; a window each 8 slices'],
    [{ spacing: 0.7 }, 3, 0.7, 'planes 0.7 mm apart'],
  ] as const)('gives each slice the vector of its window that onnxruntime in Python gives: %j', { timeout: 120_000 }, async (sliding, stride, spacing, text) => {
    const recipe = makeRecipe(entry, { sliding });
    expect(recipe.body.sliding).toEqual({ spacing: spacing ?? null, stride, padding: 'REPEAT_ENDS' });
    expect(recipeText(recipe)).toBe(text);
    const told: number[] = [];
    const { vectors } = await engine.embed(volume, recipe.body, { signal, onSlices: (done) => told.push(done) });
    expect([vectors.rows, vectors.columns, told.at(-1)]).toEqual([volume.shape[2], DIMENSION, volume.shape[2]]);
    expect(greatest(vectors.data, await reference(stride, spacing))).toBeLessThan(1e-5);
  });

  it('sees the same windows when some slices are asked about, and when they are cropped', async () => {
    const { body } = makeRecipe(entry);
    const slices = [40, 41, 7];
    const [all, some] = [(await engine.embed(volume, body, { signal })).vectors, (await engine.embed(volume, body, { signal, slices })).vectors];
    const [nx, ny] = volume.shape;
    const whole = { box: { i: [0, nx - 1], j: [0, ny - 1] }, classes: [], slices } as const;
    const cropped = (await embedCrops(engine, volume, [whole], body, signal)).vectors;
    slices.forEach((slice, at) => {
      const expected = all.data.subarray(slice * DIMENSION, (slice + 1) * DIMENSION);
      for (const { data } of [some, cropped]) expect(greatest(data.subarray(at * DIMENSION, (at + 1) * DIMENSION), expected)).toBeLessThan(1e-6);
    });
  });

  it('is tried with windows before it is taken', async () => {
    const probe = createModelProbe({ memoryLimitBytes: 2 ** 32, timeLimitMs: 60_000 });
    expect(await probe.probe(model, entry)).toEqual({ batchInvariant: true });
    await expect(probe.probe(model, { ...entry, size: { width: SIDE, height: SIDE, depth: 7 } })).rejects.toMatchObject({ code: 'MODEL_SHAPE_UNFIT' });
  });

  it.each([
    ['size.depth', { size: { width: SIDE, height: SIDE } }],
    ['size.depth', { layout: 'NCHW' }],
    ['size.depth', { size: { width: SIDE, height: SIDE, depth: 1 } }],
    ['channels', { channels: 'REPEAT', normalisation: { scale: 1, mean: [0, 0, 0], std: [1, 1, 1] } }],
  ])('is refused at %s: %j', (path, change) => {
    expect(() => parseModelEntry({ ...written, ...change })).toThrow(expect.objectContaining({ code: 'MODEL_INVALID', path }) as Error);
  });

  it.each([
    ['sliding.stride', { sliding: { stride: 0 } }],
    ['sliding.spacing', { sliding: { spacing: 0 } }],
    ['channels', { channels: 'NEIGHBOURS' }],
  ] as const)('has no recipe with a wrong %s', (path, options) => {
    expect(() => makeRecipe(entry, options as RecipeOptions)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', path }) as Error);
  });

  it('alone slides', () => {
    const { depth: _, ...size } = entry.size;
    expect(() => makeRecipe({ ...entry, layout: 'NCHW', size }, { sliding: {} })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', path: 'sliding' }) as Error);
  });
});
