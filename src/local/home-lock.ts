import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { VoxseekError } from '../domain/errors/voxseek-error.js';
import { identifyProcess, isRunning } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';
import { asDiskFull } from './start-failure.js';

export interface HomeLock {
  readonly holder: ProcessIdentity;
  release(): void;
}

/**
 * Takes the home for this process, or fails with HOME_IN_USE and the pid of the living process that has it, or with DISK_FULL.
 * A lock whose holder is gone is taken over.
 */
export function lockHome(home: string, lockPath: string): HomeLock {
  const holder = identifyProcess(process.pid) ?? { pid: process.pid, startedAt: 'unknown' };
  const own = `${lockPath}.${process.pid}`;
  try {
    writeFileSync(own, JSON.stringify(holder), { mode: 0o600 });
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (tryLink(own, lockPath)) return { holder, release: () => rmSync(lockPath, { force: true }) };
      const other = readHolder(lockPath);
      if (other !== null && isRunning(other))
        throw new VoxseekError('HOME_IN_USE', `The process ${other.pid} holds ${home}. Stop it, or set VOXSEEK_HOME to another directory.`, {
          path: 'VOXSEEK_HOME',
          details: { pid: other.pid },
        });
      retire(lockPath, other);
    }
    throw new VoxseekError('HOME_IN_USE', `Several processes try to take ${home} at once. Start one again.`, { path: 'VOXSEEK_HOME' });
  } catch (error) {
    throw asDiskFull(error, home);
  } finally {
    rmSync(own, { force: true });
  }
}

/** A hard link is made with its content or not at all, unlike a file that is created and then written. */
function tryLink(own: string, lockPath: string): boolean {
  try {
    linkSync(own, lockPath);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(path: string): ProcessIdentity | null {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<ProcessIdentity>;
    return typeof value.pid === 'number' && typeof value.startedAt === 'string' ? { pid: value.pid, startedAt: value.startedAt } : null;
  } catch {
    return null;
  }
}

/** Moves a dead lock away; where another start has meanwhile put its own there, that one is put back. */
function retire(lockPath: string, seen: ProcessIdentity | null): void {
  const aside = `${lockPath}.stale.${process.pid}`;
  try {
    renameSync(lockPath, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved !== null && moved.pid !== seen?.pid && isRunning(moved)) tryLink(aside, lockPath);
  rmSync(aside, { force: true });
}
