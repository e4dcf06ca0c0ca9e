import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import type { GetObjectCommandInput, GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';
import { isSha256 } from './checksum.js';
import type { Bucket } from './s3-client.js';
import { TRIES } from './s3-client.js';
import { isBeyondEnd } from './s3-failures.js';

const FIRST_WAIT_MS = 100;

export interface OpenObject {
  readonly bytes: number;
  readonly version: string;
  /** Empty where none is known. */
  readonly sha256: readonly string[];
  /** Goes on where a connection broke, a bounded number of times. */
  readonly chunks: AsyncIterable<Buffer>;
}

type Get = (more: Partial<GetObjectCommandInput>) => Promise<GetObjectCommandOutput>;

async function* chunksOf(get: Get, first: GetObjectCommandOutput, bytes: number): AsyncGenerator<Buffer> {
  let answer = first;
  let at = 0;
  for (let failures = 0; ; ) {
    try {
      for await (const chunk of answer.Body as Readable) {
        at += (chunk as Buffer).length;
        yield chunk as Buffer;
      }
      if (at === bytes) return;
      throw new Error(`The answer ended after ${at} of ${bytes} bytes.`);
    } catch (error) {
      if (at === bytes) return;
      failures += 1;
      if (failures === TRIES || at > bytes) throw new VoxseekError('DEPENDENCY_UNAVAILABLE', 'The object store broke off an object, also after several tries.', { path: 'objects', cause: error });
      await sleep(FIRST_WAIT_MS * 2 ** failures);
      answer = await get({ Range: `bytes=${at}-`, IfMatch: first.ETag });
    }
  }
}

/** The whole of an object. Throws as the client does. */
export async function openObject({ client, name }: Bucket, key: string): Promise<OpenObject> {
  const get: Get = (more) => client.send(new GetObjectCommand({ Bucket: name, Key: key, ...more }));
  const first = await get({});
  const bytes = first.ContentLength ?? 0;
  const sha256 = first.Metadata?.sha256 ?? '';
  return { bytes, version: first.ETag ?? '', sha256: isSha256(sha256) ? [sha256] : [], chunks: chunksOf(get, first, bytes) };
}

/** Part of an object; what breaks off is begun again, since parts are small. */
export async function readRange({ client, name }: Bucket, key: string, offset: number, length: number): Promise<Buffer> {
  for (let failures = 0; ; ) {
    try {
      const answer = await client.send(new GetObjectCommand({ Bucket: name, Key: key, Range: `bytes=${offset}-${offset + length - 1}` }));
      const body = Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
      if (body.length === answer.ContentLength) return body;
      throw new Error(`The answer ended after ${body.length} of ${answer.ContentLength ?? 0} bytes.`);
    } catch (error) {
      if (isBeyondEnd(error)) return Buffer.alloc(0);
      // The client has tried again whatever it counts among its own failures.
      failures += 1;
      if (failures === TRIES || isVoxseekError(error) || (error instanceof Error && '$metadata' in error)) throw error;
      await sleep(FIRST_WAIT_MS * 2 ** failures);
    }
  }
}
