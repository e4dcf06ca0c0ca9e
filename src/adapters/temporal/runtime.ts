import type { LogEntry } from '@temporalio/worker';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Log } from '../../services/ports/log.js';

let installed = false;

/** The SDK's runtime is one a process. Signals stay with the process: it stops API, worker and servers in its own order. */
export function installRuntime(log: Log): void {
  if (installed) return;
  installed = true;
  Runtime.install({ logger: new DefaultLogger('WARN', (entry) => write(log, entry)), shutdownSignals: [] });
}

function write(log: Log, { level, message, meta }: LogEntry): void {
  const fields = { part: 'temporal', workflowId: meta?.workflowId as unknown, activityType: meta?.activityType as unknown, error: text(meta?.error) };
  if (level === 'ERROR') log.error(fields, message);
  else log.warn(fields, message);
}

function text(error: unknown): string | undefined {
  if (error === undefined) return undefined;
  return error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(error);
}
