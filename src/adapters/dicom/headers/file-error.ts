import { isVoxseekError, VoxseekError } from '../../../domain/errors/voxseek-error.js';

const UNREADABLE: ReadonlySet<string> = new Set(['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP']);

/** FILE_UNREADABLE for what the file system says no to; anything else as it is. */
export function asFileError(error: unknown, path: string): unknown {
  if (isVoxseekError(error)) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return UNREADABLE.has(code) ? new VoxseekError('FILE_UNREADABLE', `The file cannot be read (${code}).`, { path, cause: error }) : error;
}
