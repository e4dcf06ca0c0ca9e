import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { PresignedAccess } from '../../services/ports/object-store.js';
import { keySegments } from './object-key.js';
import type { Bucket } from './s3-client.js';
import { guarded, isNotFound } from './s3-failures.js';
import { openObject } from './s3-read.js';
import { copyWithin, writtenAgain } from './s3-write.js';

const GET_S = 3_600;

/** `clients` signs for the endpoint under which clients reach the bucket; nothing is sent through it. */
export function createPresignedAccess(bucket: Bucket, clients: Bucket['client']): PresignedAccess {
  const { name: Bucket } = bucket;
  return {
    putAddress(key, expiresIn) {
      keySegments(key);
      return getSignedUrl(clients, new PutObjectCommand({ Bucket, Key: key }), { expiresIn });
    },
    getAddress(key, { name, contentType }) {
      keySegments(key);
      const command = new GetObjectCommand({ Bucket, Key: key, ResponseContentDisposition: `attachment; filename="${name}"`, ResponseContentType: contentType, ResponseCacheControl: 'private, no-store' });
      return getSignedUrl(clients, command, { expiresIn: GET_S });
    },
    async readIncoming(key) {
      try {
        const { version, chunks } = await guarded(Bucket, key, () => openObject(bucket, key));
        return { incoming: { key, version }, body: Readable.from(chunks, { objectMode: false }) };
      } catch (error) {
        if (isNotFound(error instanceof Error ? error.cause : error)) return null;
        throw error;
      }
    },
    takeOver: (incoming, key, sha256) =>
      guarded(Bucket, key, async () => {
        const { ContentLength: bytes = 0, ETag } = await bucket.client.send(new HeadObjectCommand({ Bucket, Key: incoming.key }));
        // The copy is held to the version as well, by stores that know that condition.
        if (ETag !== incoming.version) throw writtenAgain(incoming.key);
        if (await copyWithin(bucket, { ...incoming, bytes }, key, sha256)) return { created: true, sha256 };
        const { Metadata } = await bucket.client.send(new HeadObjectCommand({ Bucket, Key: key }));
        return { created: false, sha256: Metadata?.sha256 ?? '' };
      }),
  };
}
