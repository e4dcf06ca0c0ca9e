import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { makeRecipe } from '../../services/embedding/make-recipe.js';
import type { OnnxModelEntry } from '../../services/models/model-entry.js';
import { requireFit } from '../../services/models/require-fit.js';
import type { ModelProbe } from '../../services/ports/model-probe.js';
import { startProcess } from './encode-host.js';
import type { EncodeHost } from './encode-host.js';
import { refersToExternalData } from './external-data.js';
import { PROBE_SLICES, probeTask } from './probe-slices.js';
import { readSignature } from './read-signature.js';

export interface ModelProbeOptions {
  readonly memoryLimitBytes: number;
  readonly timeLimitMs: number;
  /** Inference threads; default: one for each core, as a registered model is run. */
  readonly threads?: number;
}

/** Of the same slice alone and in company. */
const LEAST_COSINE = 0.99999;
/** Of unlike slices; above it, the model does not see what is in them. */
const CONSTANT_COSINE = 0.9999999;
/** The format ends here, and so does what is read at once. */
const LARGEST_FILE = 2 ** 31 - 1;

async function encode(host: EncodeHost, path: string, entry: OnnxModelEntry, { batch, threads }: { readonly batch: number; readonly threads: number }): Promise<Float32Array> {
  const source = { kind: 'ONNX', path, entry } as const;
  const reply = await host.run(probeTask({ id: batch, source, recipe: makeRecipe(entry).body, provider: 'CPU', intraThreads: threads, batch, count: PROBE_SLICES }));
  if (reply.failure !== null) {
    const code = reply.failure.code === 'EMBEDDING_FAILED' ? 'MODEL_REFUSED' : reply.failure.code;
    throw new VoxseekError(code, reply.failure.message, reply.failure.path === null ? {} : { path: reply.failure.path });
  }
  if (reply.useless !== null) throw new VoxseekError('MODEL_OUTPUT_USELESS', 'The model gives a zero or non-finite vector for an ordinary slice.', { path: 'output' });
  return reply.vectors;
}

const cosine = (one: Float32Array, other: Float32Array): number => one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);

const rowsOf = (vectors: Float32Array): readonly Float32Array[] => {
  const dimension = vectors.length / PROBE_SLICES;
  return Array.from({ length: PROBE_SLICES }, (_, slice) => vectors.subarray(slice * dimension, (slice + 1) * dimension));
};

const sameRows = (one: Float32Array, other: Float32Array): boolean => {
  const others = rowsOf(other);
  return rowsOf(one).every((row, slice) => cosine(row, others[slice] ?? row) >= LEAST_COSINE);
};

function requireUnlike(vectors: Float32Array): void {
  const [first = vectors, ...others] = rowsOf(vectors);
  if (others.some((row) => cosine(first, row) < CONSTANT_COSINE)) return;
  throw new VoxseekError('MODEL_OUTPUT_USELESS', 'The model gives the same vector for slices that have nothing in common.', { path: 'output' });
}

async function readGraph(path: string): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > LARGEST_FILE) throw new VoxseekError('MODEL_UNREADABLE', `The file has ${size} bytes; an ONNX model in one file has at most ${LARGEST_FILE}.`);
  const bytes = await readFile(path);
  if (refersToExternalData(bytes)) throw new VoxseekError('MODEL_EXTERNAL_DATA', 'The graph keeps numbers in another file. Save the model as one file, with all its data inside.');
  return bytes;
}

/** Tries models in a process with limits. */
export function createModelProbe({ memoryLimitBytes, timeLimitMs, threads = availableParallelism() }: ModelProbeOptions): ModelProbe {
  const inspect: ModelProbe['inspect'] = async (path) => readSignature(await readGraph(path));
  return {
    inspect,
    async probe(path, entry) {
      requireFit(await inspect(path), entry);
      const host = startProcess(memoryLimitBytes);
      const timer = new AbortController();
      const late = sleep(timeLimitMs, undefined, { signal: timer.signal }).then(() => {
        throw new VoxseekError('MODEL_TIMED_OUT', `The model took more than ${Math.round(timeLimitMs / 1000)} s for ${PROBE_SLICES} slices.`);
      });
      late.catch(() => undefined);
      try {
        const inBatchesOf = (batch: number): Promise<Float32Array> => encode(host, path, entry, { batch, threads });
        const alone = await Promise.race([inBatchesOf(1), late]);
        requireUnlike(alone);
        // A model that takes one slice alone, but not several, is run with one: no reason to refuse it.
        const together = (batch: number): Promise<boolean> =>
          Promise.race([inBatchesOf(batch).then((vectors) => sameRows(alone, vectors), () => false), late]);
        return { batchInvariant: (await together(2)) && (await together(PROBE_SLICES)) };
      } finally {
        timer.abort();
        host.kill();
      }
    },
  };
}
