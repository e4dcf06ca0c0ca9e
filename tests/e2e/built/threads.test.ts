import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { repository } from '../../testkit/running-voxseek.js';

const built = (path: string): string => JSON.stringify(pathToFileURL(join(repository, 'dist', path)).href);
const models = JSON.stringify(join(repository, 'models'));

/** Plain Node, with nothing that reads TypeScript. */
async function runBuilt(code: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { cwd: repository, env: { PATH: process.env.PATH } });
  return JSON.parse(stdout);
}

it('the built kernel runs in its threads', { timeout: 60_000 }, async () => {
  const answer = await runBuilt(`
    import { createSimilarityKernel } from ${built('adapters/onnx/kernel/similarity-kernel.js')};
    import { pathToFileURL } from 'node:url';
    const kernel = createSimilarityKernel({ graphs: pathToFileURL(${models} + '/kernel'), threads: 2 });
    const matrix = (...rows) => ({ rows: rows.length, columns: 2, data: Float32Array.from(rows.flat()) });
    const hits = await kernel.topK(matrix([1, 0]), [matrix([0, 1]), matrix([0.6, 0.8], [1, 0])], 2);
    await kernel.close();
    console.log(JSON.stringify(hits));
  `);
  expect(answer).toEqual([[{ gallery: 1, row: 1, similarity: 1 }, { gallery: 1, row: 0, similarity: expect.closeTo(0.6, 5) as number }]]);
});

it('the built engine encodes in its threads', { timeout: 60_000 }, async () => {
  const answer = await runBuilt(`
    import { createEmbeddingEngine } from ${built('adapters/onnx/embedding-engine.js')};
    import { createModelDirectory } from ${built('adapters/onnx/model-directory.js')};
    import { makeRecipe } from ${built('services/embedding/make-recipe.js')};
    const models = createModelDirectory({ bundled: ${models}, registered: ${models} + '/none' });
    const engine = createEmbeddingEngine({ models, threads: 2 });
    const volume = { shape: [32, 32, 9], spacing: [1, 1, 1], affine: [], voxels: Int16Array.from({ length: 32 * 32 * 9 }, (_, index) => index % 200) };
    const made = [];
    for (const id of ['mod_pixels-32', 'mod_efficientnet-lite0']) {
      const { vectors } = await engine.embed(volume, makeRecipe((await models.find(id)).entry).body, { signal: new AbortController().signal });
      made.push([vectors.rows, vectors.columns, Math.hypot(...vectors.data.subarray(0, vectors.columns))]);
    }
    await engine.close();
    console.log(JSON.stringify(made));
  `);
  expect(answer).toEqual([[9, 1024, expect.closeTo(1, 5)], [9, 1280, expect.closeTo(1, 5)]]);
});
