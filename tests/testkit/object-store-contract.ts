import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../src/services/ports/object-store.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function listed(store: ObjectStore, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const key of store.list(prefix)) keys.push(key);
  return keys.sort();
}

/** What every object store has to do; `make` gives an empty one. */
export function describeObjectStore(name: string, make: () => Promise<ObjectStore>): void {
  describe(name, () => {
    let store: ObjectStore;
    beforeEach(async () => {
      store = await make();
    });

    it('gives back what was put, whole, in parts and as a stream', async () => {
      const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
      const info = await store.put('teams/team_a/x/object.bin', bytes);
      expect(info).toEqual({ key: 'teams/team_a/x/object.bin', bytes: 100_000, sha256: sha256(bytes), created: true });
      expect((await store.get('teams/team_a/x/object.bin')).equals(bytes)).toBe(true);
      expect((await store.getRange('teams/team_a/x/object.bin', 500, 700)).equals(bytes.subarray(500, 1200))).toBe(true);
      const chunks: Buffer[] = [];
      for await (const chunk of (await store.stream('teams/team_a/x/object.bin')) as AsyncIterable<Buffer>) chunks.push(chunk);
      expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
      expect(await store.head('teams/team_a/x/object.bin')).toEqual({ bytes: 100_000 });
    });

    it('stores a stream', async () => {
      const parts = ['one', 'two', 'three'].map((text) => Buffer.from(text));
      const info = await store.put('teams/team_a/stream', Readable.from(parts));
      expect(info).toMatchObject({ bytes: 11, sha256: sha256(Buffer.concat(parts)), created: true });
      expect((await store.get('teams/team_a/stream')).toString()).toBe('onetwothree');
    });

    it('keeps the first write', async () => {
      await store.put('teams/team_a/once', Buffer.from('first'));
      const again = await store.put('teams/team_a/once', Buffer.from('second!'));
      expect(again).toMatchObject({ created: false, bytes: 5, sha256: sha256(Buffer.from('first')) });
      expect((await store.get('teams/team_a/once')).toString()).toBe('first');
    });

    it('lets one of many simultaneous writers win', async () => {
      const results = await Promise.all(Array.from({ length: 8 }, (_, index) => store.put('teams/team_a/race', Buffer.from(`writer ${index}`))));
      expect(results.filter(({ created }) => created)).toHaveLength(1);
      const winner = results.find(({ created }) => created)!;
      expect(sha256(await store.get('teams/team_a/race'))).toBe(winner.sha256);
    });

    it('leaves nothing of a stream that breaks off', async () => {
      const broken = Readable.from(
        (function* () {
          yield Buffer.from('half');
          throw new Error('the line was cut');
        })(),
      );
      await expect(store.put('teams/team_a/broken', broken)).rejects.toThrow('the line was cut');
      expect(await store.head('teams/team_a/broken')).toBeNull();
      expect(await listed(store, 'teams/')).toEqual([]);
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
  });
}
