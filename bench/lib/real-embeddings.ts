import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createNiftiReader } from '../../src/adapters/nifti/nifti-reader.js';
import { createEmbeddingEngine } from '../../src/adapters/onnx/embedding-engine.js';
import { makeRecipe } from '../../src/services/embedding/make-recipe.js';
import { encodeNpy } from '../../src/services/embedding/npy.js';
import { benchHome } from './peer.js';
import { THREADS, models } from './pipeline.js';
import { sharedScans } from './shared-ct.js';

const LIMITS = { maxBytes: 2 ** 33, maxDimension: 4096 };

/** The real CTs embedded by a bundled encoder, one `.npy` each, largest scan first; kept between runs. */
export async function realEmbeddings(modelId: string, say: (line: string) => void): Promise<readonly string[]> {
  const entry = (await models.bundled()).find(({ id }) => id === modelId);
  if (entry === undefined) throw new Error(`no bundled encoder ${modelId}`);
  const { body, id } = makeRecipe(entry);
  const directory = join(benchHome, 'embeddings', id);
  await mkdir(directory, { recursive: true });
  const scans = (await sharedScans()).map((path) => ({ path, file: join(directory, `${basename(path)}.npy`) }));
  const missing = scans.filter(({ file }) => !existsSync(file));
  if (missing.length > 0) {
    say(`embedding ${missing.length} scans with ${modelId}, once`);
    const engine = createEmbeddingEngine({ models, threads: THREADS });
    const reader = createNiftiReader();
    for (const { path, file } of missing) {
      const { volume } = await reader.readVolume(path, { limits: LIMITS });
      const { vectors } = await engine.embed(volume, body, { signal: new AbortController().signal });
      await writeFile(file, encodeNpy(vectors));
    }
    await engine.close();
  }
  return scans.map(({ file }) => file);
}
