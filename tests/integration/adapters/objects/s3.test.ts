import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { createS3ObjectStore } from '../../../../src/adapters/objects/s3.js';
import { describeObjectStore } from '../../../testkit/object-store-contract.js';
import { startPythonServer } from '../../../testkit/python-server.js';

const server = await startPythonServer({
  environment: 'moto-5.2.5',
  pins: ['moto==5.2.5', 'flask==3.1.3', 'flask-cors==6.0.5'],
  installBytes: 400_000_000,
  parameters: (port) => ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
  probe: (address) => fetch(`http://${address}/moto-api/`),
});
afterAll(() => server?.stop());

const credentials = { accessKeyId: 'test', secretAccessKey: 'test-secret' };

/** Buckets are made by whoever runs the store, not by the adapter. */
async function newStore(address: string) {
  const bucket = `voxseek-${randomUUID()}`;
  const made = await fetch(`http://${address}/${bucket}`, { method: 'PUT' });
  expect(made.status).toBe(200);
  return createS3ObjectStore({ bucket, endpoint: `http://${address}`, region: 'us-east-1', pathStyle: true, credentials });
}

describe.runIf(server !== null)('with an S3-compatible server', () => {
  const address = server?.address ?? '';
  describeObjectStore('objects in S3', () => newStore(address));

  it('deletes more than one page of keys', async () => {
    const store = await newStore(address);
    const keys = Array.from({ length: 1_100 }, (_, index) => `teams/team_a/many/${String(index).padStart(4, '0')}`);
    for (let start = 0; start < keys.length; start += 50) await Promise.all(keys.slice(start, start + 50).map((key) => store.put(key, Buffer.from(key))));
    expect(await store.deletePrefix('teams/team_a/many/')).toBe(1_100);
    expect(await store.head('teams/team_a/many/0001')).toBeNull();
  });

  it('stores nothing and gives an empty object back', async () => {
    const store = await newStore(address);
    expect(await store.put('teams/team_a/empty', Readable.from([]))).toMatchObject({ bytes: 0, created: true });
    expect((await store.get('teams/team_a/empty')).byteLength).toBe(0);
  });

  it('says that a bucket that is not there is not answered for', async () => {
    const store = createS3ObjectStore({ bucket: `voxseek-${randomUUID()}`, endpoint: `http://${address}`, region: 'us-east-1', pathStyle: true, credentials });
    await expect(store.put('teams/team_a/x', Buffer.from('x'))).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'objects' });
  });
});

describe('no server at all', () => {
  it('is said, and not taken for an object that is not there', async () => {
    const store = createS3ObjectStore({ bucket: 'none', endpoint: 'http://127.0.0.1:9', region: 'us-east-1', pathStyle: true, credentials });
    await expect(store.get('teams/team_a/x')).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'objects' });
    await expect(store.head('teams/team_a/x')).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'objects' });
    const listing = async (): Promise<void> => {
      for await (const key of store.list('teams/')) expect(key).toBe('never');
    };
    await expect(listing()).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'objects' });
  });
});
