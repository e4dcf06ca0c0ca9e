import { afterAll, describe, expect, it } from 'vitest';
import { createSimilarityKernel } from '../../../../src/adapters/onnx/kernel/similarity-kernel.js';
import type { PatientId, VolumeId } from '../../../../src/domain/ids.js';
import { searchExactly } from '../../../../src/services/search/exact-search.js';
import type { IndexedVolume } from '../../../../src/services/ports/records.js';
import { makeArchive } from '../../../testkit/slice-archive.js';
import { sliceSearchContract } from '../../../testkit/vector-store-contract.js';

const kernel = createSimilarityKernel({ graphs: new URL('../../../../models/kernel', import.meta.url), threads: 2 });
afterAll(() => kernel.close());

const indexed = (volumeId: VolumeId, slices: number): IndexedVolume => ({
  volumeId,
  patientId: 'pat_1' as PatientId,
  voxelHash: volumeId.replace('vol_', 'hash-'),
  shape: [1, 1, slices],
  derivedFrom: [],
});

describe('EXACT', () => {
  const archive = makeArchive({ volumes: 200, slices: 20, dimension: 64, queries: 30, seed: 7 });
  const vectors = new Map(archive.volumes.map((volume) => [volume.volumeId, volume.vectors]));

  sliceSearchContract(archive, 0.999, (queries, { k, eligible }) => {
    const named = new Set(eligible.volumeIds);
    const kept = archive.volumes.filter(({ volumeId }) => eligible.kind === 'ALL' || named.has(volumeId) === (eligible.kind === 'ONLY'));
    const members = kept.map(({ volumeId, vectors: { rows } }) => indexed(volumeId, rows));
    return searchExactly(kernel, queries, members, (ordered) => Promise.resolve(ordered.map(({ volumeId }) => vectors.get(volumeId)!)), { k });
  });

  it('orders equal slices by voxel hash, whatever the order they are given in', async () => {
    const one = archive.volumes[0]!.vectors;
    const twin = (hash: string): IndexedVolume => ({ ...indexed(`vol_${hash}` as VolumeId, one.rows), voxelHash: hash });
    const query = { rows: 1, columns: one.columns, data: one.data.slice(0, one.columns) };
    for (const order of [['b', 'a'], ['a', 'b']]) {
      const [hits] = await searchExactly(kernel, query, order.map(twin), (volumes) => Promise.resolve(volumes.map(() => one)), { k: 2 });
      expect(hits!.map(({ volumeId, row }) => [volumeId, row])).toEqual([['vol_a', 0], ['vol_b', 0]]);
    }
  });

  it('finds the same by sketches, on its own and after others have learnt the archive', async () => {
    const large = makeArchive({ volumes: 100, slices: 50, dimension: 192, queries: 30, seed: 9 });
    const held = new Map(
      large.volumes.map(({ volumeId, vectors: own }) => {
        const data = new Float32Array(new SharedArrayBuffer(own.data.byteLength));
        data.set(own.data);
        return [volumeId, { ...own, data }];
      }),
    );
    const members = large.volumes.map(({ volumeId, vectors: { rows } }) => indexed(volumeId, rows));
    const search = (among: readonly IndexedVolume[], options: { readonly k: number; readonly family?: string }) =>
      searchExactly(kernel, large.queries, among, (ordered) => Promise.resolve(ordered.map(({ volumeId }) => held.get(volumeId)!)), options);
    const places = async (hits: ReturnType<typeof search>): Promise<readonly string[][]> => (await hits).map((row) => row.map(({ volumeId, row: place }) => `${volumeId}:${place}`));
    for (const among of [members, members.slice(0, 90), members]) {
      for (const k of [1, 10]) expect(await places(search(among, { k, family: 'archive' }))).toEqual(await places(search(among, { k })));
    }
  });
});
