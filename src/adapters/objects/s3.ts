import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ObjectStore } from '../../services/ports/object-store.js';

export interface S3Options {
  readonly bucket: string;
  /** Null: the endpoint of AWS for the region. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly pathStyle: boolean;
  /** Null: the SDK's own chain of credentials. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
}

const isNotFound = (error: unknown): boolean =>
  error instanceof S3ServiceException && (error.name === 'NoSuchKey' || error.name === 'NotFound' || error.$metadata.httpStatusCode === 404);

const existsAlready = (error: unknown): boolean =>
  error instanceof S3ServiceException && (error.$metadata.httpStatusCode === 412 || error.$metadata.httpStatusCode === 409);

/** Objects in an S3-compatible store; conditional writes make the first write win. */
export function createS3ObjectStore(options: S3Options): ObjectStore {
  const client = new S3Client({
    region: options.region,
    forcePathStyle: options.pathStyle,
    ...(options.endpoint === null ? {} : { endpoint: options.endpoint }),
    ...(options.credentials === null ? {} : { credentials: options.credentials }),
    // Stores other than AWS reject the SDK's default trailing checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const { bucket: Bucket } = options;

  const guarded = async <T>(key: string, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      if (error instanceof S3ServiceException && error.name === 'NoSuchBucket') {
        throw new VoxseekError('DEPENDENCY_UNAVAILABLE', `The object store has no bucket "${Bucket}". Create it, or correct the configured name.`, { path: 'objects', cause: error });
      }
      if (isNotFound(error)) throw new VoxseekError('NOT_FOUND', `No object under "${key}".`, { path: key, cause: error });
      if (error instanceof S3ServiceException && (error.$metadata.httpStatusCode ?? 500) < 500) throw error;
      throw new VoxseekError('DEPENDENCY_UNAVAILABLE', 'The object store does not answer.', { path: 'objects', cause: error });
    }
  };

  const write = async (key: string, body: Uint8Array | Readable, bytes: number, sha256: string): Promise<boolean> => {
    try {
      await client.send(new PutObjectCommand({ Bucket, Key: key, Body: body, ContentLength: bytes, IfNoneMatch: '*', Metadata: { sha256 } }));
      return true;
    } catch (error) {
      if (existsAlready(error)) return false;
      throw error;
    }
  };

  const stored = async (key: string): Promise<{ bytes: number; sha256: string }> => {
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: key }));
    return { bytes: head.ContentLength ?? 0, sha256: head.Metadata?.sha256 ?? '' };
  };

  const fetchBody = async (key: string, range?: string) => {
    const answer = await client.send(new GetObjectCommand({ Bucket, Key: key, ...(range === undefined ? {} : { Range: range }) }));
    if (answer.Body === undefined) throw new VoxseekError('NOT_FOUND', `No object under "${key}".`, { path: key });
    return answer.Body;
  };

  const deleteAll = async (keys: readonly string[]): Promise<void> => {
    await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true } }));
  };

  const listKeys = async function* (prefix: string): AsyncIterable<string> {
    let token: string | undefined;
    do {
      const page = await guarded(prefix, () =>
        client.send(new ListObjectsV2Command({ Bucket, Prefix: prefix, ...(token === undefined ? {} : { ContinuationToken: token }) })),
      );
      for (const object of page.Contents ?? []) if (object.Key !== undefined) yield object.Key;
      token = page.NextContinuationToken;
    } while (token !== undefined);
  };

  const put = (key: string, body: () => Uint8Array | Readable, bytes: number, sha256: string) =>
    guarded(key, async () => {
      const created = await write(key, body(), bytes, sha256);
      return { key, created, ...(created ? { bytes, sha256 } : await stored(key)) };
    });

  return {
    async put(key, content) {
      if (content instanceof Uint8Array) {
        return put(key, () => content, content.byteLength, createHash('sha256').update(content).digest('hex'));
      }
      // Length and checksum must be known before the first byte is sent, and are only after the last one came.
      const folder = await mkdtemp(join(tmpdir(), 'voxseek-'));
      try {
        const file = join(folder, randomUUID());
        const hash = createHash('sha256');
        await pipeline(
          content,
          async function* (chunks: AsyncIterable<Buffer>) {
            for await (const chunk of chunks) {
              hash.update(chunk);
              yield chunk;
            }
          },
          createWriteStream(file),
        );
        return await put(key, () => createReadStream(file), (await stat(file)).size, hash.digest('hex'));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    get: (key) => guarded(key, async () => Buffer.from(await (await fetchBody(key)).transformToByteArray())),
    getRange: (key, offset, length) =>
      guarded(key, async () => Buffer.from(await (await fetchBody(key, `bytes=${offset}-${offset + length - 1}`)).transformToByteArray())),
    stream: (key) => guarded(key, async () => (await fetchBody(key)) as Readable),
    async head(key) {
      try {
        return { bytes: (await stored(key)).bytes };
      } catch (error) {
        if (isNotFound(error)) return null;
        throw new VoxseekError('DEPENDENCY_UNAVAILABLE', 'The object store does not answer.', { path: 'objects', cause: error });
      }
    },
    async delete(key) {
      await guarded(key, () => client.send(new DeleteObjectCommand({ Bucket, Key: key })));
    },
    async deletePrefix(prefix) {
      let count = 0;
      let batch: string[] = [];
      for await (const key of listKeys(prefix)) {
        batch.push(key);
        if (batch.length === 1000) {
          await guarded(prefix, () => deleteAll(batch));
          count += batch.length;
          batch = [];
        }
      }
      if (batch.length > 0) await guarded(prefix, () => deleteAll(batch));
      return count + batch.length;
    },
    list: listKeys,
  };
}
