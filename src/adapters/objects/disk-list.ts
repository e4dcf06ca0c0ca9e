import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListedObject } from '../../services/ports/object-store.js';
import { isAbsent } from './disk-failures.js';

/** Names of one directory held at once; a larger directory is gone through once more for each further batch. */
const BATCH = 65_536;
const STATS_AT_ONCE = 64;

interface Entry {
  /** With a slash behind a directory: so sorted, keys come in the order of their whole text. */
  readonly name: string;
  readonly isDirectory: boolean;
}

const inOrder = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** The first `most` entries after `after`, in order. */
async function entriesAfter(directory: string, after: string | null, most: number): Promise<Entry[]> {
  let entries: Entry[] = [];
  try {
    for await (const entry of await opendir(directory, { bufferSize: 1024 })) {
      if (entry.name.startsWith('.')) continue;
      const isDirectory = entry.isDirectory();
      const name = isDirectory ? `${entry.name}/` : entry.name;
      if (after !== null && name <= after) continue;
      entries.push({ name, isDirectory });
      if (entries.length >= 2 * most) entries = entries.sort(inOrder).slice(0, most);
    }
  } catch (error) {
    // Deleting a prefix takes directories away while they are listed.
    if (!isAbsent(error)) throw error;
  }
  return entries.sort(inOrder).slice(0, most);
}

/** Keys of the files below `directory`, in order, from the first after `after` on; hidden ones are none. */
export async function* walkKeys(directory: string, prefix: string, after: string, batch: number = BATCH): AsyncGenerator<string> {
  for (let last: string | null = null; ; ) {
    const entries: Entry[] = await entriesAfter(directory, last, batch);
    for (const { name, isDirectory } of entries) {
      const key = `${prefix}${name}`;
      // All keys of a directory that sorts before `after`, and is no part of it, come before it too.
      if (isDirectory && (key > after || after.startsWith(key))) yield* walkKeys(join(directory, name), key, after, batch);
      else if (!isDirectory && key > after) yield key;
    }
    if (entries.length < batch) return;
    last = entries.at(-1)?.name ?? null;
  }
}

async function look(key: string, path: string): Promise<ListedObject | null> {
  const found = await stat(path).catch((error: unknown) => {
    if (isAbsent(error)) return null;
    throw error;
  });
  return found?.isFile() === true ? { key, bytes: found.size, modifiedAt: found.mtime } : null;
}

/** The keys with size and time; one that is deleted meanwhile is left out. */
export async function* withStats(keys: AsyncIterable<string>, pathOf: (key: string) => string): AsyncGenerator<ListedObject> {
  const looked = async function* (page: readonly string[]): AsyncGenerator<ListedObject> {
    for (const found of await Promise.all(page.map((key) => look(key, pathOf(key))))) if (found !== null) yield found;
  };
  let page: string[] = [];
  for await (const key of keys) {
    page.push(key);
    if (page.length < STATS_AT_ONCE) continue;
    yield* looked(page);
    page = [];
  }
  yield* looked(page);
}
