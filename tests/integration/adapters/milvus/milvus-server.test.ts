import { afterAll, describe, expect, it } from 'vitest';
import { createMilvusStore } from '../../../../src/adapters/milvus/milvus-store.js';
import { createSimilarityKernel } from '../../../../src/adapters/onnx/kernel/similarity-kernel.js';
import { probeMilvus } from '../../../../src/local/probes.js';
import { startPythonServer } from '../../../testkit/python-server.js';
import { vectorStoreContract } from '../../../testkit/vector-store-contract.js';

const LONG = process.env.VOXSEEK_TEST_LONG !== undefined;
if (!LONG) console.info('skipped: the contract on a whole Milvus server runs with `npm run test:long`');

/** A whole Milvus in one package: a second opinion beside Milvus Lite. It ignores SIGTERM. */
const server = LONG
  ? await startPythonServer({
      environment: 'milvus-2.3.5',
      pins: ['milvus==2.3.5'],
      installBytes: 600_000_000,
      parameters: (port, data) => ['-c', 'from milvus import main; main()', '--data', data, '--proxy-port', String(port)],
      probe: (address) => probeMilvus(address, 1_000),
    })
  : null;
const kernel = createSimilarityKernel({ graphs: new URL('../../../../models/kernel/', import.meta.url), threads: 2 });
const store = createMilvusStore({ address: server?.address ?? '', kernel });
afterAll(async () => {
  await store.close();
  await kernel.close();
  await server?.stop();
});

const large = { volumes: 400, slices: 100, dimension: 128 };
const small = { volumes: 200, slices: 10, dimension: 64 };

describe.runIf(server !== null)('Milvus 2.3.5', () => {
  it('names itself', async () => {
    expect(await store.server()).toMatchObject({ product: 'Milvus', version: expect.stringMatching(/^2\.3\.5/u) as string });
  });

  vectorStoreContract(() => Promise.resolve(store), [
    { parameters: { kind: 'HNSW', m: 16, efConstruction: 200, ef: 64 }, recall: 0.95, archive: large },
    { parameters: { kind: 'FLAT' }, recall: 0.99, archive: small },
    { parameters: { kind: 'IVF_FLAT', nlist: 32, nprobe: 24 }, recall: 0.95, archive: small },
    { parameters: { kind: 'AUTOINDEX' }, recall: 0.95, archive: small },
  ]);
});
