import { open, readFile, rm } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findPython } from '../../src/local/python.js';
import { ensurePackages, hasPackages } from '../../src/local/python-packages.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface PrivateEnvironment {
  readonly name: string;
  readonly requirements: string;
  readonly installBytes: number;
}
const REFERENCE: PrivateEnvironment = { name: 'reference-venv', requirements: 'tests/reference/requirements.txt', installBytes: 1_300_000_000 };
const EXPORT: PrivateEnvironment = { name: 'export-venv', requirements: 'tools/export/requirements.txt', installBytes: 9_000_000_000 };

const made = new Map<PrivateEnvironment, Promise<string>>();

function madeOnce(environment: PrivateEnvironment): Promise<string> {
  const python = made.get(environment) ?? makeOnce(environment);
  made.set(environment, python);
  return python;
}

/** The interpreter of the private environment with the pinned packages of tests/reference; made by the first test that asks. */
export const referencePython = (): Promise<string> => madeOnce(REFERENCE);

/** The same with the packages of tools/export: PyTorch among them, some gigabytes. */
export const exportPython = (): Promise<string> => madeOnce(EXPORT);

async function makeOnce({ name, requirements, installBytes }: PrivateEnvironment): Promise<string> {
  const directory = join(root, '.voxseek', name);
  const lock = `${directory}.lock`;
  const pins = (await readFile(join(root, requirements), 'utf8'))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  mkdirSync(join(root, '.voxseek'), { recursive: true });
  const python = join(directory, 'bin/python');
  while (!(await hasPackages(directory, pins))) {
    if (!(await takeLock(lock))) {
      await sleep(500);
      continue;
    }
    try {
      await ensurePackages({
        directory,
        pins,
        installBytes,
        python: () => findPython(process.env.VOXSEEK_PYTHON),
        onInstall: (message) => console.info(`${name}: ${message}`),
      });
    } finally {
      await rm(lock, { force: true });
    }
  }
  return python;
}

/** One test process installs, the others wait; a lock whose holder is gone is removed. */
async function takeLock(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch {
    const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (holder > 0 && !isAlive(holder)) await rm(lock, { force: true });
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
