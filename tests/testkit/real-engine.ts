import { createReadStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddingEngine } from '../../src/adapters/onnx/embedding-engine.js';
import type { EmbeddingEngineOptions } from '../../src/adapters/onnx/embedding-engine.js';
import { createModelDirectory } from '../../src/adapters/onnx/model-directory.js';
import type { CanonicalVolume } from '../../src/domain/geometry/volume.js';
import { asId } from '../../src/domain/ids.js';
import { makeRecipe } from '../../src/services/embedding/make-recipe.js';

const BUNDLED = join(import.meta.dirname, '..', '..', 'models');

/** Two slices of 32 × 32 voxels with something in them. */
const SLICES: CanonicalVolume = {
  shape: [32, 32, 2],
  spacing: [1, 1, 1],
  affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
  voxels: Int16Array.from({ length: 2_048 }, (_, index) => (index * 7) % 400),
} as unknown as CanonicalVolume;

/** Embeds two slices by a model that a team registered, on a worker's own engine with its own limits. */
export async function realEngine(options: Omit<EmbeddingEngineOptions, 'models'>): Promise<{ embed(): Promise<string>; close(): Promise<void> }> {
  const models = createModelDirectory({ bundled: BUNDLED, registered: await mkdtemp(join(tmpdir(), 'voxseek-registered-')) });
  const located = await models.find(asId('Model', 'mod_efficientnet-lite0'));
  if (located.kind !== 'ONNX') throw new Error('not an ONNX model');
  const entry = { ...located.entry, id: asId('Model', 'mod_other'), file: 'mod_other.onnx', bundled: false };
  await models.add(entry, createReadStream(located.path));
  const engine = createEmbeddingEngine({ ...options, models, threads: 1 });
  return {
    embed: async () => (await engine.embed(SLICES, makeRecipe(entry).body, { signal: new AbortController().signal })).provider,
    close: () => engine.close(),
  };
}
