import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../environment.js';
import type { Environment, VariableName } from '../environment.js';
import { startLocalStack } from '../local/local-stack.js';
import type { LocalStack } from '../local/local-stack.js';
import { assertPortFree, freePort } from '../local/ports.js';
import type { ReportProgress } from '../local/server-context.js';
import type { ProcessCommand } from '../local/supervised-process.js';
import type { Log } from '../services/ports/log.js';
import { addressVariables, givenParts } from './addresses.js';

export interface EverythingOptions {
  readonly environment: Environment;
  readonly log: Log;
  readonly onProgress?: ReportProgress;
  /** Ends the start early. */
  readonly signal?: AbortSignal;
}

/** The whole product on one machine. */
export interface Everything {
  readonly stack: LocalStack;
  /** Where the API listens, without a slash at its end. */
  readonly apiUrl: string;
  stop(): Promise<void>;
}

/**
 * Starts the parts that no address is given for, then the API, then a worker, each as a supervised child. The API comes first
 * because it migrates the tables. Errors as `startLocalStack`; nothing is left running after one.
 */
export async function startEverything({ environment, log, onProgress, signal }: EverythingOptions): Promise<Everything> {
  const { apiHost, apiPort } = environment;
  const stack = await startLocalStack({
    home: environment.home,
    toolsDirectory: environment.toolsDirectory,
    python: environment.python ?? undefined,
    temporalNamespace: environment.temporalNamespace,
    given: givenParts(environment),
    log,
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
    preflight: () => assertPortFree(apiHost, apiPort, 'VOXSEEK_API_PORT'),
  });
  try {
    // Chosen here and not by the API, which must come back to the same address after it was started again.
    const port = apiPort === 0 ? await freePort(apiHost) : apiPort;
    const variables = { ...addressVariables(stack.addresses), VOXSEEK_HOME: environment.home, VOXSEEK_API_PORT: String(port), ...importRoots(environment) };
    const api = await stack.startProgram({ name: 'api', command: programCommand('api', variables), readyTimeoutMs: 60_000, stopTimeoutMs: 15_000 });
    await stack.startProgram({ name: 'worker', command: programCommand('worker', variables), readyTimeoutMs: 60_000, stopTimeoutMs: 60_000 });
    const { url } = api.readyMessage();
    return { stack, apiUrl: typeof url === 'string' ? url : `http://${apiHost}:${port}`, stop: () => stack.stop() };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

/** On one machine, imports may read what its user may read, unless directories are named. */
function importRoots({ importRoots: named }: Environment): Partial<Record<VariableName, string>> {
  return named.length > 0 ? {} : { VOXSEEK_IMPORT_ROOTS: parse(process.cwd()).root };
}

/** This program again with another command: from its sources where this one runs from them, else as it was built. */
function programCommand(command: 'api' | 'worker', variables: Partial<Record<VariableName, string>>): ProcessCommand {
  const fromSources = import.meta.url.endsWith('.ts');
  const entry = fromSources ? ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('../main.ts', import.meta.url))] : [fileURLToPath(new URL('../../bin/voxseek.js', import.meta.url))];
  return { file: process.execPath, arguments: [...entry, command], environment: childEnvironment(variables) };
}
