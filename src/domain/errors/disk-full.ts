import { VoxseekError } from './voxseek-error.js';

/** No space, no quota, or more than one file may have. */
const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** DISK_FULL about `path` where a write failed for want of space; any other error unchanged. */
export function asDiskFull(error: unknown, what: string, path: string): unknown {
  const full = error instanceof Error && 'code' in error && FULL.includes(error.code);
  return full ? new VoxseekError('DISK_FULL', `No space is left for ${what}; nothing of it was kept. Free some and try again.`, { path, cause: error }) : error;
}
