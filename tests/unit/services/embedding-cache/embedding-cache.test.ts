import { describe, expect, it } from 'vitest';
import { createEmbeddingCache } from '../../../../src/services/embedding-cache/embedding-cache.js';
import { encodeNpy } from '../../../../src/services/embedding/npy.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';
import { makeArchive } from '../../../testkit/slice-archive.js';

const SLICES = 10;
const DIMENSION = 16;
/** Held as float32. */
const BYTES = SLICES * DIMENSION * 4;

async function stored(count: number) {
  const objects = createMemoryObjects();
  for (const [index, { vectors }] of makeArchive({ volumes: count, slices: SLICES, dimension: DIMENSION, queries: 1, seed: 2 }).volumes.entries()) {
    await objects.put(`teams/t/volumes/${index}/e.npy`, encodeNpy(vectors));
  }
  return objects;
}
const key = (index: number): string => `teams/t/volumes/${index}/e.npy`;

describe('the cache of embeddings', () => {
  it('gives unit rows in memory that threads share, and reads each object once', async () => {
    const objects = await stored(1);
    const cache = createEmbeddingCache({ objects, maxBytes: 10 * BYTES });
    const [one, other] = await Promise.all([cache.get(key(0)), cache.get(key(0))]);
    expect(one).toBe(other);
    expect(await cache.get(key(0))).toBe(one);
    expect(one.data.buffer).toBeInstanceOf(SharedArrayBuffer);
    for (let row = 0; row < SLICES; row += 1) {
      const norm = one.data.subarray(row * DIMENSION, (row + 1) * DIMENSION).reduce((sum, value) => sum + value * value, 0);
      expect(norm).toBeCloseTo(1, 5);
    }
    expect(objects.bytesRead()).toBe(objects.held.get(key(0))!.length);
    expect(cache.statistics()).toEqual({ hits: 1, misses: 1, bytes: BYTES, maxBytes: 10 * BYTES });
  });

  it('never holds more than its bound, and lets go of what was used least recently', async () => {
    const cache = createEmbeddingCache({ objects: await stored(5), maxBytes: 3 * BYTES });
    for (const index of [0, 1, 2, 0, 3]) {
      await cache.get(key(index));
      expect(cache.statistics().bytes).toBeLessThanOrEqual(3 * BYTES);
    }
    const { misses } = cache.statistics();
    await cache.get(key(0));
    expect(cache.statistics().misses).toBe(misses);
    await cache.get(key(1));
    expect(cache.statistics().misses).toBe(misses + 1);
  });

  it('hands out what is larger than all its room, without keeping it', async () => {
    const cache = createEmbeddingCache({ objects: await stored(1), maxBytes: BYTES - 1 });
    expect((await cache.get(key(0))).rows).toBe(SLICES);
    expect(cache.statistics().bytes).toBe(0);
  });

  it('counts what is kept beside a matrix', async () => {
    const cache = createEmbeddingCache({ objects: await stored(3), maxBytes: 3 * BYTES, companionBytes: ({ rows, columns }) => rows * columns * 2 });
    for (const index of [0, 1, 2]) await cache.get(key(index));
    expect(cache.statistics().bytes).toBe(2 * BYTES * 1.5);
  });

  it('forgets by prefix, also what is being read at that moment', async () => {
    const objects = await stored(2);
    const cache = createEmbeddingCache({ objects, maxBytes: 10 * BYTES });
    await cache.get(key(0));
    await cache.get(key(1));
    cache.forget('teams/t/volumes/0/');
    expect(cache.statistics().bytes).toBe(BYTES);
    const reading = cache.get(key(0));
    cache.forget('teams/t/volumes/0/');
    await reading;
    expect(cache.statistics().bytes).toBe(BYTES);
    await objects.delete(key(0));
    await expect(cache.get(key(0))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('does not remember a failure', async () => {
    const objects = await stored(0);
    const cache = createEmbeddingCache({ objects, maxBytes: BYTES });
    await expect(cache.get(key(0))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await objects.put(key(0), Buffer.from('no array'));
    await expect(cache.get(key(0))).rejects.toMatchObject({ code: 'FILE_CORRUPT' });
    await objects.delete(key(0));
    const { vectors } = makeArchive({ volumes: 1, slices: SLICES, dimension: DIMENSION, queries: 1, seed: 2 }).volumes[0]!;
    await objects.put(key(0), encodeNpy(vectors));
    expect((await cache.get(key(0))).rows).toBe(SLICES);
  });
});
