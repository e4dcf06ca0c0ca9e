import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedFile } from './worker-process.js';
import type { WorkerProcessSettings } from './worker-process.js';

/** A worker in a process of its own, once it polls. */
export async function forkWorker(settings: WorkerProcessSettings): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'worker-process.ts'), [JSON.stringify(settings)], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => {
      resolve();
    });
    child.once('exit', (code) => {
      reject(new Error(`The worker process ended with ${code}.`));
    });
  });
  return child;
}

/** The volumes that workers in `directory` have embedded, one entry for each time. */
export function embeddedIn(directory: string): string[] {
  return existsSync(embeddedFile(directory)) ? readFileSync(embeddedFile(directory), 'utf8').trim().split('\n') : [];
}
