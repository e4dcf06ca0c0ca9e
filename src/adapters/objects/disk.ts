import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, open, readFile, rm, rmdir, stat, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ObjectStore } from '../../services/ports/object-store.js';
import { corrupt, sha256Of, verified } from './checksum.js';
import { forgetChecksums, noteChecksum, readChecksums } from './disk-checksums.js';
import { asKnown, codeOf, isAbsent } from './disk-failures.js';
import type { Content } from './first-write.js';
import { firstWrite } from './first-write.js';
import { walkKeys, withStats } from './disk-list.js';
import { removeTree } from './disk-remove.js';
import { keySegments, prefixSegments } from './object-key.js';
import { removeAbandoned } from './temporary-files.js';

/** Where puts are written until they are whole; no key begins with a dot, so it is never listed. */
const TEMPORARY = '.incomplete';

async function writeAll(file: FileHandle, content: Uint8Array | Readable): Promise<Content> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of content instanceof Uint8Array ? [content] : (content as AsyncIterable<Uint8Array>)) {
    hash.update(chunk);
    let written = 0;
    while (written < chunk.byteLength) written += (await file.write(chunk, written, chunk.byteLength - written)).bytesWritten;
    bytes += chunk.byteLength;
  }
  await file.sync();
  return { bytes, sha256: hash.digest('hex') };
}

/** The directory entry outlives a power loss only once the directory itself is on the disk. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

const isFile = async (path: string): Promise<boolean> => (await stat(path).catch(() => null))?.isFile() === true;

/**
 * A link is made only where nothing is: the first write wins, whichever process it comes from. The checksum is there before the object and, where a
 * deletion took it away between the two, once more after it.
 */
async function publish(from: string, to: string, key: string, sha256: string): Promise<boolean> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await mkdir(dirname(to), { recursive: true });
      if (await isFile(to)) return false;
      await noteChecksum(to, sha256);
      await link(from, to);
      if (!(await readChecksums(to)).includes(sha256)) await noteChecksum(to, sha256);
      await syncDirectory(dirname(to));
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST' && (await isFile(to))) return false;
      // Deleting a prefix may take the directory away between two steps.
      if (codeOf(error) === 'ENOENT' && attempt < 10) continue;
      if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOTDIR') throw new VoxseekError('CONFLICT', `"${key}" is a prefix of other objects, or another object a prefix of it.`, { path: key, cause: error });
      throw error;
    }
  }
}

/** Objects as files below `root`, a directory of their own. */
export function createDiskObjectStore(root: string): ObjectStore {
  const pathOf = (key: string): string => join(root, ...keySegments(key));
  const temporary = join(root, TEMPORARY);
  const ready = mkdir(temporary, { recursive: true }).then(() => removeAbandoned(temporary));
  ready.catch(() => undefined);

  const present = async (path: string): Promise<Content | null> => {
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
        hash.update(chunk);
        bytes += chunk.length;
      }
    } catch (error) {
      if (isAbsent(error)) return null;
      throw error;
    }
    return { bytes, sha256: hash.digest('hex') };
  };

  const guarded = async <T>(key: string, call: (path: string) => Promise<T>): Promise<T> => {
    const path = pathOf(key);
    return call(path).catch((error: unknown) => {
      throw asKnown(error, key);
    });
  };

  return {
    presigned: null,
    put: (key, content) =>
      guarded(key, async (path) => {
        await ready;
        const part = join(temporary, `${hostname()}~${process.pid}~${randomUUID()}`);
        const file = await open(part, 'wx');
        try {
          const written = await writeAll(file, content).finally(() => file.close());
          return await firstWrite(key, written, () => publish(part, path, key, written.sha256), () => present(path));
        } finally {
          await rm(part, { force: true });
        }
      }),
    get: (key) =>
      guarded(key, async (path) => {
        const [bytes, expected] = await Promise.all([readFile(path), readChecksums(path)]);
        if (expected.length > 0 && !expected.includes(await sha256Of(bytes))) throw corrupt(key);
        return bytes;
      }),
    getRange: (key, offset, length) =>
      guarded(key, async (path) => {
        const file = await open(path, 'r');
        try {
          const buffer = Buffer.alloc(length);
          const { bytesRead } = await file.read(buffer, 0, length, offset);
          return buffer.subarray(0, bytesRead);
        } finally {
          await file.close();
        }
      }),
    stream: (key) =>
      guarded(key, async (path) => {
        const [file, expected] = await Promise.all([open(path, 'r'), readChecksums(path)]);
        return Readable.from(verified(key, expected, file.createReadStream()), { objectMode: false });
      }),
    head: (key) =>
      stat(pathOf(key)).then(
        (found) => (found.isFile() ? { bytes: found.size, modifiedAt: found.mtime } : null),
        (error: unknown) => {
          if (isAbsent(error)) return null;
          throw error;
        },
      ),
    async delete(key) {
      const path = pathOf(key);
      // The checksum first: what a crash leaves is an object, which is listed and can be deleted again.
      await forgetChecksums(path);
      await unlink(path).catch((error: unknown) => {
        if (!isAbsent(error)) throw error;
      });
      for (let at = dirname(path); at.startsWith(join(root, sep)); at = dirname(at)) {
        if (!(await rmdir(at).then(() => true, () => false))) return;
      }
    },
    deletePrefix: (prefix) => removeTree(join(root, ...prefixSegments(prefix))),
    list: (prefix, after = '') => withStats(walkKeys(prefix === '' ? root : join(root, ...prefixSegments(prefix)), prefix, after), pathOf),
  };
}
