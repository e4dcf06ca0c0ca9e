import { availableParallelism } from 'node:os';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { gatherSlices } from '../../domain/geometry/gather-slices.js';
import type { CanonicalVolume } from '../../domain/geometry/volume.js';
import { selectRows } from '../../domain/matrix.js';
import type { Provider } from '../../domain/placement/capability.js';
import type { ModelEntry } from '../../services/models/model-entry.js';
import type { Recipe } from '../../services/embedding/recipe.js';
import { rowKindOf } from '../../services/embedding/row-kind.js';
import { sliceAsked, slicesSeen } from '../../services/embedding/slice-input.js';
import type { EmbeddingEngine } from '../../services/ports/embedding-engine.js';
import type { LocatedModel, ModelFiles } from '../../services/ports/model-files.js';
import { createBatchSizes } from './batch-sizes.js';
import { startProcess, startThread } from './encode-host.js';
import type { EncodeReply } from './encode-task.js';
import { createHostPool } from './host-pool.js';

export interface EmbeddingEngineOptions {
  readonly models: ModelFiles;
  /** Inference threads, each with a session of its own; default: one for each core. */
  readonly threads?: number;
  readonly provider?: Provider;
  /** Resident memory of the process that runs a registered model; default 4 GiB. */
  readonly memoryLimitBytes?: number;
  /** By how much a larger batch may make a process grow; default 1 GiB. */
  readonly batchMemoryBytes?: number;
}

/** Slices in one run for a person who waits, where a model was not measured yet. */
const URGENT_BATCH = 4;
/** Slices handed to a thread at a time: enough to keep it busy, few enough to bound the voxels that lie in messages; a whole batch at least. */
const taskOf = (provider: Provider, batch: number): number => Math.max(batch, provider === 'CPU' ? 4 : 64);
const DEFAULT_MEMORY_LIMIT = 4 * 2 ** 30;
const DEFAULT_BATCH_MEMORY = 2 ** 30;

const isForeign = (entry: ModelEntry): boolean => entry.kind === 'ONNX' && !entry.bundled;

const allSlices = ({ shape }: CanonicalVolume): readonly number[] => Array.from({ length: shape[2] }, (_, slice) => slice);

function requireSameModel({ entry }: LocatedModel, recipe: Recipe): void {
  if (entry.sha256 === recipe.modelSha256 && entry.revision === recipe.modelRevision) return;
  throw new VoxseekError('MODEL_CHANGED', `The recipe was made for revision ${recipe.modelRevision} of ${entry.id}; here is ${entry.revision}, or other bytes. Make a new recipe.`, { path: entry.id });
}

function vectorsOf(reply: EncodeReply, modelId: string, slices: readonly number[], patches: number): Float32Array {
  if (reply.failure !== null) {
    const { code, message, path } = reply.failure;
    throw new VoxseekError(code, message, path === null ? {} : { path });
  }
  if (reply.useless !== null) {
    const slice = slices[Math.floor(reply.useless / patches)] ?? 0;
    throw new VoxseekError('EMBEDDING_FAILED', `The model ${modelId} gave a zero or non-finite vector for slice ${slice}.`, { details: { slice } });
  }
  return reply.vectors;
}

/** ONNX encoders in worker threads; registered models in a process with a memory limit. `close` ends them. */
export function createEmbeddingEngine(options: EmbeddingEngineOptions): EmbeddingEngine & { close(): Promise<void> } {
  const { models, threads = availableParallelism(), provider = 'CPU', memoryLimitBytes = DEFAULT_MEMORY_LIMIT, batchMemoryBytes = DEFAULT_BATCH_MEMORY } = options;
  const own = createHostPool(threads, startThread);
  const foreign = createHostPool(1, () => startProcess(memoryLimitBytes));
  const batches = createBatchSizes({ provider, memoryBytes: batchMemoryBytes });
  let tasks = 0;

  const encode = async (volume: CanonicalVolume, slices: readonly number[], source: LocatedModel, recipe: Recipe, options: { readonly signal: AbortSignal; readonly urgent: boolean; readonly batch: number }): Promise<Float32Array> => {
    const [nx, ny] = volume.shape;
    const apart = isForeign(source.entry);
    const seen = slices.map((slice) => slicesSeen(recipe, slice, volume));
    const gathered = [...new Set(seen.flat())];
    const places = new Map(gathered.map((slice, place) => [slice, place]));
    const reply = await (apart ? foreign : own).run(
      () => ({
        ...{ id: (tasks += 1), source, recipe, provider, nx, ny },
        intraThreads: apart ? threads : 1,
        batch: options.batch,
        inputs: seen.map((row) => row.map((slice) => places.get(slice) ?? 0)),
        voxels: gatherSlices(volume, gathered),
      }),
      options,
    );
    return vectorsOf(reply, source.entry.id, slices, rowKindOf(recipe).patches);
  };

  /** A person who waits does not wait for measurements. */
  const batchOf = async (source: LocatedModel, recipe: Recipe, options: { readonly signal: AbortSignal; readonly urgent: boolean }): Promise<number> => {
    if (options.urgent) return source.entry.batchInvariant ? URGENT_BATCH : 1;
    const apart = isForeign(source.entry);
    return batches.of(source, recipe, (task) => (apart ? foreign : own).run(() => ({ ...task, id: (tasks += 1), intraThreads: apart ? threads : 1 }), options));
  };

  return {
    async embed(volume, recipe, { signal, onSlices, urgent = false, slices = allSlices(volume) }) {
      signal.throwIfAborted();
      const started = performance.now();
      const source = await models.find(recipe.modelId);
      requireSameModel(source, recipe);
      const batch = await batchOf(source, recipe, { signal, urgent });
      const asked = slices.map((slice) => sliceAsked(recipe, slice, volume.shape[2]));
      const distinct = [...new Set(asked)];
      const { patches } = rowKindOf(recipe);
      // Of a slice: one vector behind the other.
      const numbers = patches * recipe.dimension;
      const data = new Float32Array(distinct.length * numbers);
      const stop = new AbortController();
      const either = AbortSignal.any([signal, stop.signal]);
      // A window holds as many slices as a task of slices, or more.
      const task = recipe.sliding === undefined ? taskOf(provider, batch) : 1;
      let done = 0;
      const part = async (first: number): Promise<void> => {
        const some = distinct.slice(first, first + task);
        data.set(await encode(volume, some, source, recipe, { signal: either, urgent, batch: Math.min(batch, task) }), first * numbers);
        done += some.length;
        onSlices?.(Math.floor((done / distinct.length) * slices.length));
      };
      const parts = Array.from({ length: Math.ceil(distinct.length / task) }, (_, index) => part(index * task));
      try {
        await Promise.all(parts);
      } catch (error) {
        // The rest of the volume is of no use any more; what is under way is waited for, so that nothing runs on unseen.
        stop.abort(error);
        await Promise.allSettled(parts);
        throw error;
      }
      const places = new Map(distinct.map((slice, place) => [slice, place]));
      const vectors = selectRows({ rows: distinct.length, columns: numbers, data }, asked.map((slice) => places.get(slice) ?? 0));
      return { vectors: { rows: asked.length * patches, columns: recipe.dimension, data: vectors.data }, provider, seconds: (performance.now() - started) / 1000 };
    },
    async close() {
      await Promise.all([own.close(), foreign.close()]);
    },
  };
}
