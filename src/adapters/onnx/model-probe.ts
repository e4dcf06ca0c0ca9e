import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { makeRecipe } from '../../services/embedding/make-recipe.js';
import type { Recipe } from '../../services/embedding/recipe.js';
import { rowKindOf } from '../../services/embedding/row-kind.js';
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

/** How the slices are run that a model is tried with. */
interface Trial {
  readonly batch: number;
  readonly threads: number;
}

async function encode(host: EncodeHost, path: string, entry: OnnxModelEntry, recipe: Recipe, { batch, threads }: Trial): Promise<Float32Array> {
  const source = { kind: 'ONNX', path, entry } as const;
  const reply = await host.run(probeTask({ id: batch, source, recipe, provider: 'CPU', intraThreads: threads, batch, count: PROBE_SLICES }));
  if (reply.failure !== null) {
    const code = reply.failure.code === 'EMBEDDING_FAILED' ? 'MODEL_REFUSED' : reply.failure.code;
    throw new VoxseekError(code, reply.failure.message, reply.failure.path === null ? {} : { path: reply.failure.path });
  }
  if (reply.useless !== null) throw new VoxseekError('MODEL_OUTPUT_USELESS', 'The model gives a zero or non-finite vector for an ordinary slice.', { path: 'output' });
  return reply.vectors;
}

const cosine = (one: Float32Array, other: Float32Array): number => one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);

const rowsOf = (vectors: Float32Array, dimension: number): readonly Float32Array[] => Array.from({ length: vectors.length / dimension }, (_, row) => vectors.subarray(row * dimension, (row + 1) * dimension));

const sameRows = (one: Float32Array, other: Float32Array, { dimension }: Recipe): boolean => {
  const others = rowsOf(other, dimension);
  return rowsOf(one, dimension).every((row, place) => cosine(row, others[place] ?? row) >= LEAST_COSINE);
};

/** Every row is held to that of the same part of the first slice. */
function requireUnlike(vectors: Float32Array, recipe: Recipe): void {
  const rows = rowsOf(vectors, recipe.dimension);
  const { patches } = rowKindOf(recipe);
  if (rows.some((row, place) => cosine(rows[place % patches] ?? row, row) < CONSTANT_COSINE)) return;
  throw new VoxseekError('MODEL_OUTPUT_USELESS', 'The model gives the same vector for slices that have nothing in common.', { path: 'output' });
}

async function readGraph(path: string): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > LARGEST_FILE) throw new VoxseekError('MODEL_UNREADABLE', `The file has ${size} bytes; an ONNX model in one file has at most ${LARGEST_FILE}.`);
  const bytes = await readFile(path);
  if (refersToExternalData(bytes)) throw new VoxseekError('MODEL_EXTERNAL_DATA', 'The graph keeps numbers in another file. Save the model as one file, with all its data inside.');
  return bytes;
}

/** One for each output that the entry names: of slices, and of their parts. */
const recipesOf = (entry: OnnxModelEntry): readonly Recipe[] => [makeRecipe(entry).body, ...(entry.patches === undefined ? [] : [makeRecipe(entry, { patches: { rows: entry.patches.rows, columns: entry.patches.columns } }).body])];

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
        let batchInvariant = true;
        for (const recipe of recipesOf(entry)) {
          const inBatchesOf = (batch: number): Promise<Float32Array> => encode(host, path, entry, recipe, { batch, threads });
          const alone = await Promise.race([inBatchesOf(1), late]);
          requireUnlike(alone, recipe);
          // A model that takes one slice alone, but not several, is run with one: no reason to refuse it.
          const together = (batch: number): Promise<boolean> =>
            Promise.race([inBatchesOf(batch).then((vectors) => sameRows(alone, vectors, recipe), () => false), late]);
          batchInvariant = batchInvariant && (await together(2)) && (await together(PROBE_SLICES));
        }
        return { batchInvariant };
      } finally {
        timer.abort();
        host.kill();
      }
    },
  };
}
