import { open } from 'node:fs/promises';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { fileError } from './file-limits.js';

/** The first bytes of a file, up to `most`, as they lie; `bytes` is the size of the whole. Throws FILE_UNREADABLE. */
export async function firstBytes(path: string, most: number): Promise<{ readonly head: Buffer; readonly bytes: number }> {
  try {
    const file = await open(path, 'r');
    try {
      const stat = await file.stat();
      if (!stat.isFile()) throw new VoxseekError('FILE_UNREADABLE', 'The path is not a file.', { path });
      const length = Math.min(most, stat.size);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
      return { head: buffer.subarray(0, bytesRead), bytes: stat.size };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(error, path);
  }
}
