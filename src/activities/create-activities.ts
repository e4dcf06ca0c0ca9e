import type { Provider } from '../domain/placement/capability.js';
import { createBenchmarkService } from '../services/benchmarks/benchmark-service.js';
import { createCollectionService } from '../services/collection/collection-service.js';
import type { DuplicateSearch } from '../services/duplicates/duplicate-search.js';
import type { RetrievalRunService } from '../services/evaluation/retrieval-run-service.js';
import type { BenchmarkLook } from '../services/benchmarks/overlap/benchmark-look.js';
import type { PerturbedQueries } from '../services/benchmarks/robustness/perturbed-queries.js';
import type { IndexRequests } from '../services/indexes/index-requests.js';
import type { IndexingService } from '../services/indexing/indexing-service.js';
import type { IngestService } from '../services/ingest/ingest-service.js';
import type { JobService } from '../services/jobs/job-service.js';
import type { Catalogue } from '../services/ports/catalogue.js';
import type { Log } from '../services/ports/log.js';
import type { ObjectStore } from '../services/ports/object-store.js';
import type { WorkerRoster } from '../services/ports/worker-roster.js';
import { createScheduledRuns } from '../services/schedules/scheduled-runs.js';
import { createBenchmarkActivities } from './benchmark-activities.js';
import { createCollectionActivities } from './collection-activities.js';
import { createDicomWebActivities } from './dicomweb-activities.js';
import type { DicomWebWork } from './dicomweb-activities.js';
import { createDuplicateActivities } from './duplicate-activities.js';
import { createEmbeddingActivities } from './embedding-activities.js';
import type { EmbeddingOn } from './embedding-activities.js';
import { createImportActivities } from './import-activities.js';
import { createIndexingActivities } from './indexing-activities.js';
import { createJobActivities } from './job-activities.js';
import { createPerturbationActivities } from './perturbation-activities.js';
import { createPlacementActivities } from './placement-activities.js';
import { createProgressBoard } from './progress-board.js';
import { createPurgeActivities } from './purge-activities.js';
import { createQueryActivities } from './query-activities.js';
import { createRetrievalActivities } from './retrieval-activities.js';
import { createScheduleActivities } from './schedule-activities.js';

export interface ActivityDependencies {
  readonly catalogue: Catalogue;
  readonly objects: ObjectStore;
  readonly ingest: IngestService;
  readonly dicomWeb: DicomWebWork;
  readonly embeddingOn: EmbeddingOn;
  readonly roster: WorkerRoster;
  readonly providerPreference: readonly Provider[];
  readonly indexing: IndexingService;
  readonly runs: RetrievalRunService;
  readonly jobs: JobService;
  readonly looks: BenchmarkLook;
  readonly duplicates: DuplicateSearch;
  readonly indexes: Pick<IndexRequests, 'ensureBuilt' | 'recordIndex'>;
  readonly perturbed: PerturbedQueries;
  readonly log: Log;
  /** Where uploaded files lie while they are read; on this machine, may be emptied while no worker runs. */
  readonly scratchDirectory: string;
  /** Volumes of a page in the embedding pipeline at once. */
  readonly embedConcurrency: number;
}

/** All activities of a worker, by the names that the workflows call. */
export function createActivities(deps: ActivityDependencies) {
  const shared = { ...deps, board: createProgressBoard(deps.catalogue, deps.log) };
  return {
    ...createJobActivities(shared),
    ...createImportActivities(shared),
    ...createDicomWebActivities(shared),
    ...createEmbeddingActivities(shared),
    ...createPlacementActivities(shared),
    ...createQueryActivities(shared),
    ...createIndexingActivities(shared),
    ...createRetrievalActivities(shared),
    ...createBenchmarkActivities(shared),
    ...createDuplicateActivities(shared),
    ...createPerturbationActivities(shared),
    ...createPurgeActivities(shared),
    ...createCollectionActivities({ ...shared, collection: createCollectionService(deps) }),
    ...createScheduleActivities({ ...shared, scheduled: createScheduledRuns({ ...deps, benchmarks: createBenchmarkService(deps) }) }),
  };
}
