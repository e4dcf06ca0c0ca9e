import { requireProvider } from '../../adapters/onnx/require-provider.js';
import { workingProviders } from '../../adapters/onnx/working-providers.js';
import type { Provider } from '../../domain/placement/capability.js';
import type { Environment, ExecutionProvider } from '../../environment.js';

export const toProvider = (provider: ExecutionProvider): Provider => provider.toUpperCase() as Uppercase<ExecutionProvider>;

/** The one provider of a command that needs one: the first that is configured, else the processor. */
export const providerOf = ({ executionProviders }: Pick<Environment, 'executionProviders'>): Provider => toProvider(executionProviders?.[0] ?? 'cpu');

/**
 * What a worker offers: all that is configured, or what was found to work here. Throws PROVIDER_UNAVAILABLE where a configured one does not: the worker would only
 * hand tasks back.
 */
export async function offeredProviders({ executionProviders }: Pick<Environment, 'executionProviders'>): Promise<readonly Provider[]> {
  if (executionProviders === null) return workingProviders();
  const providers = executionProviders.map(toProvider);
  for (const provider of providers) await requireProvider(provider);
  return providers;
}
