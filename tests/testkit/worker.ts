import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { createPlacementActivities } from '../../src/activities/placement-activities.js';
import { createProgressBoard } from '../../src/activities/progress-board.js';
import type { WorkerSettings } from '../../src/adapters/temporal/worker.js';
import { createVoxseekWorker } from '../../src/adapters/temporal/worker.js';
import { createTemporalRoster } from '../../src/adapters/temporal/worker-roster.js';
import { createTemporalEngine } from '../../src/adapters/temporal/workflow-engine.js';
import { createJobService } from '../../src/services/jobs/job-service.js';
import type { TaskQueues } from '../../src/services/jobs/workflow-call.js';
import { taskQueues } from '../../src/services/jobs/workflow-call.js';
import type { Catalogue } from '../../src/services/ports/catalogue.js';
import type { Log } from '../../src/services/ports/log.js';
import type { JobRecord } from '../../src/services/ports/records.js';

const silent = (): void => undefined;
export const silentLog: Log = { debug: silent, info: silent, warn: silent, error: silent };

const SOURCES = join(import.meta.dirname, '..', '..', 'src', 'workflows', 'index.ts');

/** Today's workflows, bundled from their sources into `directory`; seconds, so once a test file. */
export async function bundleWorkflows(directory: string): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: SOURCES,
    logger: new DefaultLogger('ERROR', silent),
  });
  await mkdir(directory, { recursive: true });
  const path = join(directory, `workflows-${process.pid}-${randomUUID()}.js`);
  await writeFile(path, code);
  return path;
}

export interface RunningWorker {
  stop(): Promise<void>;
}

type TestWorker = Pick<WorkerSettings, 'address' | 'queues' | 'activities' | 'workflows'> & Partial<WorkerSettings> & { /** Of a worker that places embeddings. */ readonly catalogue?: Catalogue };

export async function startWorker({ catalogue, ...settings }: TestWorker): Promise<RunningWorker> {
  const roster = createTemporalRoster({ address: settings.address, namespace: 'default', queues: settings.queues });
  const placing = catalogue === undefined ? {} : createPlacementActivities({ catalogue, log: silentLog, board: createProgressBoard(catalogue, silentLog), roster, providerPreference: ['CUDA', 'CPU'] });
  const worker = await createVoxseekWorker({
    ...{ namespace: 'default', roles: ['control', 'work', 'embed', 'interactive'], capabilities: [{ provider: 'CPU', memory: 'STANDARD' }], graceSeconds: 1, log: silentLog },
    ...settings,
    activities: { ...settings.activities, ...placing },
  });
  const running = worker.run();
  return {
    async stop() {
      worker.shutdown();
      await running;
      await roster.close();
    },
  };
}

/** Job service and engine on queues of their own. */
export function testOrchestration(address: string, catalogue: Catalogue, queues: TaskQueues = taskQueues(`test-${randomUUID()}`)) {
  const engine = createTemporalEngine({ address, namespace: 'default', queues });
  return { queues, engine, jobs: createJobService({ catalogue, engine, log: silentLog, sweepAfterMs: 0 }) };
}

/** Waits until `condition` gives a value; polls, because what is waited for happens in another process. */
export async function eventually<Value>(condition: () => Value | undefined | false, timeoutMs = 30_000): Promise<Value> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`Not so within ${timeoutMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export function hasEnded(job: JobRecord): boolean {
  return job.finishedAt !== null;
}
