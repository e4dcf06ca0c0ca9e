import { open, readFile, rm } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findPython } from '../../src/local/python.js';
import { ensurePackages, hasPackages } from '../../src/local/python-packages.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const directory = join(root, '.voxseek/reference-venv');
const lock = `${directory}.lock`;
const INSTALL_BYTES = 1_300_000_000;

let made: Promise<string> | undefined;

/** The interpreter of the private environment with the pinned packages of tests/reference; made by the first test that asks. */
export function referencePython(): Promise<string> {
  made ??= makeOnce();
  return made;
}

async function makeOnce(): Promise<string> {
  const pins = (await readFile(join(root, 'tests/reference/requirements.txt'), 'utf8'))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  mkdirSync(join(root, '.voxseek'), { recursive: true });
  const python = join(directory, 'bin/python');
  while (!(await hasPackages(directory, pins))) {
    if (!(await takeLock())) {
      await sleep(500);
      continue;
    }
    try {
      await ensurePackages({
        directory,
        pins,
        installBytes: INSTALL_BYTES,
        python: () => findPython(process.env.VOXSEEK_PYTHON),
        onInstall: (message) => console.info(`reference environment: ${message}`),
      });
    } finally {
      await rm(lock, { force: true });
    }
  }
  return python;
}

/** One test process installs, the others wait; a lock whose holder is gone is removed. */
async function takeLock(): Promise<boolean> {
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
