import { appendFile, readFile, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isSha256 } from './checksum.js';
import { isAbsent } from './disk-failures.js';

/** A hidden file beside the object, so that it is never listed. Its lines are those of `sha256sum`, which checks an object by it. */
const besides = (path: string): string => join(dirname(path), `.${basename(path)}.sha256`);

/**
 * Of all that was ever about to be put under the path: several only where writers met, one of which won. Empty where none is known, as for a
 * file that lay in the directory before.
 */
export async function readChecksums(path: string): Promise<readonly string[]> {
  const text = await readFile(besides(path), 'utf8').catch((error: unknown) => {
    if (isAbsent(error)) return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => (isSha256(line.slice(0, 64)) ? [line.slice(0, 64)] : []));
}

/** One append, so that two writers never mix their lines. */
export async function noteChecksum(path: string, sha256: string): Promise<void> {
  await appendFile(besides(path), `${sha256}  ${basename(path)}\n`);
}

export async function forgetChecksums(path: string): Promise<void> {
  await unlink(besides(path)).catch((error: unknown) => {
    if (!isAbsent(error)) throw error;
  });
}
