import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createDicomReader } from '../../adapters/dicom/dicom-reader.js';
import { readServerFile } from '../../adapters/dicomweb/server-config.js';
import { createDicomWebServers } from '../../adapters/dicomweb/servers.js';
import { createMilvusStore } from '../../adapters/milvus/milvus-store.js';
import { createVolumeFiles } from '../../adapters/nifti/volume-files.js';
import { createModelDirectory } from '../../adapters/onnx/model-directory.js';
import { createSimilarityKernel } from '../../adapters/onnx/kernel/similarity-kernel.js';
import { sketchBytes } from '../../adapters/onnx/kernel/sketch-families.js';
import { createCatalogue } from '../../adapters/postgres/catalogue.js';
import { createTemporalScheduleEngine } from '../../adapters/temporal/schedule-engine.js';
import { createTemporalEngine } from '../../adapters/temporal/workflow-engine.js';
import type { Environment } from '../../environment.js';
import { createEmbeddingCache } from '../../services/embedding-cache/embedding-cache.js';
import { createIndexingService } from '../../services/indexing/create-indexing-service.js';
import { createJobService } from '../../services/jobs/job-service.js';
import { taskQueues } from '../../services/jobs/workflow-call.js';
import type { Log } from '../../services/ports/log.js';
import { createRanker } from '../../services/search/create-ranker.js';
import type { PartAddresses } from '../addresses.js';
import { openObjectStore } from './object-store.js';
import { openVolumeReader } from './volume-reader.js';

/** Voxels along one axis: more than any scanner gives, few enough to bound what a header can ask for. */
const MAX_DIMENSION = 4_096;

/** The kernel's products have a form for these two alone. */
const kernelProvider = (providers: Environment['executionProviders']): 'cpu' | 'cuda' => (providers?.some((provider) => provider === 'cuda' || provider === 'tensorrt') === true ? 'cuda' : 'cpu');

export type Parts = Awaited<ReturnType<typeof openParts>>;

/** What the API and the worker have in common: adapters at their addresses, and the services on top of them. */
export async function openParts(environment: Environment, addresses: PartAddresses, log: Log) {
  const catalogue = await createCatalogue({ url: addresses.databaseUrl, log });
  const objects = openObjectStore(addresses.objectsUrl, { accessKey: environment.objectsAccessKey, secretKey: environment.objectsSecretKey });
  const queues = taskQueues();
  const temporal = { address: addresses.temporalAddress, namespace: addresses.temporalNamespace, queues };
  const engine = createTemporalEngine(temporal);
  const schedules = createTemporalScheduleEngine(temporal);
  const kernel = createSimilarityKernel({ graphs: join(environment.modelsDirectory, 'kernel'), threads: availableParallelism(), provider: kernelProvider(environment.executionProviders) });
  const vectors = createMilvusStore({ address: addresses.milvusAddress, token: environment.milvusToken ?? undefined, kernel });
  const cache = createEmbeddingCache({ objects, maxBytes: environment.embeddingCacheBytes, companionBytes: sketchBytes });
  const models = createModelDirectory({ bundled: environment.modelsDirectory, registered: join(environment.home, 'models') });
  return {
    catalogue,
    objects,
    queues,
    schedules,
    vectors,
    kernel,
    cache,
    models,
    reader: openVolumeReader(),
    dicom: createDicomReader(),
    dicomWeb: createDicomWebServers(environment.dicomWebFile === null ? [] : readServerFile(environment.dicomWebFile)),
    files: createVolumeFiles(objects),
    limits: { maxBytes: environment.maxVolumeBytes, maxDimension: MAX_DIMENSION },
    scratchDirectory: join(environment.home, 'scratch'),
    ranker: createRanker({ cache, kernel, vectors }),
    indexing: createIndexingService({ cache, vectors }),
    jobs: createJobService({ catalogue, engine, log }),
    async close() {
      await Promise.allSettled([engine.close(), schedules.close(), vectors.close(), kernel.close()]);
      await catalogue.close();
    },
  };
}
