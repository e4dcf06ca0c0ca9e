import type { JobId, TeamId } from '../../domain/ids.js';
import type { JobKind } from '../ports/records.js';
import type { JobInput } from './job-inputs.js';

/** The workflow that does each kind of job, by the name it is registered under. */
export const WORKFLOW_NAMES = {
  IMPORT_VOLUME: 'importVolume',
  IMPORT_DATASET: 'importDataset',
  IMPORT_DICOMWEB: 'importDicomWeb',
  EMBED_DATASET: 'embedDataset',
  EMBED_QUERY: 'embedQuery',
  BUILD_INDEX: 'buildIndex',
  RECONCILE_INDEX: 'reconcileIndex',
  COLLECT_ORPHANS: 'collectOrphans',
  RUN_RETRIEVAL: 'runRetrieval',
  RUN_BENCHMARK: 'runBenchmark',
  FIND_DUPLICATES: 'findDuplicates',
} as const satisfies Record<JobKind, string>;

/** The workflow of the purge schedule; it belongs to no job. */
export const PURGE_WORKFLOW = 'purgeExpired';

/** The workflow that the schedules of benchmarks start; it requests the job of a benchmark, and belongs to none itself. */
export const SCHEDULE_WORKFLOW = 'runScheduledBenchmark';

/** Where each sort of work waits for a worker. */
export interface TaskQueues {
  /** Workflows, and activities that only touch a row. */
  readonly control: string;
  /** Bulk work without an encoder: import, index, ranking. Fixed slots. */
  readonly work: string;
  /** Bulk embedding. Fixed slots, so that the backlog says how many workers are wanted. */
  readonly embed: string;
  /** Embedding that a person waits for: slots of its own, never behind bulk work. */
  readonly interactive: string;
}

export function taskQueues(prefix = 'voxseek'): TaskQueues {
  return { control: `${prefix}-control`, work: `${prefix}-work`, embed: `${prefix}-embed`, interactive: `${prefix}-embed-interactive` };
}

export interface JobReference {
  readonly jobId: JobId;
  readonly teamId: TeamId;
  readonly attempt: number;
}

/** What a workflow is started with: ids and plain values. */
export interface WorkflowCall<Kind extends JobKind> extends JobReference {
  readonly input: Extract<JobInput, { readonly kind: Kind }>;
  readonly queues: TaskQueues;
}

/** One workflow for each attempt of a job, so that the engine refuses to start the same one twice. */
export function workflowId(job: JobReference): string {
  return `${job.teamId}/${job.jobId}/${job.attempt}`;
}
