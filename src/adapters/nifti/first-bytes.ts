import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, gunzip } from 'node:zlib';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';

/** Read of a compressed file: enough for a header however badly it compresses. */
const ENOUGH = 64 << 10;

function translated(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('Z_')) return new VoxseekError('FILE_CORRUPT', 'The file cannot be decompressed.', { cause: error });
  if (code.startsWith('E')) return new VoxseekError('FILE_UNREADABLE', `The file cannot be read (${code}).`, { path, cause: error });
  return error;
}

/** The first bytes of what a file unpacks to, at most 64 KiB; `bytes` is its size as it lies. Throws FILE_UNREADABLE, FILE_CORRUPT. */
export async function firstBytes(path: string): Promise<{ readonly head: Buffer; readonly bytes: number; readonly compressed: boolean }> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(ENOUGH, size)), 0, Math.min(ENOUGH, size), 0);
      const raw = buffer.subarray(0, bytesRead);
      const compressed = raw[0] === 0x1f && raw[1] === 0x8b;
      const head = compressed ? await promisify(gunzip)(raw, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: ENOUGH * 1032 }) : raw;
      return { head: head.subarray(0, ENOUGH), bytes: size, compressed };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw translated(error, path);
  }
}
