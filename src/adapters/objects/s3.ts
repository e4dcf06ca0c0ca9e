import { Readable } from 'node:stream';
import { DeleteObjectCommand, DeleteObjectsCommand, HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ListedObject, ObjectStore, StoredObject } from '../../services/ports/object-store.js';
import { corrupt, sha256Of, verified } from './checksum.js';
import type { Content } from './first-write.js';
import { firstWrite } from './first-write.js';
import type { Bucket, S3Options } from './s3-client.js';
import { createClient } from './s3-client.js';
import { guarded as guardedIn, isNotFound } from './s3-failures.js';
import { createPresignedAccess } from './s3-presigned.js';
import { openObject, readRange } from './s3-read.js';
import { putBytes, putStream } from './s3-write.js';

const PAGE = 1000;

type Head = StoredObject & Content;

/** Objects in an S3-compatible store; conditional writes make the first write win, and the checksum stands in the metadata of each object. */
export function createS3ObjectStore(options: S3Options): ObjectStore {
  const bucket: Bucket = { client: createClient(options, options.endpoint), name: options.bucket };
  const { client, name: Bucket } = bucket;
  const guarded = <T>(key: string, call: () => Promise<T>): Promise<T> => guardedIn(Bucket, key, call);

  const headOf = async (key: string): Promise<Head | null> => {
    try {
      const { ContentLength: bytes = 0, LastModified: modifiedAt = new Date(0), Metadata } = await client.send(new HeadObjectCommand({ Bucket, Key: key }));
      return { bytes, modifiedAt, sha256: Metadata?.sha256 ?? '' };
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  };

  /** What another writer put first. */
  const present = async (key: string): Promise<Content | null> => {
    const head = await headOf(key);
    return head === null ? null : { bytes: head.bytes, sha256: head.sha256 };
  };

  const deleteAll = async (keys: readonly string[]): Promise<number> => {
    if (keys.length === 0) return 0;
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true } }));
    const [first] = Errors;
    if (first !== undefined) throw new VoxseekError('DEPENDENCY_UNAVAILABLE', `The object store did not delete ${Errors.length} of ${keys.length} objects (${first.Code ?? 'no code'}).`, { path: first.Key ?? 'objects' });
    return keys.length;
  };

  const list = async function* (prefix: string, after = ''): AsyncGenerator<ListedObject> {
    for (let token: string | undefined, more = true; more; more = token !== undefined) {
      const from = token !== undefined ? { ContinuationToken: token } : after === '' ? {} : { StartAfter: after };
      const page = await guarded(prefix, () => client.send(new ListObjectsV2Command({ Bucket, Prefix: prefix, MaxKeys: PAGE, ...from })));
      for (const { Key: key, Size: bytes = 0, LastModified: modifiedAt = new Date(0) } of page.Contents ?? []) if (key !== undefined) yield { key, bytes, modifiedAt };
      token = page.NextContinuationToken;
    }
  };

  return {
    presigned: options.publicEndpoint === null ? null : createPresignedAccess(bucket, createClient(options, options.publicEndpoint)),
    put: (key, content) =>
      guarded(key, async () => {
        if (!(content instanceof Uint8Array)) return putStream(bucket, key, content, () => present(key));
        const sha256 = await sha256Of(content);
        return firstWrite(key, { bytes: content.byteLength, sha256 }, () => putBytes(bucket, key, content, sha256), () => present(key));
      }),
    get: (key) =>
      guarded(key, async () => {
        const { chunks, sha256 } = await openObject(bucket, key);
        const parts: Buffer[] = [];
        for await (const chunk of chunks) parts.push(chunk);
        const bytes = Buffer.concat(parts);
        if (sha256.length > 0 && !sha256.includes(await sha256Of(bytes))) throw corrupt(key);
        return bytes;
      }),
    getRange: (key, offset, length) =>
      guarded(key, async () => {
        if (length > 0) return readRange(bucket, key, offset, length);
        // No range of HTTP is empty.
        if ((await headOf(key)) === null) throw new VoxseekError('NOT_FOUND', `No object under "${key}".`, { path: key });
        return Buffer.alloc(0);
      }),
    stream: (key) =>
      guarded(key, async () => {
        const { chunks, sha256 } = await openObject(bucket, key);
        return Readable.from(verified(key, sha256, chunks), { objectMode: false });
      }),
    head: (key) =>
      guarded(key, async () => {
        const head = await headOf(key);
        return head === null ? null : { bytes: head.bytes, modifiedAt: head.modifiedAt };
      }),
    async delete(key) {
      await guarded(key, () => client.send(new DeleteObjectCommand({ Bucket, Key: key })));
    },
    async deletePrefix(prefix) {
      let count = 0;
      let page: string[] = [];
      for await (const { key } of list(prefix)) {
        if (page.push(key) < PAGE) continue;
        count += await guarded(prefix, () => deleteAll(page));
        page = [];
      }
      return count + (await guarded(prefix, () => deleteAll(page)));
    },
    list,
  };
}
