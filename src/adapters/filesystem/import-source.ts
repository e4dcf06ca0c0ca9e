import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ImportSource, SourceEntry } from '../../services/ports/import-source.js';

function unreadable(path: string, error: unknown): VoxseekError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return new VoxseekError('FILE_UNREADABLE', `The file or directory cannot be read (${code}).`, { path, cause: error });
}

const kindOf = (found: Pick<Dirent, 'isFile' | 'isDirectory'> | null): SourceEntry['kind'] => (found?.isFile() ? 'FILE' : found?.isDirectory() ? 'DIRECTORY' : 'OTHER');

/** Most file systems tell the kind of an entry with its name; where one does not, or a link leads on, it is looked at. */
async function entryOf(directory: string, entry: Dirent): Promise<SourceEntry> {
  const { name } = entry;
  const told = kindOf(entry);
  if (told !== 'OTHER') return { name, kind: told, isLink: false };
  const path = join(directory, name);
  const isLink = (await lstat(path).catch(() => null))?.isSymbolicLink() ?? true;
  return { name, kind: kindOf(await stat(path).catch(() => null)), isLink };
}

/** Directories on the disks of this machine. */
export function createImportSource(): ImportSource {
  return {
    realPath: (path) =>
      realpath(path).catch((error: unknown) => {
        throw unreadable(path, error);
      }),
    async kindOf(path) {
      const found = await stat(path).catch(() => null);
      return found === null ? null : kindOf(found);
    },
    async list(directory) {
      const found = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
        throw unreadable(directory, error);
      });
      const shown = found.filter(({ name }) => !name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1));
      const entries: SourceEntry[] = [];
      for (const entry of shown) entries.push(await entryOf(directory, entry));
      return entries;
    },
    async factsOf(path) {
      const found = await stat(path).catch(() => null);
      return { bytes: found?.size ?? 0, modifiedMs: found?.mtimeMs ?? 0 };
    },
    async readText(path, maxBytes) {
      try {
        const { size } = await stat(path);
        if (size > maxBytes) throw new VoxseekError('FILE_TOO_LARGE', `The file has ${size} bytes; at most ${maxBytes} are read.`, { path });
        return await readFile(path, 'utf8');
      } catch (error) {
        throw error instanceof VoxseekError ? error : unreadable(path, error);
      }
    },
  };
}
