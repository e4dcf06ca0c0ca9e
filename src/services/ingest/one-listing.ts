import { basename, dirname, join } from 'node:path';
import type { ImportSource, SourceEntry } from '../ports/import-source.js';

function remembered<T>(ask: (path: string) => Promise<T>): (path: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (path) => {
    const known = answers.get(path);
    if (known !== undefined) return known;
    const answer = ask(path);
    answers.set(path, answer);
    return answer;
  };
}

/**
 * The same file system as it was when each directory was first listed: for the length of one import's planning, whose steps then agree about what is
 * there. What a listing says already is not asked again: the kind of an entry, and the real path of one that is no link. Entries that are hidden or missing
 * are looked for.
 */
export function oneListing(source: ImportSource): ImportSource {
  const listed = new Map<string, ReadonlyMap<string, SourceEntry>>();
  const entryOf = (path: string): SourceEntry | undefined => listed.get(dirname(path))?.get(basename(path));
  const list = remembered(async (directory) => {
    const entries = await source.list(directory);
    listed.set(directory, new Map(entries.map((entry) => [entry.name, entry])));
    return entries;
  });
  const kindOf = remembered((path) => source.kindOf(path));
  const linkedPath = remembered((path) => source.realPath(path));
  const realPath: ImportSource['realPath'] = async (path) => (entryOf(path)?.isLink === false ? join(await realPath(dirname(path)), basename(path)) : linkedPath(path));
  return {
    ...source,
    list,
    realPath,
    async kindOf(path) {
      const entry = entryOf(path);
      // A link to nothing is no thing of another kind.
      return entry === undefined || entry.isLink ? kindOf(path) : entry.kind;
    },
  };
}
