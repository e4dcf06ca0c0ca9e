import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly path: string;
  /** Takes all space but about `leave` bytes. */
  fill(leave: number): Promise<void>;
  empty(): Promise<void>;
  remove(): Promise<void>;
}

/** A disk of its own in memory, which a test can fill. Null, with the reason printed, where this process may not mount one. */
export async function mountSmallDisk(bytes: number): Promise<SmallDisk | null> {
  const path = await mkdtemp(join(tmpdir(), 'voxseek-small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path], { stdio: 'pipe' });
  } catch (error) {
    console.warn(`skipped: a disk that fills cannot be mounted here (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`);
    await rm(path, { recursive: true, force: true });
    return null;
  }
  const filler = join(path, 'filler');
  return {
    path,
    async fill(leave) {
      await rm(filler, { force: true });
      const { bavail, bsize } = await statfs(path);
      await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - leave)));
    },
    async empty() {
      await rm(filler, { force: true });
    },
    async remove() {
      execFileSync('umount', ['-l', path]);
      await rm(path, { recursive: true, force: true });
    },
  };
}
