import { asDiskFull } from '../../domain/errors/disk-full.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';

const NOT_THERE = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;
export const isAbsent = (error: unknown): boolean => codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';

/** The error of the table that a failed call of the file system means; another one unchanged. */
export function asKnown(error: unknown, key: string): unknown {
  if (NOT_THERE.has(codeOf(error) ?? '')) return new VoxseekError('NOT_FOUND', `No object under "${key}".`, { path: key });
  return asDiskFull(error, `the object "${key}"`, key);
}
