import { afterAll, describe, expect, inject, it } from 'vitest';
import { createMilvusStore } from '../../../../src/adapters/milvus/milvus-store.js';
import { createSimilarityKernel } from '../../../../src/adapters/onnx/kernel/similarity-kernel.js';
import { vectorStoreContract } from '../../../testkit/vector-store-contract.js';

const kernel = createSimilarityKernel({ graphs: new URL('../../../../models/kernel/', import.meta.url), threads: 2 });
const store = createMilvusStore({ address: inject('stack').milvusAddress, kernel });
afterAll(async () => {
  await store.close();
  await kernel.close();
});

const LONG = process.env.VOXSEEK_TEST_LONG !== undefined;
const large = { volumes: LONG ? 400 : 200, slices: LONG ? 250 : 40, dimension: LONG ? 128 : 64 };
const small = { volumes: 200, slices: 10, dimension: 64 };

describe('Milvus Lite', () => {
  it('names itself', async () => {
    expect(await store.server()).toEqual({ product: 'Milvus Lite', version: '3.2.2' });
  });

  vectorStoreContract(() => Promise.resolve(store), [
    { parameters: { kind: 'HNSW', m: 16, efConstruction: 200, ef: 64 }, recall: 0.95, archive: large },
    { parameters: { kind: 'FLAT' }, recall: 0.99, archive: LONG ? large : { ...small, slices: 20 } },
    { parameters: { kind: 'IVF_FLAT', nlist: 32, nprobe: 24 }, recall: 0.95, archive: small },
    { parameters: { kind: 'AUTOINDEX' }, recall: 0.95, archive: small },
  ]);
});
