import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InferenceSession } from 'onnxruntime-node';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Provider } from '../../domain/placement/capability.js';
import type { OnnxModelEntry } from '../../services/models/model-entry.js';
import { requirePlaces } from './node-places.js';
import { placesOf } from './places-of.js';
import { PROVIDER_FACTS } from './providers.js';
import { reasonOf } from './reason-of.js';
import { requireProvider } from './require-provider.js';

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
 * A session with the verified bytes of a model: what was checked is what runs, and where. Throws MODEL_UNAVAILABLE, MODEL_CHANGED, MODEL_INVALID (names
 * of the entry that the graph lacks), PROVIDER_UNAVAILABLE, PROVIDER_UNFIT, MODEL_REFUSED.
 */
export async function openSession(path: string, entry: OnnxModelEntry, provider: Provider, intraThreads: number): Promise<InferenceSession> {
  const bytes = await readModelFile(path, entry);
  const options: InferenceSession.SessionOptions = {
    executionProviders: [...PROVIDER_FACTS[provider].session],
    intraOpNumThreads: intraThreads,
    interOpNumThreads: 1,
    logSeverityLevel: SEVERITY_ERROR,
  };
  if (provider !== 'CPU') await requireProvider(provider);
  try {
    if (provider !== 'CPU') requirePlaces(await placesOf(bytes, entry, provider), provider, entry.id);
    const session = await InferenceSession.create(bytes, options);
    requireNames(session, entry);
    return session;
  } catch (error) {
    if (error instanceof VoxseekError) throw error;
    throw new VoxseekError('MODEL_REFUSED', `The model ${entry.id} cannot be loaded with ${provider}: ${reasonOf(error)}`, { path: entry.file, cause: error });
  }
}

function requireNames(session: InferenceSession, entry: OnnxModelEntry): void {
  for (const [field, names] of [
    ['input', session.inputNames],
    ['output', session.outputNames],
  ] as const) {
    if (!names.includes(entry[field])) throw new VoxseekError('MODEL_INVALID', `The graph has no ${field} "${entry[field]}" but ${names.join(', ')}.`, { path: field });
  }
}
