import { fileURLToPath } from 'node:url';
import { createActivities } from '../activities/create-activities.js';
import { createMachineProbe } from '../adapters/machine/machine-probe.js';
import type { WorkerRole as Queue } from '../adapters/temporal/served-queues.js';
import { createVoxseekWorker } from '../adapters/temporal/worker.js';
import type { WorkflowCode } from '../adapters/temporal/worker.js';
import { createTemporalRoster } from '../adapters/temporal/worker-roster.js';
import { capabilitiesOf } from '../domain/placement/capability.js';
import type { Environment, WorkerRole } from '../environment.js';
import { createBenchmarkLook } from '../services/benchmarks/overlap/benchmark-look.js';
import { createPerturbedQueries } from '../services/benchmarks/robustness/perturbed-queries.js';
import { createSealing } from '../services/deidentification/sealing.js';
import { createFetchedImport } from '../services/dicomweb/import-fetched.js';
import { createDuplicateSearch } from '../services/duplicates/duplicate-search.js';
import { createPseudonyms } from '../services/ingest/pseudonyms.js';
import { createModelSupply } from '../services/models/model-supply.js';
import { createPlaneFacts } from '../services/planes/plane-facts.js';
import { createIndexRequests } from '../services/indexes/index-requests.js';
import { createRetrievalRunService } from '../services/evaluation/create-retrieval-run-service.js';
import { createLabelledGalleryLoader } from '../services/evaluation/labelled-gallery.js';
import { VERSION } from '../version.js';
import { requireAddresses } from './addresses.js';
import { createLog } from './log.js';
import { reportReady } from './report-ready.js';
import { listenForStop } from './stop-request.js';
import { openEmbedding } from './wiring/embedding.js';
import { openIngest } from './wiring/ingest.js';
import { openParts } from './wiring/parts.js';
import { offeredProviders, toProvider } from './wiring/provider.js';

/** Which queues a role serves: the control role takes all work that needs no encoder. */
const QUEUES: Record<WorkerRole, readonly Queue[]> = { control: ['control', 'work'], embed: ['embed'], 'embed-interactive': ['interactive'] };

const embeds = ({ workerRoles }: Environment): boolean => workerRoles.some((role) => role !== 'control');

/** `voxseek worker`: runs workflows and embedding until it is told to stop; running activities may end first. */
export async function runWorker(_options: object, environment: Environment): Promise<void> {
  const addresses = requireAddresses(environment);
  const log = createLog(environment.logLevel);
  const stop = listenForStop();
  // Before anything is taken on: a worker listens on the queues of what it can do.
  const providers = embeds(environment) ? await offeredProviders(environment) : [];
  const parts = await openParts(environment, addresses, log);
  const { catalogue, objects, files, reader, dicom, limits, indexing, ranker, scratchDirectory } = parts;
  // Shared by all that looks at labelled volumes: each is read and judged once.
  const planes = createPlaneFacts(files);
  const loadLabelled = createLabelledGalleryLoader(planes.regionsIn);
  const { models } = parts;
  const embedding = openEmbedding(
    { objects, files, reader, dicom, pseudonyms: createPseudonyms(addresses.pseudonymKey), privacyPolicy: environment.privacyPolicy, limits, log, models, providers, supply: createModelSupply({ objects, models }) },
    environment,
  );
  const temporal = { address: addresses.temporalAddress, namespace: addresses.temporalNamespace, queues: parts.queues };
  const roster = createTemporalRoster(temporal);
  const ingest = openIngest(parts, environment, addresses.pseudonymKey, log);
  const worker = await createVoxseekWorker({
    ...temporal,
    capabilities: capabilitiesOf(providers, environment.modelMemoryBytes),
    roles: environment.workerRoles.flatMap((role) => QUEUES[role]),
    activities: createActivities({
      catalogue,
      objects,
      indexing,
      log,
      scratchDirectory,
      ingest,
      dicomWeb: {
        servers: parts.dicomWeb,
        sealing: createSealing(addresses.pseudonymKey),
        pseudonyms: createPseudonyms(addresses.pseudonymKey),
        fetched: createFetchedImport({ dicom: parts.dicom, ingest, servers: parts.dicomWeb, limits }),
        maxSeriesBytes: environment.maxVolumeBytes,
      },
      embeddingOn: embedding.embeddingOn,
      roster,
      providerPreference: environment.providerPreference.map(toProvider),
      runs: createRetrievalRunService({ objects, ranker, loadLabelled, planes, machine: createMachineProbe(), product: VERSION }),
      jobs: parts.jobs,
      indexes: createIndexRequests({ jobs: parts.jobs }),
      perturbed: createPerturbedQueries({ objects, files, loadLabelled }),
      duplicates: createDuplicateSearch({ cache: parts.cache, kernel: parts.kernel }),
      looks: createBenchmarkLook({ cache: parts.cache, kernel: parts.kernel, loadLabelled }),
      embedConcurrency: 2,
    }),
    workflows: workflowCode(),
    slots: { embed: environment.embedSlots },
    graceSeconds: environment.graceSeconds,
    log,
  });
  const running = worker.run();
  reportReady();
  log.info({ roles: environment.workerRoles, providers, queues: worker.queues }, 'working');

  await Promise.race([stop.requested, running]);
  worker.shutdown();
  await running;
  await Promise.all([embedding.close(), roster.close()]);
  await parts.close();
  process.disconnect?.();
}

/** Built, the workflows are bundled ahead; run from sources, they are bundled at the start. */
function workflowCode(): WorkflowCode {
  return import.meta.url.endsWith('.ts')
    ? { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)) }
    : { bundlePath: fileURLToPath(new URL('../workflows/bundle.js', import.meta.url)) };
}
