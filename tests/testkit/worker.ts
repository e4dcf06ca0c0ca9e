import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import type { WorkerSettings } from '../../src/adapters/temporal/worker.js';
import { createVoxseekWorker } from '../../src/adapters/temporal/worker.js';
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

export async function startWorker(settings: Pick<WorkerSettings, 'address' | 'queues' | 'activities' | 'workflows'> & Partial<WorkerSettings>): Promise<RunningWorker> {
  const worker = await createVoxseekWorker({ namespace: 'default', roles: ['control', 'work', 'embed', 'interactive'], graceSeconds: 1, log: silentLog, ...settings });
  const running = worker.run();
  return {
    async stop() {
      worker.shutdown();
      await running;
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
