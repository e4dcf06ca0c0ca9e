import { statfs } from 'node:fs/promises';
import { VoxseekError } from '../domain/errors/voxseek-error.js';

/** Fails with DISK_FULL where less than `bytes` are free below the directory, which must exist. */
export async function requireFreeSpace(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  if (free >= bytes) return;
  const megabytes = (value: number): string => `${Math.round(value / 1e6)} MB`;
  throw new VoxseekError('DISK_FULL', `${megabytes(bytes)} are needed in ${directory}, ${megabytes(free)} are free. Free some space and start again.`, {
    path: directory,
    details: { neededBytes: bytes, freeBytes: free },
  });
}
