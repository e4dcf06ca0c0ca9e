import { createHash, randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { CompletedPart } from '@aws-sdk/client-s3';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Content } from './first-write.js';
import { firstWrite } from './first-write.js';
import type { Bucket } from './s3-client.js';
import { BrokenSource, isRefusedByCondition } from './s3-failures.js';

/** Held in memory once for each stream under way; S3 takes parts of 5 MiB and more, 10,000 of them. */
const PART = 2 ** 24;
/** What one copy within the store may take. */
const COPY_PART = 2 ** 30;

/** True where the key was free: the first write wins. */
export async function putBytes({ client, name }: Bucket, key: string, body: Uint8Array, sha256: string): Promise<boolean> {
  try {
    await client.send(new PutObjectCommand({ Bucket: name, Key: key, Body: body, ContentLength: body.byteLength, IfNoneMatch: '*', Metadata: { sha256 } }));
    return true;
  } catch (error) {
    if (isRefusedByCondition(error)) return false;
    throw error;
  }
}

/** Sends a multipart upload. Null where the key was taken; aborted, so that no part of it stays, then and where a part fails. Else the version that came to be. */
async function inParts({ client, name: Bucket }: Bucket, Key: string, options: { readonly sha256?: string; readonly onlyIfFree: boolean }, send: (UploadId: string) => Promise<CompletedPart[]>): Promise<string | null> {
  const { UploadId = '' } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...(options.sha256 === undefined ? {} : { Metadata: { sha256: options.sha256 } }) }));
  let version: string | null = null;
  try {
    const Parts = await send(UploadId);
    const completed = await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...(options.onlyIfFree ? { IfNoneMatch: '*' } : {}) }));
    version = completed.ETag ?? '';
    return version;
  } catch (error) {
    if (options.onlyIfFree && isRefusedByCondition(error)) return null;
    throw error;
  } finally {
    if (version === null) await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => undefined);
  }
}

export const writtenAgain = (key: string): VoxseekError => new VoxseekError('CONFLICT', 'The object was written again while it was taken over. Try again.', { path: key });

/** Copies within the store what lies under `from` in this version, first write wins. Throws CONFLICT when another version lies there. */
export async function copyWithin(bucket: Bucket, from: { readonly key: string; readonly version: string; readonly bytes: number }, key: string, sha256: string): Promise<boolean> {
  const source = { CopySource: `${bucket.name}/${from.key}`, CopySourceIfMatch: from.version };
  const made = await inParts(bucket, key, { sha256, onlyIfFree: true }, async (UploadId) => {
    const parts: CompletedPart[] = [];
    for (let at = 0; at < from.bytes; at += COPY_PART) {
      const PartNumber = parts.length + 1;
      const CopySourceRange = `bytes=${at}-${Math.min(at + COPY_PART, from.bytes) - 1}`;
      const copied = await bucket.client.send(new UploadPartCopyCommand({ Bucket: bucket.name, Key: key, UploadId, PartNumber, CopySourceRange, ...source })).catch((error: unknown) => {
        throw isRefusedByCondition(error) ? writtenAgain(from.key) : error;
      });
      parts.push({ PartNumber, ETag: copied.CopyPartResult?.ETag });
    }
    return parts;
  });
  return made !== null;
}

/** Where a stream lies until its checksum is known; of the team of `key`, so that it goes with the team's data. */
const incomingOf = (key: string): string => `${key.split('/').slice(0, 2).join('/')}/incoming/${randomUUID()}`;

/** Pieces of `PART` bytes, the last one shorter. */
async function* pieces(content: Readable): AsyncGenerator<Buffer, void> {
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    held.push(chunk);
    bytes += chunk.length;
    if (bytes < PART) continue;
    const whole = Buffer.concat(held);
    for (let at = 0; at + PART <= whole.length; at += PART) yield whole.subarray(at, at + PART);
    const rest = whole.subarray(whole.length - (whole.length % PART));
    held = [rest];
    bytes = rest.length;
  }
  if (bytes > 0) yield Buffer.concat(held);
}

/**
 * A stream of unknown length. One that fits a part is put at once. A longer one goes part by part under a key of its own, is copied to its place within the
 * store with the checksum, which is known then, and never lies whole in memory or on the disk.
 */
export async function putStream(bucket: Bucket, key: string, content: Readable, present: () => Promise<Content | null>): ReturnType<typeof firstWrite> {
  const { client, name: Bucket } = bucket;
  const source = pieces(content);
  const hash = createHash('sha256');
  let bytes = 0;
  const next = async (): Promise<Buffer | null> => {
    const taken = await source.next().catch((error: unknown) => {
      throw new BrokenSource(error);
    });
    if (taken.done === true) return null;
    hash.update(taken.value);
    bytes += taken.value.length;
    return taken.value;
  };
  const first = (await next()) ?? Buffer.alloc(0);
  const second = first.length < PART ? null : await next();
  if (second === null) {
    const sha256 = hash.digest('hex');
    return firstWrite(key, { bytes, sha256 }, () => putBytes(bucket, key, first, sha256), present);
  }
  const Key = incomingOf(key);
  try {
    const version = await inParts(bucket, Key, { onlyIfFree: false }, async (UploadId) => {
      const parts: CompletedPart[] = [];
      for (let piece: Buffer | null = first, after: Buffer | null = second; piece !== null; piece = after, after = piece === null ? null : await next()) {
        const PartNumber = parts.length + 1;
        const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: piece, ContentLength: piece.length }));
        parts.push({ PartNumber, ETag });
      }
      return parts;
    });
    const sha256 = hash.digest('hex');
    return await firstWrite(key, { bytes, sha256 }, () => copyWithin(bucket, { key: Key, version: version ?? '', bytes }, key, sha256), present);
  } finally {
    await client.send(new DeleteObjectCommand({ Bucket, Key })).catch(() => undefined);
  }
}
