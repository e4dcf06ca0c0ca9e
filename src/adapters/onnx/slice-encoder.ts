import { Tensor } from 'onnxruntime-node';
import type { InferenceSession } from 'onnxruntime-node';
import type { CanonicalSlice } from '../../domain/geometry/volume.js';
import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';
import { poolPatches } from '../../services/embedding/patches/pool-patches.js';
import { poolOutput } from '../../services/embedding/pool-output.js';
import type { Recipe } from '../../services/embedding/recipe.js';
import { rowKindOf } from '../../services/embedding/row-kind.js';
import { createSliceInput, inputShape } from '../../services/embedding/slice-input.js';
import type { SliceInput } from '../../services/embedding/slice-input.js';
import { normaliseRows } from '../../services/embedding/unit-rows.js';
import type { OnnxModelEntry } from '../../services/models/model-entry.js';
import type { EncodeFailure, EncodeReply, EncodeTask } from './encode-task.js';
import { openSession } from './open-session.js';
import { reasonOf } from './reason-of.js';

/** Sessions kept open; the one that was used longest ago goes first. */
const OPEN_SESSIONS = 3;

interface Encoder {
  readonly writeInput: SliceInput;
  /** Of the graph. */
  readonly names: Pick<OnnxModelEntry, 'input' | 'output'>;
  /** Null for the built-in control, whose vector is the image itself. */
  readonly session: InferenceSession | null;
}

/** Encodes tasks one at a time; lives in a worker thread or in a process of its own. */
export interface SliceEncoder {
  encode(task: EncodeTask): Promise<EncodeReply>;
  close(): Promise<void>;
}

async function open({ source, recipe, provider, intraThreads }: EncodeTask): Promise<Encoder> {
  const writeInput = createSliceInput(recipe);
  if (source.kind === 'PIXELS') return { writeInput, names: { input: '', output: '' }, session: null };
  const entry = { ...source.entry, output: recipe.patches?.of.output ?? source.entry.output };
  return { writeInput, names: entry, session: await openSession(source.path, entry, provider, intraThreads) };
}

export function createSliceEncoder(): SliceEncoder {
  const encoders = new Map<string, Encoder>();

  const encoderFor = async (task: EncodeTask): Promise<Encoder> => {
    const key = JSON.stringify([task.source.entry, task.recipe, task.provider, task.intraThreads]);
    const encoder = encoders.get(key) ?? (await open(task));
    encoders.delete(key);
    encoders.set(key, encoder);
    for (const [oldest, { session }] of encoders) {
      if (encoders.size <= OPEN_SESSIONS) break;
      encoders.delete(oldest);
      await session?.release();
    }
    return encoder;
  };

  return {
    async encode(task) {
      try {
        const vectors = await encodeSlices(await encoderFor(task), task);
        return { id: task.id, vectors, useless: normaliseRows(vectors, task.recipe.dimension), residentBytes: process.memoryUsage.rss(), failure: null };
      } catch (error) {
        return { id: task.id, vectors: null, useless: null, failure: failureOf(error) };
      }
    },
    async close() {
      for (const { session } of encoders.values()) await session?.release();
      encoders.clear();
    },
  };
}

async function encodeSlices({ writeInput, names, session }: Encoder, task: EncodeTask): Promise<Float32Array> {
  const { recipe, nx, ny, inputs, voxels } = task;
  const inputLength = inputShape(recipe, 1).reduce((product, length) => product * length);
  const numbers = rowKindOf(recipe).patches * recipe.dimension;
  const vectors = new Float32Array(inputs.length * numbers);
  const sliceAt = (place: number): CanonicalSlice => ({ nx, ny, voxels: voxels.subarray(place * nx * ny, (place + 1) * nx * ny) });
  for (let start = 0; start < inputs.length; start += task.batch) {
    const rows = inputs.slice(start, start + task.batch);
    // An accelerator makes a plan anew for each shape, which takes it longer than many runs: a batch that is not full is filled up with nothing.
    const batch = task.provider === 'CPU' ? rows.length : task.batch;
    const input = new Float32Array(batch * inputLength);
    rows.forEach((places, index) => writeInput(places.map(sliceAt), input, index * inputLength));
    const output = session === null ? input : pooled(await run(session, names, input, inputShape(recipe, batch)), recipe);
    if (output.length !== batch * numbers) {
      throw new VoxseekError('MODEL_INVALID', `The model gives ${output.length / batch} numbers for a slice where its entry says ${numbers}.`, { path: 'dimension' });
    }
    vectors.set(output.subarray(0, rows.length * numbers), start * numbers);
  }
  return vectors;
}

function pooled([data, shape]: readonly [data: Float32Array, shape: readonly number[]], { pooling, patches }: Recipe): Float32Array {
  return patches === undefined ? poolOutput(data, shape, pooling) : poolPatches(data, shape, patches);
}

async function run(session: InferenceSession, names: { readonly input: string; readonly output: string }, input: Float32Array, shape: readonly number[]): Promise<readonly [data: Float32Array, shape: readonly number[]]> {
  const outputs = await session.run({ [names.input]: new Tensor('float32', input, shape) }, [names.output]);
  const { data, dims = [] } = outputs[names.output] ?? {};
  if (!(data instanceof Float32Array)) throw new VoxseekError('MODEL_TYPE_UNSUPPORTED', `The output "${names.output}" of the model is not float32.`, { path: 'output' });
  return [data, dims];
}

function failureOf(error: unknown): EncodeFailure {
  if (isVoxseekError(error)) return { code: error.code, message: error.message, path: error.path ?? null };
  return { code: 'EMBEDDING_FAILED', message: `The model failed to run: ${reasonOf(error)}`, path: null };
}
