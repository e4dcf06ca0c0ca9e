import type { EmbeddingOn } from '../../activities/embedding-activities.js';
import { createEmbeddingEngine } from '../../adapters/onnx/embedding-engine.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Provider } from '../../domain/placement/capability.js';
import type { Environment } from '../../environment.js';
import { createEmbeddingService } from '../../services/embedding/create-embedding-service.js';
import type { EmbeddingDeps } from '../../services/embedding/create-embedding-service.js';
import type { ModelFiles } from '../../services/ports/model-files.js';

interface Options extends Omit<EmbeddingDeps, 'engine'> {
  readonly models: ModelFiles;
  /** Those that the worker offers; the first serves jobs that name none. */
  readonly providers: readonly Provider[];
}

/** An engine for each provider, started when it is first used. */
export function openEmbedding({ models, providers, ...deps }: Options, environment: Environment): { readonly embeddingOn: EmbeddingOn; close(): Promise<void> } {
  const engines = providers.map((provider) =>
    createEmbeddingEngine({
      ...{ models, provider, threads: environment.inferenceThreads },
      ...{ memoryLimitBytes: environment.modelMemoryBytes, batchMemoryBytes: environment.batchMemoryBytes },
    }),
  );
  const services = new Map(engines.map((engine, index) => [providers[index], createEmbeddingService({ ...deps, engine })]));
  return {
    embeddingOn(provider = providers[0]) {
      const service = services.get(provider);
      if (service !== undefined) return service;
      throw new VoxseekError('PROVIDER_UNAVAILABLE', `This worker offers ${providers.join(', ') || 'no provider'}, and not ${provider ?? 'any'}.`, { path: 'VOXSEEK_EXECUTION_PROVIDER' });
    },
    async close() {
      await Promise.all(engines.map((engine) => engine.close()));
    },
  };
}
