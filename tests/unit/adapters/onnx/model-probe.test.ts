import { mkdtemp, readFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startProcess } from '../../../../src/adapters/onnx/encode-host.js';
import { createModelProbe } from '../../../../src/adapters/onnx/model-probe.js';
import { probeTask } from '../../../../src/adapters/onnx/probe-slices.js';
import { readSignature } from '../../../../src/adapters/onnx/read-signature.js';
import { makeRecipe } from '../../../../src/services/embedding/make-recipe.js';
import { parseModelEntry } from '../../../../src/services/models/model-entry.js';
import type { OnnxModelEntry } from '../../../../src/services/models/model-entry.js';
import { runReference } from '../../../testkit/run-python.js';
import { tinyEntry } from '../../../testkit/tiny-models.js';

const LIMITS = { memoryLimitBytes: 2 ** 31, timeLimitMs: 60_000 };

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'voxseek-tiny-'));
  await runReference('tiny_models.py', [directory]);
}, 240_000);

const SHIFTED = { scale: 1 / 255, mean: [0.1, 0.5, 0.9], std: [1, 1, 1] };
const MAP = { output: 'parts', rows: 4, columns: 4, leading: 0, dimension: 3 };

const fileOf = (name: string): string => join(directory, `${name}.onnx`);

async function entryOf(name: string, overrides: object = {}): Promise<OnnxModelEntry> {
  const entry = parseModelEntry(tinyEntry(await readFile(fileOf(name)), { id: 'mod_tiny', file: 'mod_tiny.onnx', kind: 'ONNX', bundled: false, ...overrides }));
  if (entry.kind !== 'ONNX') throw new Error('not an ONNX model');
  return entry;
}

const probe = async (name: string, overrides: object = {}, limits = LIMITS): Promise<{ readonly batchInvariant: boolean }> => createModelProbe(limits).probe(fileOf(name), await entryOf(name, overrides));

describe('the graph of a model', () => {
  it('is read as the onnx package reads it', async () => {
    const bundled = join(import.meta.dirname, '../../../../models');
    const paths = [...(await readdir(directory)).map((name) => join(directory, name)), ...(await readdir(bundled)).map((name) => join(bundled, name))].filter((path) => path.endsWith('.onnx'));
    expect(paths.length).toBeGreaterThan(15);
    const expected = JSON.parse(await runReference('onnx_signature.py', paths)) as unknown[];
    expect(await Promise.all(paths.map(async (path) => readSignature(await readFile(path))))).toEqual(expected);
  });

  it('is that of no model where the file ends before it does, at whatever byte', async () => {
    const whole = await readFile(fileOf('listed'));
    for (let length = 0; length < whole.length; length += 1) {
      let signature: unknown = null;
      try {
        signature = readSignature(whole.subarray(0, length));
      } catch (error) {
        expect(error).toMatchObject({ code: 'MODEL_UNREADABLE' });
      }
      // What follows the graph, its opset, may be missing.
      if (signature !== null) expect(signature).toEqual(readSignature(whole));
    }
  });
});

describe('a model is taken', () => {
  it.each([
    ['good', {}, true],
    ['listed', {}, true],
    ['map', { dimension: 3, pooling: 'GLOBAL_AVERAGE', normalisation: { scale: 1 / 255, mean: [0.1, 0.5, 0.9], std: [1, 1, 1] } }, true],
    ['tokens', { dimension: 16, pooling: 'MEAN' }, true],
    ['tokens', { dimension: 16, pooling: 'CLS' }, true],
    ['parts-map', { patches: MAP, normalisation: SHIFTED }, true],
    ['parts-tokens', { patches: { ...MAP, leading: 2 }, normalisation: SHIFTED }, true],
    ['single', {}, false],
    ['company', {}, false],
  ])('%s with %j; batch-invariant: %s', async (name, overrides, batchInvariant) => {
    expect(await probe(name, overrides)).toEqual({ batchInvariant });
  });
});

describe('a model is refused', () => {
  it.each([
    ['outside', {}, 'MODEL_EXTERNAL_DATA', undefined, 'another file'],
    ['four', {}, 'MODEL_BATCH_FIXED', 'input', 'exactly 4 slices'],
    ['bytes', {}, 'MODEL_TYPE_UNSUPPORTED', 'input', 'image uint8[n, 3, 32, 32]'],
    ['half', {}, 'MODEL_TYPE_UNSUPPORTED', 'output', 'vector float16[n, 48]'],
    ['asks', {}, 'MODEL_SHAPE_UNFIT', 'input', 'prompt float32[48]'],
    ['map', {}, 'MODEL_SHAPE_UNFIT', 'pooling', 'GLOBAL_AVERAGE'],
    ['tokens', {}, 'MODEL_SHAPE_UNFIT', 'pooling', 'CLS or MEAN'],
    ['five', {}, 'MODEL_SHAPE_UNFIT', 'output', '5 axes'],
    ['good', { channels: 'SINGLE', normalisation: { scale: 1, mean: [0], std: [1] } }, 'MODEL_SHAPE_UNFIT', 'channels', '3 channels'],
    ['good', { size: { width: 32, height: 64 } }, 'MODEL_SHAPE_UNFIT', 'size', '32 × 32'],
    ['good', { dimension: 47 }, 'MODEL_INVALID', 'dimension', '48'],
    ['good', { output: 'embedding' }, 'MODEL_INVALID', 'output', 'Outputs: vector float32[n, 48]'],
    ['good', { input: 'pixels' }, 'MODEL_INVALID', 'input', 'Inputs: image float32[n, 3, 32, 32]'],
    ['parts-map', { patches: { ...MAP, output: 'tokens' } }, 'MODEL_INVALID', 'patches.output', 'parts float32[n, 3, 4, 4]'],
    ['parts-map', { patches: { ...MAP, rows: 5 } }, 'MODEL_SHAPE_UNFIT', 'patches', '5 × 4 patches'],
    ['parts-map', { patches: { ...MAP, leading: 1 } }, 'MODEL_SHAPE_UNFIT', 'patches', '1 other tokens'],
    ['parts-map', { patches: { ...MAP, dimension: 4 } }, 'MODEL_INVALID', 'patches.dimension', '3 numbers'],
    ['parts-tokens', { patches: MAP }, 'MODEL_SHAPE_UNFIT', 'patches', 'slices × 16 × numbers'],
    ['parts-map', { patches: { ...MAP, output: 'vector' } }, 'MODEL_SHAPE_UNFIT', 'patches', 'vector'],
    ['parts-blind', { patches: MAP, normalisation: SHIFTED }, 'MODEL_OUTPUT_USELESS', 'output', 'same vector'],
    ['nan', {}, 'MODEL_OUTPUT_USELESS', 'output', 'non-finite'],
    ['zero', {}, 'MODEL_OUTPUT_USELESS', 'output', 'zero'],
    ['same', {}, 'MODEL_OUTPUT_USELESS', 'output', 'same vector'],
    ['unknown', {}, 'MODEL_REFUSED', 'mod_tiny.onnx', 'Guess'],
    ['good', { sha256: '0'.repeat(64) }, 'MODEL_CHANGED', 'mod_tiny.onnx', 'SHA-256'],
  ])('%s with %j: %s', async (name, overrides, code, path, message) => {
    await expect(probe(name, overrides)).rejects.toMatchObject({ code, path, message: expect.stringContaining(message) as string });
  });

  it('that is none, or is larger than a model can be', async () => {
    await writeFile(fileOf('junk'), 'no model at all');
    await expect(probe('junk')).rejects.toMatchObject({ code: 'MODEL_UNREADABLE' });
    await writeFile(fileOf('vast'), '');
    const entry = await entryOf('vast');
    await truncate(fileOf('vast'), 2 ** 31);
    await expect(createModelProbe(LIMITS).probe(fileOf('vast'), entry)).rejects.toMatchObject({ code: 'MODEL_UNREADABLE', message: expect.stringContaining('2147483648 bytes') as string });
  });

  it('that takes more memory than it may', async () => {
    await expect(probe('hungry', {}, { ...LIMITS, memoryLimitBytes: 2 ** 29 })).rejects.toMatchObject({ code: 'MODEL_OUT_OF_MEMORY', message: expect.stringContaining('512 MiB') as string });
  });

  it('that takes longer than it may', async () => {
    await expect(probe('slow', {}, { ...LIMITS, timeLimitMs: 2_000 })).rejects.toMatchObject({ code: 'MODEL_TIMED_OUT', message: expect.stringContaining('2 s') as string });
  });

  it('that ends its process', async () => {
    const entry = await entryOf('slow');
    const host = startProcess(LIMITS.memoryLimitBytes);
    const source = { kind: 'ONNX', path: fileOf('slow'), entry } as const;
    const running = host.run(probeTask({ id: 1, source, recipe: makeRecipe(entry).body, provider: 'CPU', intraThreads: 1, batch: 1, count: 1 }));
    setTimeout(() => host.kill(), 300);
    await expect(running).rejects.toMatchObject({ code: 'MODEL_CRASHED', message: expect.stringContaining('SIGKILL') as string });
  });
});
