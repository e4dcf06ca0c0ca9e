import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createMilvusConnection } from '../../../../src/adapters/milvus/connection.js';
import { createMilvusStore } from '../../../../src/adapters/milvus/milvus-store.js';
import { countByVolume, readVectors } from '../../../../src/adapters/milvus/read-rows.js';
import { asId } from '../../../../src/domain/ids.js';
import type { VolumeId } from '../../../../src/domain/ids.js';
import { plainKernel } from '../../../testkit/plain-kernel.js';

const { milvusAddress: address } = inject('stack');
const store = createMilvusStore({ address, kernel: plainKernel });
const connection = createMilvusConnection({ address });
const collection = `rows_${randomUUID().replaceAll('-', '')}`;
const FLAT = { kind: 'FLAT' } as const;

/** 23 volumes of 1 to 9 slices; their ids in no order. */
const expected = new Map<VolumeId, number>(Array.from({ length: 23 }, (_, index) => [asId('Volume', `vol_${String((index * 7_919) % 23).padStart(2, '0')}`), 1 + (index % 9)]));
const total = [...expected.values()].reduce((sum, slices) => sum + slices, 0);

beforeAll(async () => {
  await store.create(collection, 4, FLAT);
  for (const [volumeId, slices] of expected) {
    const rows = Array.from({ length: slices }, (_, row) => ({ volumeId, patientId: asId('Patient', 'pat_a'), row }));
    await store.upsert(collection, rows, { rows: slices, columns: 4, data: Float32Array.from({ length: 4 * slices }, (_, cell) => cell + 1) });
  }
  await store.finish(collection, FLAT, new AbortController().signal);
});
afterAll(async () => {
  await store.drop(collection);
  await store.close();
  await connection.close();
});

// At 23 an answer about the first slice is as long as the window and yet whole.
it.each([2, 3, 5, 22, 23, 24, 100, 16_384])('every row is counted though the server gives at most %i at once', async (window) => {
  expect(await countByVolume(connection, collection, total, window)).toEqual(expected);
});

// With 2 to 9 the answer about one volume is cut off, with 10 to 60 that about eight of them.
it.each([2, 5, 9, 10, 24, 60, 16_384])('every vector is read though the server gives at most %i at once', async (window) => {
  const read = new Map<VolumeId, number>();
  for await (const { volumeId, rows, vectors } of readVectors(connection, collection, [...expected.keys()], window)) {
    expect(read.has(volumeId)).toBe(false);
    read.set(volumeId, vectors.rows);
    expect(rows).toEqual(Array.from({ length: vectors.rows }, (_, row) => row));
    expect([...vectors.data]).toEqual(Array.from({ length: 4 * vectors.rows }, (_, cell) => cell + 1));
  }
  expect(read).toEqual(expected);
});
