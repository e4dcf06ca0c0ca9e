import { VERSION } from '../version.js';
import { START, bad, fine, messageOf } from './finding.js';
import type { Finding } from './finding.js';
import { isRunning } from './process-identity.js';
import type { RunFile } from './run-file.js';

/** The API and the worker that run on a home; null where nothing runs there. */
export async function inspectPrograms(running: RunFile | null): Promise<readonly Finding[]> {
  if (running === null) return [fine('api', 'not running', VERSION), fine('worker', 'not running', VERSION)];
  return [await inspectApi(running), inspectWorker(running)];
}

async function inspectApi(running: RunFile): Promise<Finding> {
  const url = running.addresses.api;
  if (url === undefined) return bad('api', 'never came up', restart(running));
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) });
    return answer.ok ? fine('api', url, running.version) : bad('api', `${url} answers ${answer.status}`, restart(running));
  } catch (error) {
    return bad('api', `${url}: ${messageOf(error)}`, restart(running));
  }
}

/** A worker opens no port; that its process lives is what can be seen from here. */
function inspectWorker(running: RunFile): Finding {
  const child = running.children.find(({ name }) => name === 'worker');
  if (child === undefined || !isRunning(child)) return bad('worker', 'not running', restart(running));
  return fine('worker', `pid ${child.pid} (running, of pid ${running.supervisor.pid})`, running.version);
}

/** What holds the home has to go first. */
function restart({ supervisor }: RunFile): string {
  return `kill ${supervisor.pid}; while kill -0 ${supervisor.pid}; do sleep 1; done; ${START}`;
}
