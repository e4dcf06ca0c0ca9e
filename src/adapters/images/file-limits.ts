import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Shape } from '../../domain/geometry/volume.js';
import type { ReadLimits } from '../../services/ports/volume-reader.js';

/** Deflate cannot shrink by more than this factor, so a shorter file cannot hold what its header claims. */
export const GREATEST_RATIO = 1032;

/** The compressed form of the canonical file keeps one 16-bit table of its slices. */
export const GREATEST_DIMENSION = 16_000;

export const tooLarge = (bytes: number, limit: number): VoxseekError =>
  new VoxseekError('FILE_TOO_LARGE', `The file unpacks to more than ${limit} bytes (${bytes} so far or announced).`, { details: { limit } });

/** Throws FILE_TOO_LARGE when an axis is longer than is taken. */
export function checkShape(shape: Shape, limits: ReadLimits): void {
  const largest = Math.min(limits.maxDimension, GREATEST_DIMENSION);
  if (shape.every((length) => length <= largest)) return;
  throw new VoxseekError('FILE_TOO_LARGE', `The image is ${shape.join(' × ')} voxels; at most ${largest} along an axis are taken.`, { details: { limit: largest } });
}

const UNREADABLE = ['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'];

/** What went wrong in reading a file, with a code where it is the file's fault; else the error itself. */
export function fileError(error: unknown, path: string): unknown {
  if (isVoxseekError(error)) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return new VoxseekError('FILE_TRUNCATED', 'The compressed data end early.', { cause: error });
  if (code.startsWith('Z_')) return new VoxseekError('FILE_CORRUPT', 'The file cannot be decompressed.', { cause: error });
  if (UNREADABLE.includes(code)) return new VoxseekError('FILE_UNREADABLE', `The file cannot be read (${code}).`, { path, cause: error });
  return error;
}
