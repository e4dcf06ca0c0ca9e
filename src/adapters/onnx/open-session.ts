import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { inputShape } from '../../services/embedding/slice-input.js';
import type { OnnxModelEntry } from '../../services/models/model-entry.js';
import type { Provider } from './encode-task.js';

const SEVERITY_ERROR = 3;

/** The bytes of a model file, checked against its catalogue entry. Throws MODEL_UNAVAILABLE, MODEL_CHANGED. */
async function readModelFile(path: string, entry: OnnxModelEntry): Promise<Buffer> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new VoxseekError('MODEL_UNAVAILABLE', `The file ${entry.file} of the model ${entry.id} is not on this machine.`, { path: entry.file, cause: error });
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== entry.sha256) {
    const message = `The file ${entry.file} of the model ${entry.id} has SHA-256 ${sha256.slice(0, 12)}…, its catalogue entry ${entry.sha256.slice(0, 12)}…; restore the file, or register it as a new revision.`;
    throw new VoxseekError('MODEL_CHANGED', message, { path: entry.file });
  }
  return bytes;
}

/**
 * A session with the verified bytes of a model: what was checked is what runs.
 * Throws MODEL_UNAVAILABLE, MODEL_CHANGED, MODEL_INVALID (names of the entry that the graph lacks), MODEL_REFUSED.
 */
export async function openSession(path: string, entry: OnnxModelEntry, provider: Provider, intraThreads: number): Promise<InferenceSession> {
  const bytes = await readModelFile(path, entry);
  const options: InferenceSession.SessionOptions = {
    executionProviders: [provider.toLowerCase()],
    intraOpNumThreads: intraThreads,
    interOpNumThreads: 1,
    logSeverityLevel: SEVERITY_ERROR,
  };
  try {
    if (provider !== 'CPU') await requireProvider(bytes, entry, provider, options);
    const session = await InferenceSession.create(bytes, options);
    requireNames(session, entry);
    return session;
  } catch (error) {
    if (error instanceof VoxseekError) throw error;
    throw new VoxseekError('MODEL_REFUSED', `The model ${entry.id} cannot be loaded with ${provider}: ${reasonOf(error)}`, { path: entry.file, cause: error });
  }
}

/** One line of what the runtime says; a native stack is of no use to a client. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 300) ?? '';

function requireNames(session: InferenceSession, entry: OnnxModelEntry): void {
  for (const [field, names] of [
    ['input', session.inputNames],
    ['output', session.outputNames],
  ] as const) {
    if (!names.includes(entry[field])) throw new VoxseekError('MODEL_INVALID', `The graph has no ${field} "${entry[field]}" but ${names.join(', ')}.`, { path: field });
  }
}

/** The runtime may fall back to the CPU in silence; its own profile of one run tells where the nodes really ran. */
async function requireProvider(bytes: Buffer, entry: OnnxModelEntry, provider: Provider, options: InferenceSession.SessionOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'voxseek-profile-'));
  try {
    const session = await InferenceSession.create(bytes, { ...options, enableProfiling: true, profileFilePrefix: join(folder, 'run') });
    const shape = inputShape(entry, 1);
    await session.run({ [entry.input]: new Tensor('float32', new Float32Array(shape.reduce((product, length) => product * length)), shape) }, [entry.output]);
    session.endProfiling();
    await session.release();
    const [name] = await readdir(folder);
    const profile = name === undefined ? '' : await readFile(join(folder, name), 'utf8');
    if (!profile.includes(`${provider}ExecutionProvider`)) {
      throw new VoxseekError('MODEL_REFUSED', `${provider} was asked for, but the model ${entry.id} ran elsewhere. Install its libraries, or configure another provider.`, { path: 'provider' });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
