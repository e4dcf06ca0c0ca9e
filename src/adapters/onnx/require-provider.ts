import { InferenceSession, Tensor } from 'onnxruntime-node';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Provider } from '../../domain/placement/capability.js';
import { PROVIDER_FACTS } from './providers.js';
import { reasonOf } from './reason-of.js';

/** An ONNX graph that multiplies `a` and `b`, 2 × 2 float32 each. */
const PRODUCT = Buffer.from('CAgSADpVChEKAWEKAWISAWMiBk1hdE11bBIBcFoTCgFhEg4KDAgBEggKAggCCgIIAloTCgFiEg4KDAgBEggKAggCCgIIAmITCgFjEg4KDAgBEggKAggCCgIIAkIECgAQDQ==', 'base64');

/** Makes sure that the provider's libraries load and compute on this machine. Throws PROVIDER_UNAVAILABLE with what to install. */
export async function requireProvider(provider: Provider): Promise<void> {
  try {
    const session = await InferenceSession.create(PRODUCT, { executionProviders: [...PROVIDER_FACTS[provider].session] });
    const square = (values: readonly number[]): Tensor => new Tensor('float32', Float32Array.from(values), [2, 2]);
    const { c } = await session.run({ a: square([1, 2, 3, 4]), b: square([0, 1, 1, 0]) });
    await session.release();
    if ([...(c?.data as Float32Array)].join() !== '2,1,4,3') throw new Error('it multiplies wrongly.');
  } catch (error) {
    throw new VoxseekError('PROVIDER_UNAVAILABLE', `${provider} cannot be used on this machine: ${reasonOf(error)} ${PROVIDER_FACTS[provider].remedy}`, { path: 'VOXSEEK_EXECUTION_PROVIDER', cause: error });
  }
}
