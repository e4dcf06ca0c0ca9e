import { VoxseekError } from '../../domain/errors/voxseek-error.js';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const NOT_THERE = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;
export const isAbsent = (error: unknown): boolean => codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';

/** The error of the table that a failed call of the file system means; another one unchanged. */
export function asKnown(error: unknown, key: string): unknown {
  const code = codeOf(error) ?? '';
  if (FULL.has(code)) {
    return new VoxseekError('DISK_FULL', `No space is left for the object "${key}"; nothing of it was kept. Free space on the disk that holds VOXSEEK_HOME.`, { path: key, cause: error });
  }
  return NOT_THERE.has(code) ? new VoxseekError('NOT_FOUND', `No object under "${key}".`, { path: key }) : error;
}
