import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const directory = fileURLToPath(new URL('../../../shared/ct/', import.meta.url));

/** Real CTs outside the repository, largest file first. */
export async function sharedScans(): Promise<readonly string[]> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith('.nii.gz') && !name.includes('_gtv'));
  if (names.length === 0) throw new Error('The bench needs the real CTs of ../shared/ct, which are not there.');
  const files = await Promise.all(names.map(async (name) => ({ path: join(directory, name), bytes: (await stat(join(directory, name))).size })));
  return files.sort((a, b) => b.bytes - a.bytes).map(({ path }) => path);
}
