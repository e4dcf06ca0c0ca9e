import type { WorkerOptions } from '@temporalio/worker';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { TaskQueues } from '../../services/jobs/workflow-call.js';
import type { Log } from '../../services/ports/log.js';
import type { TemporalAddress } from './connection.js';
import { ensurePurgeSchedule } from './purge-schedule.js';
import { installRuntime } from './runtime.js';
import { temporalUnavailable } from './unavailable.js';

export type WorkerRole = keyof TaskQueues;

/** Workflows, bundled ahead (production) or from their sources (tests; takes a second or two more). */
export type WorkflowCode = { readonly bundlePath: string } | { readonly workflowsPath: string };

export interface WorkerSettings extends TemporalAddress {
  readonly queues: TaskQueues;
  readonly roles: readonly WorkerRole[];
  /** Activities by name; each role offers all of them, the queue decides which come. */
  readonly activities: object;
  readonly workflows: WorkflowCode;
  /** Activities at once of each role. Fixed: a backlog then shows on the server, where it can be shared out fairly. */
  readonly slots?: Partial<Record<WorkerRole, number>>;
  /** How long running activities may go on after `shutdown()` before they are cancelled. */
  readonly graceSeconds?: number;
  readonly purgeEverySeconds?: number;
  readonly log: Log;
}

export interface VoxseekWorker {
  /** Polls until `shutdown()`; resolves when every activity has ended or handed back its work. */
  run(): Promise<void>;
  shutdown(): void;
}

const SLOTS: Record<WorkerRole, number> = { control: 20, work: 2, embed: 1, interactive: 1 };

/** Reported progress travels at most this late, and so do requests to cancel. */
const HEARTBEAT_EVERY_MS = 1_500;

/** One poller for each role, in this process. Throws DEPENDENCY_UNAVAILABLE, path `temporal`. */
export async function createVoxseekWorker(settings: WorkerSettings): Promise<VoxseekWorker> {
  const { address, namespace, queues, roles, log } = settings;
  installRuntime(log);
  const connection = await NativeConnection.connect({ address }).catch((cause: unknown) => {
    throw temporalUnavailable(address, cause);
  });
  const workers = await Promise.all(roles.map((role) => Worker.create({ connection, namespace, taskQueue: queues[role], ...optionsOf(role, settings) })));
  if (roles.includes('control')) await ensurePurgeSchedule({ address, namespace, queues, everySeconds: settings.purgeEverySeconds ?? 300 });

  const shutdown = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  return {
    async run() {
      // One that fails takes the others along: half a worker would look alive and leave queues unserved.
      const runs = workers.map((worker) =>
        worker.run().catch((error: unknown) => {
          shutdown();
          throw error;
        }),
      );
      const outcomes = await Promise.allSettled(runs);
      await connection.close();
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
    shutdown,
  };
}

function optionsOf(role: WorkerRole, settings: WorkerSettings): Partial<WorkerOptions> {
  const slots = settings.slots?.[role] ?? SLOTS[role];
  return {
    activities: settings.activities,
    ...(role === 'control' ? workflowOptions(settings.workflows) : {}),
    maxConcurrentActivityTaskExecutions: slots,
    // A poller beyond the slots would take a task away from a worker that has a slot free.
    maxConcurrentActivityTaskPolls: Math.min(slots, 4),
    maxHeartbeatThrottleInterval: HEARTBEAT_EVERY_MS,
    defaultHeartbeatThrottleInterval: HEARTBEAT_EVERY_MS,
    shutdownGraceTime: `${settings.graceSeconds ?? 10}s`,
    // Then cancelled activities get as long again to stop; a stuck one is left to its heartbeat timeout.
    shutdownForceTime: `${2 * (settings.graceSeconds ?? 10)}s`,
  };
}

function workflowOptions(code: WorkflowCode): Partial<WorkerOptions> {
  return 'bundlePath' in code ? { workflowBundle: { codePath: code.bundlePath } } : { workflowsPath: code.workflowsPath };
}
