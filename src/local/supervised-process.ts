import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { VoxseekError } from '../domain/errors/voxseek-error.js';
import type { Log } from '../services/ports/log.js';
import { endProcess } from './end-process.js';
import { identifyProcess } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';
import { logSize, openProcessLog, readLogSince } from './process-log.js';
import type { RunRecord } from './run-file.js';
import { startFailure } from './start-failure.js';

export interface ProcessCommand {
  readonly file: string;
  readonly arguments: readonly string[];
  /** The whole environment of the child; that of this process where left out. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly directory?: string;
  /** The user to run as, where it is not this one. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

export interface ProcessSpecification {
  readonly name: string;
  readonly command: ProcessCommand;
  readonly logFile: string;
  readonly stopSignal: 'SIGINT' | 'SIGTERM';
  /** How long the child may take to end after the signal, in ms. */
  readonly stopTimeoutMs: number;
  readonly readyTimeoutMs: number;
  /** `probe` is asked until it succeeds; `message` waits for `{ ready: true }` over the channel between the processes. */
  readonly ready: { readonly kind: 'probe'; readonly probe: () => Promise<unknown> } | { readonly kind: 'message' };
}

/** `up` answers its probe; `restarting` has died and will be started again; `stopped` is over. */
export type ProcessState = 'starting' | 'up' | 'restarting' | 'stopped';

export interface SupervisedProcess {
  readonly name: string;
  state(): ProcessState;
  /** The pid of the running child, null while there is none. */
  pid(): number | null;
  /** What the child said when it was last ready (`{}` for one that is probed). */
  readyMessage(): Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

export interface SupervisorDependencies {
  readonly record: RunRecord;
  readonly log: Log;
  /** Ends the first start early. */
  readonly signal?: AbortSignal | undefined;
}

const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 10_000;
/** A child that was up for this long has its backoff forgotten. */
const STEADY_MS = 30_000;
const PROBE_INTERVAL_MS = 50;

interface RunningChild {
  readonly child: ChildProcess;
  readonly identity: ProcessIdentity;
  readonly ended: Promise<string>;
  readonly logStart: number;
  hasEnded(): boolean;
}

/**
 * Starts a child, waits until it is ready, and from then on starts it again with growing pauses whenever it ends. Fails with
 * PART_FAILED_TO_START, DISK_FULL or PORT_TAKEN where the first start does not succeed; nothing is left running then.
 */
export async function startSupervised(specification: ProcessSpecification, dependencies: SupervisorDependencies): Promise<SupervisedProcess> {
  const { name, stopSignal, stopTimeoutMs } = specification;
  const { log, record } = dependencies;
  const stopping = new AbortController();
  const abandoned = dependencies.signal === undefined ? stopping.signal : AbortSignal.any([stopping.signal, dependencies.signal]);
  let state: ProcessState = 'starting';
  let message: Readonly<Record<string, unknown>> = {};
  let running: RunningChild | null = null;

  const end = async (child: RunningChild): Promise<void> => {
    await endProcess(child.identity, stopSignal, stopTimeoutMs);
    await child.ended;
  };
  let wanted: AbortSignal = abandoned;
  const launch = async (): Promise<RunningChild> => {
    const child = spawnChild(specification, record);
    running = child;
    try {
      message = await waitUntilReady(specification, child, wanted);
      return child;
    } catch (error) {
      await end(child);
      throw error;
    }
  };
  const supervise = async (begun: RunningChild): Promise<void> => {
    let child: RunningChild | null = begun;
    let backoff = FIRST_BACKOFF_MS;
    while (!stopping.signal.aborted) {
      if (child !== null) {
        state = 'up';
        const since = performance.now();
        const how = await child.ended;
        if (stopping.signal.aborted) return;
        if (performance.now() - since > STEADY_MS) backoff = FIRST_BACKOFF_MS;
        log.warn({ part: name, how, restartInMs: backoff }, 'a part ended and is started again');
      }
      state = 'restarting';
      await sleep(backoff, undefined, { signal: stopping.signal }).catch(() => undefined);
      backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS);
      if (stopping.signal.aborted) return;
      try {
        child = await launch();
        log.info({ part: name, pid: child.identity.pid }, 'a part is up again');
      } catch (error) {
        child = null;
        log.error({ part: name, code: error instanceof VoxseekError ? error.code : 'INTERNAL' }, 'a part did not start again');
      }
    }
  };

  const first = await launch();
  // From here on only `stop` ends it: the signal is for the start.
  wanted = stopping.signal;
  const loop = supervise(first);
  return {
    name,
    state: () => state,
    pid: () => (running === null || running.hasEnded() ? null : running.identity.pid),
    readyMessage: () => message,
    stop: async () => {
      stopping.abort();
      if (running !== null) await end(running);
      await loop;
      state = 'stopped';
    },
  };
}

function spawnChild(specification: ProcessSpecification, record: RunRecord): RunningChild {
  const { name, command, logFile, stopSignal } = specification;
  const descriptor = openProcessLog(logFile);
  const logStart = logSize(descriptor);
  // A group of its own: Ctrl-C in the terminal reaches the supervisor alone, which then stops its children in order.
  const child = spawn(command.file, command.arguments, {
    detached: true,
    stdio: ['ignore', descriptor, descriptor, ...(specification.ready.kind === 'message' ? (['ipc'] as const) : [])],
    ...(command.environment === undefined ? {} : { env: command.environment }),
    ...(command.directory === undefined ? {} : { cwd: command.directory }),
    ...(command.user ?? {}),
  });
  closeSync(descriptor);
  const { pid } = child;
  const identity = (pid === undefined ? null : identifyProcess(pid)) ?? { pid: pid ?? -1, startedAt: 'gone' };
  if (pid !== undefined) record.addChild({ name, stopSignal, ...identity });
  let over = false;
  const ended = new Promise<string>((resolve) => {
    const finish = (how: string): void => {
      over = true;
      if (pid !== undefined) record.removeChild(pid);
      resolve(how);
    };
    child.once('exit', (code, signal) => finish(signal ?? `exit ${code ?? '?'}`));
    child.once('error', (error) => finish(error.message));
  });
  return { child, identity, ended, logStart, hasEnded: () => over };
}

async function waitUntilReady(specification: ProcessSpecification, running: RunningChild, stopping: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
  const { ready, readyTimeoutMs, name, logFile } = specification;
  const deadline = performance.now() + readyTimeoutMs;
  let message: Readonly<Record<string, unknown>> | null = null;
  running.child.on('message', (value) => {
    if (typeof value === 'object' && value !== null && 'ready' in value) message = value;
  });
  for (;;) {
    if (stopping.aborted) throw new VoxseekError('PART_FAILED_TO_START', `${name} was stopped before it was ready.`, { path: name });
    const reason = running.hasEnded() ? await running.ended : performance.now() > deadline ? `not ready within ${readyTimeoutMs / 1000} s` : null;
    if (reason !== null) throw startFailure(name, reason, logFile, readLogSince(logFile, running.logStart));
    if (ready.kind === 'message') {
      if (message !== null) return message;
    } else {
      const answered = await ready.probe().then(
        () => true,
        () => false,
      );
      if (answered && !running.hasEnded()) return {};
    }
    await sleep(PROBE_INTERVAL_MS);
  }
}
