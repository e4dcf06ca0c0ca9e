import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, open, readFile, readdir, rm, rmdir, stat, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ObjectStore } from '../../services/ports/object-store.js';
import { keySegments, prefixSegments } from './object-key.js';
import { removeAbandoned } from './temporary-files.js';

/** Where puts are written until they are whole; no key begins with a dot, so it is never listed. */
const TEMPORARY = '.incomplete';

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;
const isAbsent = (error: unknown): boolean => codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';

const notFound = (key: string): VoxseekError => new VoxseekError('NOT_FOUND', `No object under "${key}".`, { path: key });

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

function asKnown(error: unknown, key: string): unknown {
  const code = codeOf(error) ?? '';
  if (FULL.has(code)) {
    return new VoxseekError('DISK_FULL', `No space is left for the object "${key}"; nothing of it was kept. Free space on the disk that holds VOXSEEK_HOME.`, { path: key, cause: error });
  }
  return ABSENT.has(code) ? notFound(key) : error;
}

async function writeAll(file: FileHandle, content: Uint8Array | Readable): Promise<{ bytes: number; sha256: string }> {
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

/** Objects as files below `root`, a directory of their own. */
export function createDiskObjectStore(root: string): ObjectStore {
  const pathOf = (key: string): string => join(root, ...keySegments(key));
  const temporary = join(root, TEMPORARY);
  const ready = mkdir(temporary, { recursive: true }).then(() => removeAbandoned(temporary));
  ready.catch(() => undefined);

  const sha256Of = async (path: string): Promise<{ bytes: number; sha256: string }> => {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    return { bytes, sha256: hash.digest('hex') };
  };

  /** A link is made only where nothing is: the first write wins, whichever process it comes from. */
  const publish = async (from: string, to: string, key: string): Promise<boolean> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await mkdir(dirname(to), { recursive: true });
        await link(from, to);
        await syncDirectory(dirname(to));
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST' && (await stat(to).catch(() => null))?.isFile() === true) return false;
        // Deleting a prefix may take the directory away between the two steps.
        if (codeOf(error) === 'ENOENT' && attempt < 10) continue;
        if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOTDIR') throw new VoxseekError('CONFLICT', `"${key}" is a prefix of other objects, or another object a prefix of it.`, { path: key, cause: error });
        throw error;
      }
    }
  };

  const walk = async function* (directory: string, prefix: string): AsyncIterable<string> {
    const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
      if (isAbsent(error)) return [];
      throw error;
    });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) yield* walk(join(directory, entry.name), `${prefix}${entry.name}/`);
      else yield `${prefix}${entry.name}`;
    }
  };
  const list = (prefix: string): AsyncIterable<string> => (prefix === '' ? walk(root, '') : walk(join(root, ...prefixSegments(prefix)), prefix));

  const guarded = async <T>(key: string, call: (path: string) => Promise<T>): Promise<T> => {
    const path = pathOf(key);
    return call(path).catch((error: unknown) => {
      throw asKnown(error, key);
    });
  };

  return {
    put: (key, content) =>
      guarded(key, async (path) => {
        await ready;
        const part = join(temporary, `${hostname()}~${process.pid}~${randomUUID()}`);
        const file = await open(part, 'wx');
        try {
          const info = await writeAll(file, content).finally(() => file.close());
          if (await publish(part, path, key)) return { key, created: true, ...info };
          return { key, created: false, ...(await sha256Of(path)) };
        } finally {
          await rm(part, { force: true });
        }
      }),
    get: (key) => guarded(key, (path) => readFile(path)),
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
    stream: (key) => guarded(key, async (path) => (await open(path, 'r')).createReadStream()),
    head: (key) =>
      stat(pathOf(key)).then(
        (info) => (info.isFile() ? { bytes: info.size } : null),
        (error: unknown) => {
          if (isAbsent(error)) return null;
          throw error;
        },
      ),
    async delete(key) {
      const path = pathOf(key);
      await unlink(path).catch((error: unknown) => {
        if (!isAbsent(error)) throw error;
      });
      await removeEmptyUpwards(dirname(path), root);
    },
    async deletePrefix(prefix) {
      const directory = join(root, ...prefixSegments(prefix));
      let count = 0;
      for await (const key of list(prefix)) {
        await unlink(pathOf(key)).then(() => (count += 1), () => undefined);
      }
      await removeEmpty(directory);
      return count;
    },
    list,
  };
}

/** Removes directories that hold no file; one that a put has just filled again stays. */
async function removeEmpty(directory: string): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeEmpty(join(directory, entry.name));
  await rmdir(directory).catch(() => undefined);
}

/** Removes `directory` and those above it, as far as they are empty, and never `root`. */
async function removeEmptyUpwards(directory: string, root: string): Promise<void> {
  for (let at = directory; at.startsWith(join(root, sep)); at = dirname(at)) {
    if (!(await rmdir(at).then(() => true, () => false))) return;
  }
}
