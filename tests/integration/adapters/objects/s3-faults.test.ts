import { Readable } from 'node:stream';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import { createS3ObjectStore } from '../../../../src/adapters/objects/s3.js';
import { isVoxseekError } from '../../../../src/domain/errors/voxseek-error.js';
import { createRandom } from '../../../../src/domain/statistics/random.js';
import type { ObjectStore } from '../../../../src/services/ports/object-store.js';
import type { Fault, FaultProxy } from '../../../testkit/fault-proxy.js';
import { startFaultProxy } from '../../../testkit/fault-proxy.js';
import { collected, listed } from '../../../testkit/object-store-contract.js';
import { newBucket, plainClient, s3Options, startS3Server } from '../../../testkit/s3-server.js';

const server = await startS3Server();
const proxy: FaultProxy | null = server === null ? null : await startFaultProxy(server.address);
afterAll(async () => {
  await proxy?.stop();
  await server?.stop();
});

const SLOW_DOWN: Fault = { kind: 'STATUS', status: 503, code: 'SlowDown' };
const INTERNAL: Fault = { kind: 'STATUS', status: 500, code: 'InternalError' };
const RESET: Fault = { kind: 'RESET_BEFORE' };
const LOST: Fault = { kind: 'LOSE_ANSWER' };
const KEY = 'teams/team_a/object';
const CONTENT = Buffer.from(Array.from({ length: 500_000 }, (_, index) => (index * 31) % 251));
const long = function* (): Generator<Buffer> {
  for (let sent = 0; sent < 40; sent += 1) yield Buffer.alloc(1_000_000, sent);
};

describe.runIf(proxy !== null)('a store that fails', () => {
  const faults = proxy!;
  let store: ObjectStore;
  /** Past the proxy. */
  let plain: ObjectStore;
  let Bucket: string;
  beforeEach(async () => {
    faults.use(() => null);
    Bucket = await newBucket(server!.address);
    store = createS3ObjectStore(s3Options(faults.address, Bucket));
    plain = createS3ObjectStore(s3Options(server!.address, Bucket));
  });

  const OPERATIONS: Readonly<Record<string, (objects: ObjectStore) => Promise<unknown>>> = {
    get: async (objects) => (await objects.get(KEY)).equals(CONTENT),
    stream: async (objects) => (await collected(await objects.stream(KEY))).equals(CONTENT),
    getRange: async (objects) => (await objects.getRange(KEY, 1000, 2000)).equals(CONTENT.subarray(1000, 3000)),
    head: async (objects) => (await objects.head(KEY))?.bytes === CONTENT.length,
    list: async (objects) => (await listed(objects, 'teams/')).join() === KEY,
    put: async (objects) => (await objects.put('teams/team_a/other', CONTENT)).bytes === CONTENT.length && (await plain.get('teams/team_a/other')).equals(CONTENT),
    'put of a long stream': async (objects) => (await objects.put('teams/team_a/long', Readable.from(long()))).bytes === 40_000_000 && (await plain.get('teams/team_a/long')).length === 40_000_000,
    delete: async (objects) => {
      await objects.delete(KEY);
      return (await plain.head(KEY)) === null;
    },
    deletePrefix: async (objects) => {
      await objects.deletePrefix('teams/team_a/');
      return (await plain.head(KEY)) === null;
    },
  };

  const BRIEF: readonly (readonly [string, Fault])[] = [['throttles', SLOW_DOWN], ['fails inside', INTERNAL], ['resets connections', RESET], ['loses its answers', LOST]];
  it.each(BRIEF.flatMap(([what, fault]) => Object.keys(OPERATIONS).map((name) => [what, name, fault] as const)))('that %s twice is asked again: %s', async (_what, name, fault) => {
    await plain.put(KEY, CONTENT);
    faults.use(({ number }) => (number <= 2 ? fault : null));
    expect(await OPERATIONS[name]!(store)).toBe(true);
    expect(faults.requests()).toBeGreaterThan(2);
  });

  it.each([
    // The client waits longest where it is throttled.
    ['throttles', SLOW_DOWN, ['get', 'put']],
    ['fails inside', INTERNAL, Object.keys(OPERATIONS)],
    ['resets connections', RESET, Object.keys(OPERATIONS)],
  ] as const)('that %s for good is named, after a bounded number of tries, and nothing came to be', async (_what, fault, names) => {
    await plain.put(KEY, CONTENT);
    for (const name of names) {
      const operation = OPERATIONS[name]!;
      faults.use(() => fault);
      await expect(operation(store), name).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'objects' });
      // Of a long stream the clearing away is tried too.
      expect([name, faults.requests() <= (name === 'put of a long stream' ? 15 : 5)]).toEqual([name, true]);
    }
    expect(await listed(plain, 'teams/')).toEqual([KEY]);
    expect((await plain.get(KEY)).equals(CONTENT)).toBe(true);
  });

  it('that refuses is named with what to check, and not asked again', async () => {
    faults.use(() => ({ kind: 'STATUS', status: 403, code: 'AccessDenied' }));
    await expect(store.put(KEY, CONTENT)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', message: expect.stringContaining('policy of the bucket') as string });
    expect(faults.requests()).toBe(1);
  });

  it('that has no space left says so', async () => {
    faults.use(() => ({ kind: 'STATUS', status: 507, code: 'XMinioStorageFull' }));
    await expect(store.put(KEY, CONTENT)).rejects.toMatchObject({ code: 'DISK_FULL', path: KEY });
  });

  it.each(['RESET', 'END'] as const)('that breaks off in an object (%s) is asked for the rest alone', async (how) => {
    await plain.put(KEY, CONTENT);
    for (const read of [(): Promise<Buffer> => store.get(KEY), async (): Promise<Buffer> => collected(await store.stream(KEY))]) {
      faults.use(({ number }) => (number <= 3 ? { kind: 'BREAK_OFF', after: 100_000, how } : null));
      expect((await read()).equals(CONTENT)).toBe(true);
      expect(faults.requests()).toBe(4);
      expect(faults.bytesSent()).toBeLessThan(CONTENT.length + 100_000);
    }
    faults.use(({ number }) => (number <= 2 ? { kind: 'BREAK_OFF', after: 1000, how } : null));
    expect((await store.getRange(KEY, 10_000, 20_000)).equals(CONTENT.subarray(10_000, 30_000))).toBe(true);
    faults.use(() => ({ kind: 'BREAK_OFF', after: 1000, how }));
    const forGood = [store.get(KEY), store.getRange(KEY, 0, 20_000)].map((read) => expect(read).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'objects' }));
    await Promise.all(forGood);
    expect(faults.requests()).toBe(10);
  });

  it.each([
    ['a part', ({ method, url }: { method: string; url: string }) => method === 'PUT' && url.includes('partNumber=2')],
    ['the end of the parts', ({ method, url }: { method: string; url: string }) => method === 'POST' && url.includes('uploadId=')],
    ['the copy', ({ method, url }: { method: string; url: string }) => method === 'PUT' && url.includes('partNumber=1') && !url.includes('/incoming/')],
  ])('in %s of a long stream leaves no part of it, and the same put succeeds later', async (_what, hits) => {
    faults.use((passing) => (hits(passing) ? INTERNAL : null));
    await expect(store.put(KEY, Readable.from(long()))).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    expect(await listed(plain, 'teams/')).toEqual([]);
    expect((await plainClient(server!.address).send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? []).toEqual([]);
    faults.use(() => null);
    expect(await store.put(KEY, Readable.from(long()))).toMatchObject({ created: true, bytes: 40_000_000 });
  });

  it('now and then, at any request, loses and doubles nothing', async () => {
    const random = createRandom('faults');
    const kinds: readonly Fault[] = [SLOW_DOWN, INTERNAL, RESET, LOST, { kind: 'BREAK_OFF', after: 5000, how: 'RESET' }, { kind: 'BREAK_OFF', after: 0, how: 'END' }];
    faults.use(() => (random.uniform() < 0.2 ? kinds[random.integer(kinds.length)]! : null));
    const patiently = async <T>(call: () => Promise<T>): Promise<T> => {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await call();
        } catch (error) {
          if (attempt === 5 || !isVoxseekError(error) || error.code !== 'DEPENDENCY_UNAVAILABLE') throw error;
        }
      }
    };
    const keys = Array.from({ length: 40 }, (_, index) => `teams/team_a/many/${String(index).padStart(2, '0')}`);
    const contentOf = (key: string): Buffer => Buffer.alloc(20_000, key);
    await Promise.all(keys.map((key) => patiently(() => store.put(key, contentOf(key)))));
    for (const key of keys) expect((await patiently(() => store.get(key))).equals(contentOf(key))).toBe(true);
    expect(await listed(plain, 'teams/')).toEqual(keys);
    for (const key of keys) expect((await plain.get(key)).equals(contentOf(key))).toBe(true);
  }, 120_000);

  it('is asked for one slice of a volume, not for the whole', async () => {
    const [nx, ny, nz] = [256, 256, 60];
    const random = createRandom('voxels');
    const voxels = Int16Array.from({ length: nx * ny * nz }, () => random.integer(2000) - 1000);
    const volume = { shape: [nx, ny, nz] as const, spacing: [1, 1, 1] as const, affine: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]] as const, voxels };
    const { bytes } = await createVolumeFiles(plain).writeVolume(KEY, volume);
    faults.use(() => null);
    const slice = await createVolumeFiles(store).readSlice(KEY, 41, 'AXIAL');
    expect(Buffer.from(slice.voxels.buffer).equals(Buffer.from(voxels.buffer, 41 * nx * ny * 2, nx * ny * 2))).toBe(true);
    console.log(`One of ${nz} slices took ${faults.bytesSent()} of ${bytes} bytes, in ${faults.requests()} requests.`);
    expect(faults.bytesSent()).toBeLessThan(bytes / nz + 8192 + 4096);
    expect(faults.requests()).toBeLessThanOrEqual(3);
  });
});
