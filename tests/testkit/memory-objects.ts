import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { VoxseekError } from '../../src/domain/errors/voxseek-error.js';
import type { ObjectStore } from '../../src/services/ports/object-store.js';

/** Objects in memory, with a count of the bytes that readers fetched. */
export interface MemoryObjects extends ObjectStore {
  readonly held: ReadonlyMap<string, Buffer>;
  bytesRead(): number;
}

export function createMemoryObjects(): MemoryObjects {
  const held = new Map<string, Buffer>();
  let read = 0;
  const find = (key: string): Buffer => {
    const found = held.get(key);
    if (found === undefined) throw new VoxseekError('NOT_FOUND', `There is no object "${key}".`);
    return found;
  };
  const counted = (bytes: Buffer): Buffer => {
    read += bytes.length;
    return bytes;
  };
  const looked = (bytes: Buffer) => ({ bytes: bytes.length, modifiedAt: new Date(0) });
  return {
    held,
    presigned: null,
    bytesRead: () => read,
    async put(key, content) {
      const bytes = Buffer.concat(content instanceof Uint8Array ? [content] : await (content.toArray() as Promise<Buffer[]>));
      const created = !held.has(key);
      if (created) held.set(key, bytes);
      const stored = find(key);
      return { key, bytes: stored.length, sha256: createHash('sha256').update(stored).digest('hex'), created };
    },
    get: (key) => Promise.resolve().then(() => counted(find(key))),
    getRange: (key, offset, length) => Promise.resolve().then(() => counted(find(key).subarray(offset, offset + length))),
    stream: (key) => Promise.resolve().then(() => Readable.from([counted(find(key))])),
    head: (key) => Promise.resolve(held.has(key) ? looked(find(key)) : null),
    delete(key) {
      held.delete(key);
      return Promise.resolve();
    },
    deletePrefix(prefix) {
      const keys = [...held.keys()].filter((key) => key.startsWith(prefix));
      keys.forEach((key) => held.delete(key));
      return Promise.resolve(keys.length);
    },
    async *list(prefix, after = '') {
      for (const key of [...held.keys()].sort()) if (key.startsWith(prefix) && key > after) yield await Promise.resolve({ key, ...looked(find(key)) });
    },
  };
}
