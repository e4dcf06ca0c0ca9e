import { resolve, sep } from 'node:path';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ImportSource } from '../ports/import-source.js';

/** Of absolute paths without dots, as `resolve` and `realPath` give them. */
const within = (root: string, path: string): boolean => path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);

const refused = (path: string): VoxseekError =>
  new VoxseekError('PATH_NOT_ALLOWED', 'The path is outside the directories that imports may read.', { path });

/**
 * The real path of something below an import root, links followed. A path that lies elsewhere is refused before anything of it
 * is looked at, so that nobody learns what exists there. Throws PATH_NOT_ALLOWED, FILE_UNREADABLE.
 */
export async function allowedPath(source: ImportSource, roots: readonly string[], path: string): Promise<string> {
  const named = resolve(path);
  const realRoots: string[] = [];
  for (const root of roots) realRoots.push((await source.kindOf(root)) === null ? resolve(root) : await source.realPath(root));
  if (![...roots.map((root) => resolve(root)), ...realRoots].some((root) => within(root, named))) throw refused(path);
  const real = await source.realPath(named);
  if (!realRoots.some((root) => within(root, real))) throw refused(path);
  return real;
}
