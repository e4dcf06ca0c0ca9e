import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMilvusStore } from '../../../../src/adapters/milvus/milvus-store.js';
import { createSimilarityKernel } from '../../../../src/adapters/onnx/kernel/similarity-kernel.js';
import type { PatientId } from '../../../../src/domain/ids.js';
import { milvusDirectory } from '../../../../src/local/milvus-server.js';
import { probeMilvus } from '../../../../src/local/probes.js';
import { makeArchive } from '../../../testkit/slice-archive.js';

const parameters = { kind: 'HNSW', m: 16, efConstruction: 100, ef: 32 } as const;
const archive = makeArchive({ volumes: 5, slices: 20, dimension: 32, queries: 3, seed: 11 });
const eligible = { kind: 'ALL', volumeIds: [], eligibleRows: 100, totalRows: 100 } as const;
const python = join(milvusDirectory(new URL('../../../../.voxseek/tools', import.meta.url).pathname), 'bin', 'python');

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** A server of this test's own, to be killed, on a port that stays the same. */
describe('a server that goes away', () => {
  let directory: string;
  let port: number;
  let server: ChildProcess;
  const kernel = createSimilarityKernel({ graphs: new URL('../../../../models/kernel/', import.meta.url), threads: 1 });
  let store: ReturnType<typeof createMilvusStore>;

  const start = async (): Promise<void> => {
    server = spawn(python, ['-I', '-m', 'milvus_lite', 'server', '--data-dir', directory, '--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
    for (let tries = 0; ; tries += 1) {
      try {
        await probeMilvus(`127.0.0.1:${port}`, 1_000);
        return;
      } catch (error) {
        if (tries > 100) throw error;
        await sleep(300);
      }
    }
  };
  const kill = async (): Promise<void> => {
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'voxseek-milvus-'));
    port = await freePort();
    await start();
    store = createMilvusStore({ address: `127.0.0.1:${port}`, kernel });
    await store.create('slices', archive.dimension, parameters);
    for (const { volumeId, vectors } of archive.volumes) {
      const rows = Array.from({ length: vectors.rows }, (_, row) => ({ volumeId, patientId: 'pat_1' as PatientId, row }));
      await store.upsert('slices', rows, vectors);
    }
    await store.finish('slices', parameters, new AbortController().signal);
  });
  afterAll(async () => {
    await store.close();
    await kernel.close();
    await kill();
    await rm(directory, { recursive: true, force: true });
  });

  const search = () => store.search('slices', archive.queries, { k: 5, parameters, eligible });

  it('is named within seconds, and its rows are there once it is back', async () => {
    const before = await search();
    await kill();
    const since = Date.now();
    await expect(search()).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'milvus' });
    await expect(search()).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'milvus' });
    await expect(store.countRows('slices')).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    expect(Date.now() - since).toBeLessThan(20_000);
    await start();
    expect(await search()).toEqual(before);
    expect(await store.countRows('slices')).toBe(100);
  });

  it('that stops answering is not waited for', async () => {
    server.kill('SIGSTOP');
    try {
      const since = Date.now();
      await expect(search()).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'milvus' });
      expect(Date.now() - since).toBeLessThan(40_000);
    } finally {
      server.kill('SIGCONT');
    }
    expect(await search()).toHaveLength(3);
  });
});

describe('no server at all', () => {
  it('is said at once', async () => {
    const kernel = createSimilarityKernel({ graphs: new URL('../../../../models/kernel/', import.meta.url), threads: 1 });
    const store = createMilvusStore({ address: `127.0.0.1:${await freePort()}`, kernel });
    const since = Date.now();
    await expect(store.server()).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'milvus' });
    expect(Date.now() - since).toBeLessThan(10_000);
    await kernel.close();
  });
});
