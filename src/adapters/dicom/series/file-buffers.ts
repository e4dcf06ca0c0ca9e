import { open } from 'node:fs/promises';
import { readInto } from '../../images/read-into.js';

/** Sizes are rounded up to these, so that files of nearly the same size can follow each other in one buffer. */
const STEP_BYTES = 1 << 16;

/** The bytes of a whole file. Once released, they are those of another. */
export interface HeldFile {
  readonly bytes: Buffer;
  readonly release: () => void;
}

/** Reads whole files, one in the memory of the other, since memory that was never used costs more than the reading. */
export function createFileBuffers(): { readonly read: (path: string, signal: AbortSignal | undefined) => Promise<HeldFile> } {
  const free: Buffer[] = [];
  const take = (least: number): Buffer => {
    const found = free.findIndex(({ length }) => length >= least);
    return found < 0 ? Buffer.allocUnsafeSlow(Math.ceil((least + 1) / STEP_BYTES) * STEP_BYTES) : free.splice(found, 1)[0]!;
  };
  return {
    read: async (path, signal) => {
      signal?.throwIfAborted();
      const handle = await open(path, 'r');
      try {
        const { size } = await handle.stat();
        const buffer = take(size);
        const read = await readInto(handle, buffer.subarray(0, size), 0);
        return { bytes: buffer.subarray(0, read), release: () => void free.push(buffer) };
      } finally {
        await handle.close();
      }
    },
  };
}
