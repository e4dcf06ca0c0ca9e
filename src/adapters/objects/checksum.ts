import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';

/** Some 10 ms of hashing between two turns of the event loop: heartbeats and requests go on beside a large object. */
const A_TURN = 2 ** 23;

export const isSha256 = (text: string): boolean => /^[0-9a-f]{64}$/u.test(text);

/** SHA-256 (hex). */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.byteLength; at += A_TURN) {
    if (at > 0) await nextTurn();
    hash.update(bytes.subarray(at, at + A_TURN));
  }
  return hash.digest('hex');
}

export function corrupt(key: string): VoxseekError {
  return new VoxseekError('OBJECT_CORRUPT', `The bytes of the object "${key}" are not those that were stored. Nothing was made of them; restore the object from a backup, or delete what it belongs to and make it again.`, { path: key });
}

/**
 * Passes the bytes on, one piece late, and throws OBJECT_CORRUPT in place of the last where their SHA-256 is none of `expected`; none is known of objects that
 * other tools or earlier versions wrote.
 */
export async function* verified(key: string, expected: readonly string[], chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let last: Buffer | null = null;
  for await (const chunk of chunks) {
    hash.update(chunk);
    if (last !== null) yield last;
    last = chunk;
  }
  if (expected.length > 0 && !expected.includes(hash.digest('hex'))) throw corrupt(key);
  if (last !== null) yield last;
}
