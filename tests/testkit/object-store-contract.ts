import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../src/services/ports/object-store.js';

export interface StoreUnderTest {
  readonly store: ObjectStore;
  /** Changes what is stored behind the back of the store, as a bad disk does. */
  readonly tamper: (key: string, change: (bytes: Buffer) => Buffer) => Promise<void>;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export async function listed(store: ObjectStore, prefix: string, after?: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix, after)) keys.push(key);
  return keys;
}

export async function collected(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export const flippedBit = (bytes: Buffer, at = Math.floor(bytes.length / 2)): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 4, at);
  return copy;
};

/** More than a multipart upload sends at once. */
const LONG = 40_000_003;
const longBytes = (seed: number): Buffer => Buffer.alloc(LONG, createHash('sha512').update(String(seed)).digest());
const streamOf = (bytes: Buffer, chunk = 1_000_003): Readable =>
  Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
    })(),
  );

/** What every object store has to do; `make` gives an empty one. */
export function describeObjectStore(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let store: ObjectStore;
    let tamper: StoreUnderTest['tamper'];
    beforeEach(async () => {
      ({ store, tamper } = await make());
    });

    it('gives back what was put, whole, in parts and as a stream', async () => {
      const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
      const before = Date.now();
      const info = await store.put('teams/team_a/x/object.bin', bytes);
      expect(info).toEqual({ key: 'teams/team_a/x/object.bin', bytes: 100_000, sha256: sha256(bytes), created: true });
      expect((await store.get('teams/team_a/x/object.bin')).equals(bytes)).toBe(true);
      expect((await store.getRange('teams/team_a/x/object.bin', 500, 700)).equals(bytes.subarray(500, 1200))).toBe(true);
      expect((await collected(await store.stream('teams/team_a/x/object.bin'))).equals(bytes)).toBe(true);
      const head = await store.head('teams/team_a/x/object.bin');
      expect(head?.bytes).toBe(100_000);
      // S3 gives whole seconds.
      expect(Math.abs((head?.modifiedAt.getTime() ?? 0) - before)).toBeLessThan(5_000);
    });

    it('gives of a range what there is of it', async () => {
      await store.put('teams/team_a/range', Buffer.from('0123456789'));
      const range = async (offset: number, length: number): Promise<string> => (await store.getRange('teams/team_a/range', offset, length)).toString();
      expect(await Promise.all([range(0, 1), range(9, 1), range(0, 10), range(8, 10), range(10, 5), range(50, 5), range(3, 0), range(0, 1000)])).toEqual(['0', '9', '0123456789', '89', '', '', '', '0123456789']);
      await expect(store.getRange('teams/team_a/none', 0, 0)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('stores nothing and gives an empty object back', async () => {
      expect(await store.put('teams/team_a/empty', Buffer.alloc(0))).toMatchObject({ bytes: 0, created: true, sha256: sha256(Buffer.alloc(0)) });
      expect(await store.put('teams/team_a/empty-stream', Readable.from([]))).toMatchObject({ bytes: 0, created: true, sha256: sha256(Buffer.alloc(0)) });
      for (const key of ['teams/team_a/empty', 'teams/team_a/empty-stream']) {
        expect((await store.get(key)).length).toBe(0);
        expect((await collected(await store.stream(key))).length).toBe(0);
        expect((await store.getRange(key, 0, 10)).length).toBe(0);
      }
    });

    it('stores a stream', async () => {
      const parts = ['one', 'two', 'three'].map((text) => Buffer.from(text));
      const info = await store.put('teams/team_a/stream', Readable.from(parts));
      expect(info).toMatchObject({ bytes: 11, sha256: sha256(Buffer.concat(parts)), created: true });
      expect((await store.get('teams/team_a/stream')).toString()).toBe('onetwothree');
    });

    it('stores a long stream of unknown length, and leaves nothing beside it', async () => {
      const bytes = longBytes(1);
      expect(await store.put('teams/team_a/long', streamOf(bytes))).toEqual({ key: 'teams/team_a/long', bytes: LONG, sha256: sha256(bytes), created: true });
      expect((await store.get('teams/team_a/long')).equals(bytes)).toBe(true);
      expect(await listed(store, 'teams/')).toEqual(['teams/team_a/long']);
    });

    it('keeps the first write, of bytes and of streams', async () => {
      await store.put('teams/team_a/once', Buffer.from('first'));
      for (const content of [Buffer.from('second!'), Readable.from([Buffer.from('third')]), streamOf(longBytes(2))]) {
        expect(await store.put('teams/team_a/once', content)).toMatchObject({ created: false, bytes: 5, sha256: sha256(Buffer.from('first')) });
      }
      expect((await store.get('teams/team_a/once')).toString()).toBe('first');
      expect(await listed(store, 'teams/')).toEqual(['teams/team_a/once']);
    });

    it('lets one of many simultaneous writers win', async () => {
      const results = await Promise.all(Array.from({ length: 8 }, (_, index) => store.put('teams/team_a/race', Buffer.from(`writer ${index}`))));
      expect(results.filter(({ created }) => created)).toHaveLength(1);
      const winner = results.find(({ created }) => created)!;
      expect(new Set(results.map((result) => result.sha256))).toEqual(new Set([winner.sha256]));
      expect(sha256(await store.get('teams/team_a/race'))).toBe(winner.sha256);
    });

    it('lets one of two writers of long streams win', async () => {
      const results = await Promise.all([3, 4].map((seed) => store.put('teams/team_a/race', streamOf(longBytes(seed)))));
      expect(results.filter(({ created }) => created)).toHaveLength(1);
      expect(sha256(await store.get('teams/team_a/race'))).toBe(results.find(({ created }) => created)!.sha256);
      expect(await listed(store, 'teams/')).toEqual(['teams/team_a/race']);
    });

    it.each([4, LONG])('leaves nothing of a stream that breaks off after %i bytes', async (length) => {
      const broken = Readable.from(
        (function* () {
          for (let sent = 0; sent < length; sent += 1_000_000) yield Buffer.alloc(Math.min(length, 1_000_000));
          throw new Error('the line was cut');
        })(),
      );
      await expect(store.put('teams/team_a/broken', broken)).rejects.toThrow('the line was cut');
      expect(await store.head('teams/team_a/broken')).toBeNull();
      expect(await listed(store, 'teams/')).toEqual([]);
    });

    it.each([
      ['a flipped bit', (bytes: Buffer) => flippedBit(bytes)],
      ['a lost end', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
      ['a byte too many', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('x')])],
    ])('names the object that has %s, and gives nothing of it', async (_what, change) => {
      await store.put('teams/team_a/bad', Buffer.alloc(200_000, 'content'));
      await store.put('teams/team_a/good', Buffer.alloc(200_000, 'content'));
      await tamper('teams/team_a/bad', change);
      await expect(store.get('teams/team_a/bad')).rejects.toMatchObject({ code: 'OBJECT_CORRUPT', path: 'teams/team_a/bad' });
      await expect(store.stream('teams/team_a/bad').then(collected)).rejects.toMatchObject({ code: 'OBJECT_CORRUPT', path: 'teams/team_a/bad' });
      expect((await store.get('teams/team_a/good')).length).toBe(200_000);
      await store.delete('teams/team_a/bad');
      expect((await store.put('teams/team_a/bad', Buffer.from('anew'))).created).toBe(true);
      expect((await store.get('teams/team_a/bad')).toString()).toBe('anew');
    });

    it('says NOT_FOUND for what is not there', async () => {
      await expect(store.get('teams/team_a/none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(store.getRange('teams/team_a/none', 0, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(store.stream('teams/team_a/none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await store.head('teams/team_a/none')).toBeNull();
      await expect(store.delete('teams/team_a/none')).resolves.toBeUndefined();
    });

    it('lists and deletes by prefix, and nothing beside it', async () => {
      for (const key of ['teams/team_a/v/1/x', 'teams/team_a/v/1/y/z', 'teams/team_a/v/10/x', 'teams/team_b/v/1/x']) await store.put(key, Buffer.from(key));
      expect(await listed(store, 'teams/team_a/v/1/')).toEqual(['teams/team_a/v/1/x', 'teams/team_a/v/1/y/z']);
      expect(await store.deletePrefix('teams/team_a/v/1/')).toBe(2);
      expect(await listed(store, 'teams/')).toEqual(['teams/team_a/v/10/x', 'teams/team_b/v/1/x']);
      expect(await store.deletePrefix('teams/team_a/v/1/')).toBe(0);
      await store.put('teams/team_a/v/1/x', Buffer.from('again'));
      expect((await store.get('teams/team_a/v/1/x')).toString()).toBe('again');
    });

    it('lists in the order of the keys, page after page, with sizes, from any key on', async () => {
      const many = Array.from({ length: 1_100 }, (_, index) => `teams/team_a/v/${String(index).padStart(4, '0')}/x`);
      const odd = ['teams/team_a/v-1', 'teams/team_a/v.x', 'teams/team_a/v0', 'teams/team_a/vv/x', 'teams/team_a/v/0007.npy', 'teams/team_a/v/0007-a'];
      const keys = [...many, ...odd];
      for (let start = 0; start < keys.length; start += 50) await Promise.all(keys.slice(start, start + 50).map((key) => store.put(key, Buffer.from(key))));
      const sorted = [...keys].sort();
      expect(await listed(store, 'teams/')).toEqual(sorted);
      for (const after of ['teams/team_a/v/0007', 'teams/team_a/v/0007/x', 'teams/team_a/v/0500/', 'teams/team_a/v/', sorted.at(-1)!, 'a', 'z']) {
        expect([after, await listed(store, 'teams/team_a/', after)]).toEqual([after, sorted.filter((key) => key > after)]);
      }
      const sizes: number[] = [];
      for await (const { key, bytes } of store.list('teams/team_a/vv/')) sizes.push(bytes - key.length);
      expect(sizes).toEqual([0]);
      expect(await store.deletePrefix('teams/team_a/v/')).toBe(1_102);
      expect(await listed(store, 'teams/')).toEqual(['teams/team_a/v-1', 'teams/team_a/v.x', 'teams/team_a/v0', 'teams/team_a/vv/x']);
    });
  });
}
