// The entry of the workflow bundle: each export is a workflow type, see WORKFLOW_NAMES.
export { buildIndex } from './build-index.js';
export { collectOrphans } from './collect-orphans.js';
export { embedDataset } from './embed-dataset.js';
export { embedQuery } from './embed-query.js';
export { findDuplicates } from './find-duplicates.js';
export { importDataset } from './import-dataset.js';
export { importDicomWeb } from './import-dicomweb.js';
export { importVolume } from './import-volume.js';
export { purgeExpired } from './purge-expired.js';
export { reconcileIndex } from './reconcile-index.js';
export { runBenchmark } from './run-benchmark.js';
export { runRetrieval } from './run-retrieval.js';
export { runScheduledBenchmark } from './run-scheduled-benchmark.js';
