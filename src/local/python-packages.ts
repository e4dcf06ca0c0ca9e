import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { requireFreeSpace } from './disk-space.js';
import { pipFailure } from './pip-failure.js';
import { identifyProcess } from './process-identity.js';
import { runCommand } from './run-command.js';
import { asDiskFull } from './start-failure.js';

export interface PackagesRequest {
  /** Where the environment stands in the end, e.g. `<tools>/milvus-lite-3.2.2`. */
  readonly directory: string;
  readonly pins: readonly string[];
  /** sha256 of the acceptable wheels of the one pin; dependencies are then left out. */
  readonly hashes?: readonly string[];
  readonly installBytes: number;
  /** Found only when something has to be installed. */
  readonly python: () => Promise<{ readonly path: string }>;
  readonly onInstall: (message: string) => void;
  readonly signal?: AbortSignal | undefined;
}

const STAMP = 'installed.json';
const UNFINISHED = '.making-';

/** The stamp is written last, so an environment that has the right one is whole. */
export async function hasPackages(directory: string, pins: readonly string[]): Promise<boolean> {
  try {
    return (await readFile(join(directory, STAMP), 'utf8')) === stampOf(pins) && existsSync(join(directory, 'bin', 'python'));
  } catch {
    return false;
  }
}

/**
 * A private environment with exactly the pinned packages; made in a directory beside and renamed once whole, so a start that
 * was interrupted leaves nothing that looks finished. Fails with DOWNLOAD_FAILED, DISK_FULL, PYTHON_MISSING or
 * PLATFORM_UNSUPPORTED; the next call begins anew.
 */
export async function ensurePackages(request: PackagesRequest): Promise<void> {
  const { directory, pins } = request;
  if (await hasPackages(directory, pins)) return;
  const parent = dirname(directory);
  try {
    await mkdir(parent, { recursive: true });
    await removeUnfinished(parent);
    await requireFreeSpace(parent, request.installBytes);
    const python = await request.python();
    const making = await mkdtemp(join(parent, `${UNFINISHED}${process.pid}-`));
    try {
      request.onInstall(`installing ${pins.join(', ')}`);
      await install(making, python.path, request);
      await writeFile(join(making, STAMP), stampOf(pins));
      await moveIntoPlace(making, request);
    } finally {
      await rm(making, { recursive: true, force: true });
    }
  } catch (error) {
    throw asDiskFull(error, parent);
  }
}

async function install(making: string, python: string, { pins, hashes, signal }: PackagesRequest): Promise<void> {
  const made = await runCommand(python, ['-I', '-m', 'venv', making], { signal });
  signal?.throwIfAborted();
  if (made.status !== 0) throw pipFailure(pins, `${made.stdout}\n${made.stderr}`);
  const requirements = join(making, 'requirements.txt');
  await writeFile(requirements, pins.map((pin) => [pin, ...(hashes ?? []).map((hash) => `--hash=sha256:${hash}`)].join(' ')).join('\n'));
  const { status, stdout, stderr } = await runCommand(join(making, 'bin', 'python'), [
    ...['-I', '-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--only-binary=:all:'],
    ...(hashes === undefined ? [] : ['--require-hashes', '--no-deps']),
    ...['--requirement', requirements],
  ], { signal });
  signal?.throwIfAborted();
  if (status !== 0) throw pipFailure(pins, `${stdout}\n${stderr}`);
}

/** Another start may have finished the same environment meanwhile: then that one stays. */
async function moveIntoPlace(making: string, { directory, pins }: PackagesRequest): Promise<void> {
  if (await hasPackages(directory, pins)) return;
  await rm(directory, { recursive: true, force: true });
  try {
    await rename(making, directory);
  } catch (error) {
    if (!(await hasPackages(directory, pins))) throw error;
  }
}

/** Clears what starts left behind that were killed while installing. */
async function removeUnfinished(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(UNFINISHED)) continue;
    const pid = Number.parseInt(name.slice(UNFINISHED.length), 10);
    if (pid !== process.pid && identifyProcess(pid) === null) await rm(join(parent, name), { recursive: true, force: true });
  }
}

function stampOf(pins: readonly string[]): string {
  return `${JSON.stringify({ pins })}\n`;
}
