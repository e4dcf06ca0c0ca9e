import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';

const POLL_MS = 25;

/**
 * Ends one process: `signal` first, SIGKILL once `graceMs` have passed. The identity is checked before each signal, so a
 * process that merely inherited the pid is left alone.
 */
export async function endProcess(identity: ProcessIdentity, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  send(identity, signal);
  const deadline = performance.now() + graceMs;
  while (isRunning(identity) && performance.now() < deadline) await sleep(POLL_MS);
  if (!isRunning(identity)) return;
  send(identity, 'SIGKILL');
  const last = performance.now() + 5_000;
  while (isRunning(identity) && performance.now() < last) await sleep(POLL_MS);
}

function send(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
