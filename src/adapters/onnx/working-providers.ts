import { env, listSupportedBackends } from 'onnxruntime-node';
import type { Provider } from '../../domain/placement/capability.js';
import { PROVIDER_FACTS } from './providers.js';
import { requireProvider } from './require-provider.js';

/** WebGPU is left out: a driver that computes on the processor passes for one, and is slower than the processor itself. */
const SEARCHED = ['CUDA', 'TENSORRT', 'COREML'] as const satisfies readonly Provider[];

/** The processor, and the accelerators whose libraries load and compute on this machine. */
export async function workingProviders(): Promise<readonly Provider[]> {
  // That a library is not there is what is being found out, and no error to be logged.
  env.logLevel = 'fatal';
  const possible = new Set(listSupportedBackends().map(({ name }) => name));
  const working: Provider[] = [];
  for (const provider of SEARCHED) {
    if (!PROVIDER_FACTS[provider].session.every((name) => possible.has(name))) continue;
    const works = await requireProvider(provider).then(() => true, () => false);
    if (works) working.push(provider);
  }
  await requireProvider('CPU');
  return [...working, 'CPU'];
}
