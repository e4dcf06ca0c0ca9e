import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Provider } from '../../domain/placement/capability.js';
import { inputShape } from '../../services/embedding/slice-input.js';
import type { OnnxModelEntry } from '../../services/models/model-entry.js';
import { nodePlaces } from './node-places.js';
import type { NodePlaces } from './node-places.js';
import { PROVIDER_FACTS } from './providers.js';

/** Where the nodes run, by the runtime's own profile of one run: it may fall back to the processor in silence. */
export async function placesOf(bytes: Buffer, entry: OnnxModelEntry, provider: Provider): Promise<NodePlaces> {
  const folder = await mkdtemp(join(tmpdir(), 'voxseek-profile-'));
  try {
    const session = await InferenceSession.create(bytes, { executionProviders: [...PROVIDER_FACTS[provider].session], enableProfiling: true, profileFilePrefix: join(folder, 'run') });
    const shape = inputShape(entry, 1);
    await session.run({ [entry.input]: new Tensor('float32', new Float32Array(shape.reduce((product, length) => product * length)), shape) }, [entry.output]);
    session.endProfiling();
    await session.release();
    const [name] = await readdir(folder);
    return name === undefined ? {} : nodePlaces(await readFile(join(folder, name), 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
