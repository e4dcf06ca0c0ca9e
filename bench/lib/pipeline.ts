import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNiftiReader } from '../../src/adapters/nifti/nifti-reader.js';
import { createDiskObjectStore } from '../../src/adapters/objects/disk.js';
import { createEmbeddingEngine } from '../../src/adapters/onnx/embedding-engine.js';
import { createModelDirectory } from '../../src/adapters/onnx/model-directory.js';
import type { EmbeddingEngine } from '../../src/services/ports/embedding-engine.js';
import type { Recipe } from '../../src/services/embedding/recipe.js';
import type { ModelEntry } from '../../src/services/models/model-entry.js';
import { makeRecipe } from '../../src/services/embedding/make-recipe.js';
import { encodeNpy } from '../../src/services/embedding/npy.js';

export const modelsDirectory = fileURLToPath(new URL('../../models/', import.meta.url));
export const models = createModelDirectory({ bundled: modelsDirectory, registered: join(modelsDirectory, 'registered') });
export const THREADS = 2;

const LIMITS = { maxBytes: 2 ** 33, maxDimension: 4096 };
const signal = new AbortController().signal;

/** A worker opens its sessions once in its life; neither we nor the peers are timed while they do. */
async function warm(engine: EmbeddingEngine, recipe: Recipe): Promise<void> {
  const grid = { shape: [32, 32, 8 * THREADS], spacing: [1, 1, 1], affine: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]] } as const;
  await engine.embed({ ...grid, voxels: new Int16Array(32 * 32 * 8 * THREADS) }, recipe, { signal });
}

/** Embeds files from `.nii.gz` to stored `.npy`: one is decoded while the one before it is inferred. Gives seconds and slices. */
export async function embedFiles(paths: readonly string[], entry: ModelEntry): Promise<{ readonly seconds: number; readonly slices: number }> {
  const home = await mkdtemp(join(tmpdir(), 'voxseek-bench-'));
  const objects = createDiskObjectStore(home);
  const reader = createNiftiReader();
  const { body, id } = makeRecipe(entry);
  const engine = createEmbeddingEngine({ models, threads: THREADS });
  await warm(engine, body);
  const started = performance.now();
  const queue = [...paths];
  let slices = 0;
  const lane = async (): Promise<void> => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      const { volume } = await reader.readVolume(path, { limits: LIMITS });
      const { vectors } = await engine.embed(volume, body, { signal });
      slices += vectors.rows;
      await objects.put(`bench/${id}/${basename(path)}.npy`, encodeNpy(vectors));
    }
  };
  await Promise.all([lane(), lane()]);
  const seconds = (performance.now() - started) / 1000;
  await engine.close();
  await rm(home, { recursive: true, force: true });
  return { seconds, slices };
}
