import { VoxseekError } from '../../domain/errors/voxseek-error.js';

function requireRange(path: string, value: number, least: number, most: number): number {
  if (!(value >= least && value <= most)) {
    throw new VoxseekError('INVALID_INPUT', `${path} is ${value}; it must be from ${least} to ${most}.`, { path });
  }
  return value;
}

/** A window in Hounsfield units. Throws INVALID_INPUT. */
export function requireWindow(center: number, width: number, prefix = ''): { readonly center: number; readonly width: number } {
  return { center: requireRange(`${prefix}center`, center, -32_768, 32_767), width: requireRange(`${prefix}width`, width, 1, 65_535) };
}

export const DEFAULT_THUMBNAIL_SIZE = 256;

/** Pixels of the longer edge of a thumbnail. Throws INVALID_INPUT. */
export function requireSize(size: number): number {
  if (!Number.isInteger(size)) throw new VoxseekError('INVALID_INPUT', `size is ${size}; it must be a whole number.`, { path: 'size' });
  return requireRange('size', size, 16, 2_048);
}
