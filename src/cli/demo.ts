import { writeFile } from 'node:fs/promises';
import { VoxseekError } from '../domain/errors/voxseek-error.js';
import type { Environment } from '../environment.js';
import { benchmarkTableText } from '../services/evaluation/table-text.js';
import { createGraphQLClient } from './client/graphql-client.js';
import { demoReport, shortfall } from './demo/report.js';
import { runSteps } from './demo/steps.js';
import { workedQueryText } from './demo/worked-query.js';
import { startEverything } from './everything.js';
import { firstQuery } from './first-query.js';
import { ensureLocalAccess } from './local-access.js';
import { createLog } from './log.js';
import { createProgressDisplay } from './progress.js';
import { showStackProgress } from './stack-progress.js';
import { listenForStop } from './stop-request.js';
import type { StopRequest } from './stop-request.js';

export interface DemoOptions {
  readonly exit?: boolean;
  readonly json?: string;
}

/** `voxseek demo`: the whole way once, as a client of its own API. Throws what ended it, after everything was stopped. */
export async function runDemo(options: DemoOptions, environment: Environment): Promise<void> {
  const stop = listenForStop();
  try {
    await demonstrate(options, environment, stop);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    // Asked to stop before the end: nothing went wrong, but not every step was done either.
    process.stdout.write('Stopped.\n');
    process.exitCode = stop.signal.reason === 'SIGINT' ? 130 : 143;
  }
}

async function demonstrate({ exit = false, json }: DemoOptions, environment: Environment, stop: StopRequest): Promise<void> {
  const display = createProgressDisplay(process.stdout);
  const started = performance.now();
  const progress = showStackProgress(display);
  const everything = await startEverything({ environment, log: createLog('warn'), signal: stop.signal, onProgress: progress.onProgress }).catch((error: unknown) => {
    progress.fail(stop.signal.aborted ? 'stopped' : 'failed');
    throw error;
  });
  try {
    progress.end();
    const access = await ensureLocalAccess(everything);
    const outcome = await runSteps({ client: createGraphQLClient(access), home: everything.stack.home, display, signal: stop.signal });
    const seconds = (performance.now() - started) / 1000;
    const report = demoReport(outcome, seconds);
    process.stdout.write(`\n${workedQueryText(outcome.query)}\n\n${report.heading}\n\n${benchmarkTableText(report.table)}\n\n${report.closing}\n`);
    if (json !== undefined) await writeFile(json, `${JSON.stringify(report.json, null, 2)}\n`);
    const missing = shortfall(outcome);
    if (missing !== null) throw new VoxseekError('INTERNAL', missing);
    if (exit) return;
    process.stdout.write(
      ['', `API      ${access.url}/graphql`, `Token    ${access.token}`, `Data     ${everything.stack.home}`, 'Stop     Ctrl-C', '', 'A first query:', firstQuery(access), ''].join('\n'),
    );
    await stop.requested;
    process.stdout.write('\nStopping…\n');
  } finally {
    await everything.stop();
  }
}
