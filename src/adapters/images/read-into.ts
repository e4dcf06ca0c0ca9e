import type { FileHandle } from 'node:fs/promises';

/** Fills a buffer with what a file has from a position on; says how many bytes that were. */
export async function readInto(file: FileHandle, target: Buffer, position: number): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const { bytesRead } = await file.read(target, filled, target.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
