import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { join } from 'node:path';
import { createNiftiReader } from '../../src/adapters/nifti/nifti-reader.js';
import type { OnnxModelEntry } from '../../src/services/models/model-entry.js';
import { DEFAULT_WINDOW } from '../../src/services/embedding/recipe-options.js';
import { createNormaliser, createSliceImager } from '../../src/services/embedding/slice-image.js';
import { modelsDirectory } from './pipeline.js';

/** Tensors of 32 real slices, which the bare runs go round. */
const DISTINCT = 32;

async function realTensors(path: string, entry: OnnxModelEntry): Promise<Float32Array> {
  const { volume } = await createNiftiReader().readVolume(path, { limits: { maxBytes: 2 ** 33, maxDimension: 4096 } });
  const [nx, ny, nz] = volume.shape;
  const image = createSliceImager(DEFAULT_WINDOW, entry.size);
  const normalise = createNormaliser(entry.normalisation);
  const length = 3 * entry.size.width * entry.size.height;
  const pixels = new Float32Array(new SharedArrayBuffer(DISTINCT * length * 4));
  for (let index = 0; index < DISTINCT; index += 1) {
    const start = Math.floor((index * nz) / DISTINCT) * nx * ny;
    normalise(image({ nx, ny, voxels: volume.voxels.subarray(start, start + nx * ny) }), pixels, index * length);
  }
  return pixels;
}

async function timeRuns(entry: OnnxModelEntry, pixels: Float32Array, plan: { readonly sessions: number; readonly threads: number; readonly batch: number }, slices: number): Promise<number> {
  const { sessions, threads, batch } = plan;
  const workers = Array.from({ length: sessions }, (_, index) => {
    const runs = Math.ceil(slices / batch / sessions - (sessions > 1 ? index / sessions : 0));
    const workerData = { file: join(modelsDirectory, entry.file), input: entry.input, output: entry.output, shape: [3, entry.size.height, entry.size.width], batch, runs, threads, pixels };
    return new Worker(new URL('./bare-thread.js', import.meta.url), { workerData, execArgv: [] });
  });
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const ends = workers.map((worker) => once(worker, 'exit'));
  const done = workers.map((worker) => once(worker, 'message'));
  const started = performance.now();
  for (const worker of workers) worker.postMessage('go');
  await Promise.all(done);
  const seconds = (performance.now() - started) / 1000;
  await Promise.all(ends);
  return seconds;
}

/** Seconds that session.run alone takes for as many slices: the fastest of 1 session × 2 threads and 2 × 1, at the batches allowed. */
export async function bareSeconds(path: string, entry: OnnxModelEntry, slices: number, say: (line: string) => void): Promise<number> {
  const pixels = await realTensors(path, entry);
  const plans = (entry.batchInvariant ? [1, 4, 8] : [1]).flatMap((batch) => [{ sessions: 2, threads: 1, batch }, { sessions: 1, threads: 2, batch }]);
  // A short trial of each finds the fastest; that one alone is timed in full.
  let best = { plan: plans[0]!, rate: Infinity };
  for (const plan of plans) {
    const rate = (await timeRuns(entry, pixels, plan, 48)) / 48;
    say(`  bare ${plan.sessions} × ${plan.threads}, batch ${plan.batch}: ${(rate * 1000).toFixed(1)} ms a slice`);
    if (rate < best.rate) best = { plan, rate };
  }
  return timeRuns(entry, pixels, best.plan, slices);
}
