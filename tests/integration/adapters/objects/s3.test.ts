import { randomUUID } from 'node:crypto';
import { GetObjectCommand, ListMultipartUploadsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { createS3ObjectStore } from '../../../../src/adapters/objects/s3.js';
import type { StoreUnderTest } from '../../../testkit/object-store-contract.js';
import { describeObjectStore } from '../../../testkit/object-store-contract.js';
import { newBucket, plainClient, s3Options, startS3Server } from '../../../testkit/s3-server.js';

const server = await startS3Server();
afterAll(() => server?.stop());

describe.runIf(server !== null)('with an S3-compatible server', () => {
  const address = server?.address ?? '';
  const client = plainClient(address);

  const make = async (): Promise<StoreUnderTest & { readonly Bucket: string }> => {
    const Bucket = await newBucket(address);
    return {
      Bucket,
      store: createS3ObjectStore(s3Options(address, Bucket)),
      async tamper(Key, change) {
        const { Body, Metadata } = await client.send(new GetObjectCommand({ Bucket, Key }));
        await client.send(new PutObjectCommand({ Bucket, Key, Metadata, Body: change(Buffer.from((await Body?.transformToByteArray()) ?? [])) }));
      },
    };
  };
  describeObjectStore('objects in S3', make);

  it('leaves no parts of a stream that breaks off, nor of one that came second', async () => {
    const { store, Bucket } = await make();
    const long = function* (ends: boolean): Generator<Buffer> {
      for (let sent = 0; sent < 40; sent += 1) yield Buffer.alloc(1_000_000, sent);
      if (!ends) throw new Error('the line was cut');
    };
    await expect(store.put('teams/team_a/x', Readable.from(long(false)))).rejects.toThrow('the line was cut');
    expect((await store.put('teams/team_a/x', Readable.from(long(true)))).created).toBe(true);
    expect((await store.put('teams/team_a/x', Readable.from(long(true)))).created).toBe(false);
    expect((await client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? []).toEqual([]);
  });

  it('says that a bucket that is not there is not answered for', async () => {
    const store = createS3ObjectStore(s3Options(address, `voxseek-${randomUUID()}`));
    await expect(store.put('teams/team_a/x', Buffer.from('x'))).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'objects' });
  });
});

describe('no server at all', () => {
  it('is said, and not taken for an object that is not there', async () => {
    const store = createS3ObjectStore(s3Options('127.0.0.1:9', 'none'));
    await expect(store.get('teams/team_a/x')).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'objects' });
    await expect(store.head('teams/team_a/x')).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'objects' });
    const listing = async (): Promise<void> => {
      for await (const { key } of store.list('teams/')) expect(key).toBe('never');
    };
    await expect(listing()).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'objects' });
  });
});
