import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isVoxseekError } from '../../src/domain/errors/voxseek-error.js';
import { freePort } from '../../src/local/ports.js';
import { findPython } from '../../src/local/python.js';
import { ensurePackages } from '../../src/local/python-packages.js';

const state = fileURLToPath(new URL('../../.voxseek/', import.meta.url));

export interface PythonServerOptions {
  /** The environment's name under `.voxseek`, e.g. `moto-5.2.5`. */
  readonly environment: string;
  readonly pins: readonly string[];
  readonly installBytes: number;
  /** What the environment's interpreter is given. (Its scripts name the place where it was made, which is another.) */
  readonly parameters: (port: number, data: string) => readonly string[];
  /** Asked until it resolves. */
  readonly probe: (address: string) => Promise<unknown>;
}

export interface PythonServer {
  /** `host:port`. */
  readonly address: string;
  /** Ends it with all its children, by SIGKILL, and removes its data. */
  stop(): Promise<void>;
}

const READY_MS = 90_000;

/** A server out of a Python package, in an environment of its own. Null, with the reason printed, where it cannot be installed. */
export async function startPythonServer(options: PythonServerOptions): Promise<PythonServer | null> {
  const directory = join(state, options.environment);
  try {
    await ensurePackages({
      directory,
      pins: options.pins,
      installBytes: options.installBytes,
      python: () => findPython(process.env.VOXSEEK_PYTHON),
      onInstall: (message) => console.info(`${options.environment}: ${message}`),
    });
  } catch (error) {
    if (!isVoxseekError(error)) throw error;
    console.warn(`skipped: ${options.environment} cannot be installed here (${error.code}: ${error.message})`);
    return null;
  }
  mkdirSync(join(state, 'tmp'), { recursive: true });
  const data = await mkdtemp(join(state, 'tmp', 'server-'));
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const log = openSync(join(data, 'server.log'), 'a');
  const child = spawn(join(directory, 'bin', 'python'), ['-I', ...options.parameters(port, data)], { detached: true, stdio: ['ignore', log, log], cwd: data });
  closeSync(log);
  const ended = once(child, 'exit');
  const killGroup = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  // A test run that is broken off must not leave it running.
  process.once('exit', killGroup);
  const stop = async (): Promise<void> => {
    process.off('exit', killGroup);
    killGroup();
    await ended;
    await rm(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  for (const deadline = Date.now() + READY_MS; ; await sleep(300)) {
    try {
      await options.probe(address);
      return { address, stop };
    } catch (error) {
      if (child.exitCode === null && Date.now() < deadline) continue;
      await stop();
      throw error;
    }
  }
}
