import { open } from 'node:fs/promises';
import { asFileError } from '../headers/file-error.js';

/** A local entry, or the end of an archive without one. */
const SIGNATURES: ReadonlySet<number> = new Set([0x504b_0304, 0x504b_0506]);

/** Whether a file is a zip archive, by its first bytes. Throws FILE_UNREADABLE. */
export async function isArchive(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
      return bytesRead === 4 && SIGNATURES.has(buffer.readUInt32BE(0));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asFileError(error, path);
  }
}
