import type { WorkerOptions } from '@temporalio/worker';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Capability } from '../../domain/placement/capability.js';
import type { TaskQueues } from '../../services/jobs/workflow-call.js';
import type { Log } from '../../services/ports/log.js';
import type { TemporalAddress } from './connection.js';
import { ensurePurgeSchedule } from './purge-schedule.js';
import { installRuntime } from './runtime.js';
import { servedQueues } from './served-queues.js';
import type { WorkerRole } from './served-queues.js';
import { temporalUnavailable } from './unavailable.js';
import { rosterQueue, signatureOf } from './worker-roster.js';

/** Workflows, bundled ahead (production) or from their sources (tests; takes a second or two more). */
export type WorkflowCode = { readonly bundlePath: string } | { readonly workflowsPath: string };

export interface WorkerSettings extends TemporalAddress {
  readonly queues: TaskQueues;
  readonly roles: readonly WorkerRole[];
  /** What the roles that embed can do. */
  readonly capabilities: readonly Capability[];
  /** Activities by name; each role offers all of them, the queue decides which come. */
  readonly activities: object;
  readonly workflows: WorkflowCode;
  /** Activities at once of each queue of a role. Fixed: a backlog then shows on the server, where it can be shared out fairly. */
  readonly slots?: Partial<Record<WorkerRole, number>>;
  /** How long running activities may go on after `shutdown()` before they are cancelled. */
  readonly graceSeconds?: number;
  readonly purgeEverySeconds?: number;
  readonly log: Log;
}

export interface VoxseekWorker {
  /** The queues that it listens on. */
  readonly queues: readonly string[];
  /** Polls until `shutdown()`; resolves when every activity has ended or handed back its work. */
  run(): Promise<void>;
  shutdown(): void;
}

const SLOTS: Record<WorkerRole, number> = { control: 20, work: 2, embed: 1, interactive: 1 };

/** Nothing is ever sent to the queue by which workers are known. */
const NO_TASKS = { nothing: () => Promise.resolve() };
const LISTED = { maxConcurrentActivityTaskExecutions: 1, maxConcurrentActivityTaskPolls: 1 };

/** Reported progress travels at most this late, and so do requests to cancel. */
const HEARTBEAT_EVERY_MS = 1_500;

/** One poller for each queue, in this process, and one by which the worker is known. Throws DEPENDENCY_UNAVAILABLE, path `temporal`. */
export async function createVoxseekWorker(settings: WorkerSettings): Promise<VoxseekWorker> {
  const { address, namespace, queues, roles, log } = settings;
  installRuntime(log);
  const connection = await NativeConnection.connect({ address }).catch((cause: unknown) => {
    throw temporalUnavailable(address, cause);
  });
  const served = servedQueues(settings);
  const names = served.map(({ name }) => name);
  const workers = await Promise.all([
    ...served.map(({ role, name }) => Worker.create({ connection, namespace, taskQueue: name, ...optionsOf(role, settings) })),
    Worker.create({ connection, namespace, taskQueue: rosterQueue(queues), identity: signatureOf(names), activities: NO_TASKS, ...LISTED }),
  ]);
  if (roles.includes('control')) await ensurePurgeSchedule({ address, namespace, queues, everySeconds: settings.purgeEverySeconds ?? 300 });

  const shutdown = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  return {
    queues: names,
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
