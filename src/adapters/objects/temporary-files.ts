import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const DAY_MS = 86_400_000;

/** Removes what killed processes left half-written: files named `<host>~<pid>~<uuid>` whose process is gone, and day-old ones of other hosts. */
export async function removeAbandoned(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const [host, pid] = name.split('~');
    const path = join(directory, name);
    const abandoned = host === hostname() ? !isAlive(Number(pid)) : Date.now() - ((await stat(path).catch(() => null))?.mtimeMs ?? Infinity) > DAY_MS;
    if (abandoned) await rm(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
