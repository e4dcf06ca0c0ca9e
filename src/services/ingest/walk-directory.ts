import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ImportSource, SourceEntry } from '../ports/import-source.js';
import { allowedPath } from './allowed-paths.js';

/** The real path of a directory that may be listed, or null where its links lead out of the import roots. */
export async function allowedDirectory(source: ImportSource, roots: readonly string[], path: string): Promise<string | null> {
  try {
    return await allowedPath(source, roots, path);
  } catch (error) {
    if (isVoxseekError(error) && error.code === 'PATH_NOT_ALLOWED') return null;
    throw error;
  }
}

export interface FoundFile extends SourceEntry {
  /** With forward slashes, from the directory that was walked. */
  readonly relativePath: string;
  readonly path: string;
}

/** An archive of hundreds of thousands of slices is imported whole; what has more is no archive, or more than one. */
export const MOST_FILES = 1_000_000;

/**
 * All files below a directory, by relative path. A directory that links to one of its ancestors is entered once, and one that links out
 * of the import roots not at all, so that its listing tells nothing. Throws LIMIT_EXCEEDED.
 */
export async function walkDirectory(source: ImportSource, roots: readonly string[], directory: string): Promise<readonly FoundFile[]> {
  const entered = new Set<string>();
  const found: FoundFile[] = [];
  const walk = async (path: string, prefix: string): Promise<void> => {
    const real = await allowedDirectory(source, roots, path);
    if (real === null || entered.has(real)) return;
    entered.add(real);
    for (const entry of await source.list(path)) {
      const relativePath = `${prefix}${entry.name}`;
      if (entry.kind === 'DIRECTORY') await walk(join(path, entry.name), `${relativePath}/`);
      else found.push({ ...entry, relativePath, path: join(path, entry.name) });
      if (found.length > MOST_FILES) throw new VoxseekError('LIMIT_EXCEEDED', `The directory holds more than ${MOST_FILES} files. Import its parts one after the other.`, { path: 'directory' });
    }
  };
  await walk(directory, '');
  return found;
}

/** A file system answers many questions sooner than one after the other. */
const ASKED_AT_ONCE = 64;

/** Hash (SHA-256, hex) of paths, sizes and times of all files below a directory: another hash, another import. */
export async function directoryListingHash(source: ImportSource, roots: readonly string[], directory: string): Promise<string> {
  const hash = createHash('sha256');
  const files = await walkDirectory(source, roots, directory);
  for (let from = 0; from < files.length; from += ASKED_AT_ONCE) {
    const asked = files.slice(from, from + ASKED_AT_ONCE);
    const facts = await Promise.all(asked.map(({ path }) => source.factsOf(path)));
    for (const [at, { bytes, modifiedMs }] of facts.entries()) hash.update(`${JSON.stringify(asked[at]?.relativePath)} ${bytes} ${Math.round(modifiedMs)}\n`);
  }
  return hash.digest('hex');
}
