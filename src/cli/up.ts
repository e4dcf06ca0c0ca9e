import type { Environment } from '../environment.js';
import { startEverything } from './everything.js';
import { firstQuery } from './first-query.js';
import { ensureLocalAccess } from './local-access.js';
import { createLog } from './log.js';
import { createProgressDisplay } from './progress.js';
import { showStackProgress } from './stack-progress.js';
import { listenForStop } from './stop-request.js';

/** `voxseek up`: everything on this machine, until Ctrl-C or SIGTERM. */
export async function runUp(_options: object, environment: Environment): Promise<void> {
  const log = createLog(environment.logLevel);
  const stop = listenForStop();
  const display = createProgressDisplay(process.stdout);
  const progress = showStackProgress(display);
  const everything = await startEverything({ environment, log, signal: stop.signal, onProgress: progress.onProgress }).catch((error: unknown) => {
    progress.fail(stop.signal.aborted ? 'stopped' : 'failed');
    if (!stop.signal.aborted) throw error;
    return null;
  });
  if (everything === null) return;
  progress.end();
  try {
    const access = await ensureLocalAccess(everything);
    process.stdout.write(
      [
        '',
        `API      ${everything.apiUrl}/graphql`,
        `Token    ${access.token}`,
        `Data     ${everything.stack.home}`,
        `Logs     ${everything.stack.home}/logs`,
        'Stop     Ctrl-C',
        '',
        'A first query:',
        firstQuery(access),
        '',
      ].join('\n'),
    );
    await stop.requested;
    process.stdout.write('\nStopping…\n');
  } finally {
    await everything.stop();
  }
}
