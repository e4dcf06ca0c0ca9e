import { endProcess } from './end-process.js';
import { isRunning } from './process-identity.js';
import { readRunFile } from './run-file.js';
import type { RecordedChild } from './run-file.js';

const GRACE_MS = 10_000;

/** Clients of the servers first, so that the servers find nobody connected. */
const CLIENTS = new Set(['api', 'worker']);

/**
 * Ends what a supervisor that was killed has left running, as its run file records it: by pid and start time. Call only
 * while holding the home's lock.
 *
 * @returns The names of the parts that were ended.
 */
export async function endOrphans(runFile: string): Promise<string[]> {
  const orphans = (readRunFile(runFile)?.children ?? []).filter(isRunning);
  const endAll = (children: readonly RecordedChild[]): Promise<unknown> => Promise.all(children.map((child) => endProcess(child, child.stopSignal, GRACE_MS)));
  await endAll(orphans.filter(({ name }) => CLIENTS.has(name)));
  await endAll(orphans.filter(({ name }) => !CLIENTS.has(name)));
  return orphans.map(({ name }) => name);
}
