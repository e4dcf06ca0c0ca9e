import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { makeRecipe } from '../../services/embedding/make-recipe.js';
import { slicesSeen } from '../../services/embedding/slice-input.js';
import type { OnnxModelEntry } from '../../services/models/model-entry.js';
import type { ModelProbe } from '../../services/ports/model-probe.js';
import { startProcess } from './encode-host.js';
import type { EncodeHost } from './encode-host.js';
import { refersToExternalData } from './external-data.js';

export interface ModelProbeOptions {
  readonly memoryLimitBytes: number;
  readonly timeLimitMs: number;
}

const SLICES = 4;
const SIDE = 64;
const LEAST_COSINE = 0.99999;

/** Discs of soft tissue, bone and air, each slice unlike the others; in Hounsfield units. */
function syntheticSlices(): Int16Array {
  return Int16Array.from({ length: SLICES * SIDE * SIDE }, (_, index) => {
    const slice = Math.floor(index / (SIDE * SIDE));
    const [x, y] = [(index % SIDE) - SIDE / 2, (Math.floor(index / SIDE) % SIDE) - SIDE / 2];
    const radius = Math.hypot(x + 4 * slice, y);
    if (radius < 5 + 2 * slice) return 200 - 90 * slice;
    return radius < 26 ? 40 + ((index * 7919) % 60) : -1000;
  });
}

async function encode(host: EncodeHost, path: string, entry: OnnxModelEntry, id: number, batch: number): Promise<Float32Array> {
  const recipe = makeRecipe(entry).body;
  const reply = await host.run({
    ...{ id, batch, nx: SIDE, ny: SIDE, provider: 'CPU', intraThreads: 1 },
    source: { kind: 'ONNX', path, entry },
    recipe,
    inputs: Array.from({ length: SLICES }, (_, slice) => slicesSeen(recipe, slice, { shape: [SIDE, SIDE, SLICES], spacing: [1, 1, 1] })),
    voxels: syntheticSlices(),
  });
  if (reply.failure !== null) {
    const code = reply.failure.code === 'EMBEDDING_FAILED' ? 'MODEL_REFUSED' : reply.failure.code;
    throw new VoxseekError(code, reply.failure.message, reply.failure.path === null ? {} : { path: reply.failure.path });
  }
  if (reply.useless !== null) throw new VoxseekError('MODEL_REFUSED', 'The model gives a zero or non-finite vector for an ordinary slice.');
  return reply.vectors;
}

function leastCosine(one: Float32Array, other: Float32Array, dimension: number): number {
  let least = 1;
  for (let start = 0; start < one.length; start += dimension) {
    let cosine = 0;
    for (let index = start; index < start + dimension; index += 1) cosine += (one[index] ?? 0) * (other[index] ?? 0);
    least = Math.min(least, cosine);
  }
  return least;
}

/** Tries models in a process with limits. */
export function createModelProbe({ memoryLimitBytes, timeLimitMs }: ModelProbeOptions): ModelProbe {
  return {
    async probe(path, entry) {
      if (refersToExternalData(await readFile(path))) {
        throw new VoxseekError('MODEL_REFUSED', 'The graph keeps numbers in another file. Save the model as one file, with all its data inside.', { path: entry.file });
      }
      const host = startProcess(memoryLimitBytes);
      const timer = new AbortController();
      const late = sleep(timeLimitMs, undefined, { signal: timer.signal }).then(() => {
        throw new VoxseekError('MODEL_REFUSED', `The model took more than ${Math.round(timeLimitMs / 1000)} s for ${SLICES} slices.`);
      });
      late.catch(() => undefined);
      try {
        const alone = await Promise.race([encode(host, path, entry, 1, 1), late]);
        // A graph with a fixed batch of one fails here, which is no reason to refuse it.
        const together = await Promise.race([encode(host, path, entry, 2, SLICES).catch(() => null), late]);
        return { batchInvariant: together !== null && leastCosine(alone, together, entry.dimension) >= LEAST_COSINE };
      } finally {
        timer.abort();
        host.kill();
      }
    },
  };
}
