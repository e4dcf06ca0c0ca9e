import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VolumeId } from '../../src/domain/ids.js';
import type { Provider } from '../../src/domain/placement/capability.js';
import { capabilitiesOf } from '../../src/domain/placement/capability.js';
import type { TaskQueues } from '../../src/services/jobs/workflow-call.js';
import type { JobRecord } from '../../src/services/ports/records.js';
import { catalogueOf, embeddingActivities, embeddingBy, sleep, volumes } from './worker-embedding.js';
import { startWorker } from './worker.js';

/** What a worker process of a fault test is given; its state lies in `directory`, so that the next one finds it. */
export interface WorkerProcessSettings {
  readonly address: string;
  readonly queues: TaskQueues;
  readonly bundlePath: string;
  readonly directory: string;
  readonly volumes: number;
  readonly millisecondsAVolume: number;
  readonly graceSeconds?: number;
  /** A worker that embeds alone; left out, one of all roles on the processor. */
  readonly embedsOn?: Provider;
}

export const jobFile = (directory: string): string => join(directory, 'job.json');
/** One line for each volume that was embedded: its id. */
export const embeddedFile = (directory: string): string => join(directory, 'embedded.log');

async function main({ address, queues, bundlePath, directory, volumes: count, millisecondsAVolume, graceSeconds = 1, embedsOn }: WorkerProcessSettings): Promise<void> {
  const catalogue = catalogueOf(volumes(count), (job) => {
    writeFileSync(`${jobFile(directory)}.part`, JSON.stringify(job));
    renameSync(`${jobFile(directory)}.part`, jobFile(directory));
  });
  const job = JSON.parse(readFileSync(jobFile(directory), 'utf8')) as JobRecord;
  catalogue.jobs.set(job.id, job);
  const log = embeddedFile(directory);
  const stored = new Set(existsSync(log) ? (readFileSync(log, 'utf8').trim().split('\n') as VolumeId[]) : []);
  const embed = async (id: VolumeId): Promise<void> => {
    await sleep(millisecondsAVolume);
    appendFileSync(log, `${id}\n`);
  };
  const alone = embedsOn === undefined ? {} : { roles: ['embed'] as const, capabilities: capabilitiesOf([embedsOn], 0) };
  const worker = await startWorker({ ...alone, address, queues, graceSeconds, catalogue, workflows: { bundlePath }, activities: embeddingActivities(catalogue, embeddingBy({ embed, stored })) });
  // As `voxseek worker` does.
  process.once('SIGTERM', () => void worker.stop().then(() => process.exit(0)));
  process.send?.('ready');
}

if (process.argv[2] !== undefined && import.meta.filename === process.argv[1]) await main(JSON.parse(process.argv[2]) as WorkerProcessSettings);
