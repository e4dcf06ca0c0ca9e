import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ImportSource, SourceEntry } from '../../services/ports/import-source.js';

function unreadable(path: string, error: unknown): VoxseekError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return new VoxseekError('FILE_UNREADABLE', `The file or directory cannot be read (${code}).`, { path, cause: error });
}

async function entryOf(directory: string, name: string): Promise<SourceEntry> {
  const found = await stat(join(directory, name)).catch(() => null);
  const kind = found?.isFile() ? 'FILE' : found?.isDirectory() ? 'DIRECTORY' : 'OTHER';
  return { name, kind, bytes: found?.size ?? 0, modifiedMs: found?.mtimeMs ?? 0 };
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
      if (found === null) return null;
      return found.isFile() ? 'FILE' : found.isDirectory() ? 'DIRECTORY' : 'OTHER';
    },
    async list(directory) {
      const names = await readdir(directory).catch((error: unknown) => {
        throw unreadable(directory, error);
      });
      const shown = names.filter((name) => !name.startsWith('.')).sort((a, b) => (a < b ? -1 : 1));
      const entries: SourceEntry[] = [];
      for (const name of shown) entries.push(await entryOf(directory, name));
      return entries;
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
