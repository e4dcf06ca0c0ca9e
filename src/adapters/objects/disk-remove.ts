import { opendir, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbsent } from './disk-failures.js';

/**
 * Removes all files below a directory, then the directories that are empty: one that a put has just filled again stays. The number of objects that
 * it removed; checksums, which are hidden, go with them and do not count.
 */
export async function removeTree(directory: string): Promise<number> {
  let removed = 0;
  try {
    for await (const entry of await opendir(directory, { bufferSize: 1024 })) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) removed += await removeTree(path);
      else if (await unlink(path).then(() => true, () => false)) removed += entry.name.startsWith('.') ? 0 : 1;
    }
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  await rmdir(directory).catch(() => undefined);
  return removed;
}
