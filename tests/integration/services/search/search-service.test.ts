import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createMilvusStore } from '../../../../src/adapters/milvus/milvus-store.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import type { VolumeId } from '../../../../src/domain/ids.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import { createPlaneFacts } from '../../../../src/services/planes/plane-facts.js';
import type { VectorIndexRecord } from '../../../../src/services/ports/records.js';
import type { VectorStore } from '../../../../src/services/ports/vector-store.js';
import { createRanker } from '../../../../src/services/search/create-ranker.js';
import { createQueryRegions } from '../../../../src/services/search/query-regions.js';
import type { QueryRegions } from '../../../../src/services/search/query-regions.js';
import { createSearchService } from '../../../../src/services/search/create-search-service.js';
import type { QuerySlices, SearchService, VolumeSearchRequest } from '../../../../src/services/search/search-service.js';
import { runReference } from '../../../testkit/run-python.js';
import { newId, record } from '../../../testkit/seed.js';
import { createVectorTeam } from '../../../testkit/vector-team.js';
import type { EmbeddedVolume, VectorTeam } from '../../../testkit/vector-team.js';

interface Reference {
  readonly hits: readonly (readonly (readonly [number, number, number])[])[];
  readonly count: readonly number[];
  readonly max: readonly (number | null)[];
  readonly sum: readonly number[];
  readonly maxsim: readonly number[];
  readonly argmax: readonly (readonly number[])[];
}

const SLICES = 12;
const HNSW = { kind: 'HNSW', m: 16, efConstruction: 100, ef: 64 } as const;

let world: VectorTeam;
let search: SearchService;
let regions: QueryRegions;
/** 0 and 1 are of one patient, 2 is derived from 0; 20 is outside the data set and its indexes. */
let volumes: readonly EmbeddedVolume[];
let indexes: { readonly HNSW: VectorIndexRecord; readonly EXACT: VectorIndexRecord };
let smallSet: Awaited<ReturnType<VectorTeam['seed']['dataset']>>;

beforeAll(async () => {
  world = await createVectorTeam(inject('stack'));
  const limits = { maxBytes: 1_000_000, maxDimension: 512 };
  regions = createQueryRegions({ objects: world.objects, reader: createNiftiReader(), limits, withUploadedFile: () => Promise.reject(new Error('no mask is uploaded here')) });
  search = createSearchService({ ranker: createRanker(world), cache: world.cache, regions, planes: createPlaneFacts(createVolumeFiles(world.objects)), objects: world.objects });
  const first = await world.embedded(SLICES);
  const second = await world.embedded(SLICES, { patientId: first.patientId });
  const derived = await world.embedded(SLICES, { derivedFrom: [first.id] });
  const others: EmbeddedVolume[] = [];
  for (let index = 3; index < 21; index += 1) {
    const thick = index >= 15;
    others.push(await world.embedded(thick ? 20 : SLICES, thick ? { spacing: [1, 1, 8] } : {}));
  }
  volumes = [first, second, derived, ...others];
  const dataset = await world.seed.dataset(volumes.slice(0, 20));
  smallSet = await world.seed.dataset(volumes.slice(5, 8));
  await world.seed.segmentation(volumes[0]!.id, { regions: [{ region: 'liver', pixelCounts: [0, 0, 3, 50, 80, 2, 0, 0, 0, 0, 0, 0] }] });
  for (const volume of volumes.slice(4, 7)) await world.seed.segmentation(volume.id, { regions: [{ region: 'spleen', pixelCounts: Array.from({ length: SLICES }, (_, slice) => (slice < 3 ? 9 : 0)) }], covers: ['spleen'] });
  const snapshotId = await world.seed.snapshotOf(dataset.id);
  const scope = { kind: 'FROZEN', snapshotId } as const;
  const hnsw = await world.index(HNSW, scope);
  const exact = await world.index({ kind: 'EXACT' }, scope);
  indexes = { HNSW: await world.build(hnsw.id), EXACT: await world.build(exact.id) };
});
afterAll(() => world.close());

const id = (index: number): VolumeId => volumes[index]!.id;
const request = (change: Partial<VolumeSearchRequest> = {}): VolumeSearchRequest => ({
  indexId: indexes.HNSW.id,
  source: { kind: 'VOLUME', volumeId: id(3) },
  slices: { kind: 'ALL' },
  crop: 'NONE',
  k: 5,
  filter: { excludeSamePatient: true },
  aggregation: 'COUNT',
  candidates: { kind: 'HIT' },
  reRanking: 'LATE_INTERACTION',
  first: 100,
  ...change,
});
const foundBy = async (change: Partial<VolumeSearchRequest>): Promise<readonly VolumeId[]> => (await search.searchVolumes(world.team, request(change))).volumes.map(({ volumeId }) => volumeId);
const gallery = { candidates: { kind: 'GALLERY' } } as const;

/** numpy over the stored files, with the eligible volumes named by the test. */
async function reference(query: number, eligible: readonly EmbeddedVolume[], rows: readonly number[] | null, k: number): Promise<Reference> {
  const path = (volume: EmbeddedVolume): string => join(world.directory, objectKeys.embedding(world.team.teamId, volume.id, world.recipeId));
  const file = join(inject('stack').home, `maxsim-${newId('Job')}.json`);
  await writeFile(file, JSON.stringify({ query: path(volumes[query]!), rows, gallery: eligible.map(path), k }));
  return JSON.parse(await runReference('maxsim.py', [file])) as Reference;
}

/** Positions by falling score; then by falling sum, then by voxel hash. */
function order(eligible: readonly EmbeddedVolume[], scores: readonly (number | null)[], sums: readonly number[]): readonly VolumeId[] {
  const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-6;
  return eligible
    .map((volume, index) => ({ volume, score: scores[index] ?? -Infinity, sum: sums[index]! }))
    .filter(({ score }) => score !== -Infinity)
    .sort((a, b) => (near(a.score, b.score) ? (near(a.sum, b.sum) ? (a.volume.voxelHash < b.volume.voxelHash ? -1 : 1) : b.sum - a.sum) : b.score - a.score))
    .map(({ volume }) => volume.id);
}

describe.each(['HNSW', 'EXACT'] as const)('ranking over %s, against numpy', (kind) => {
  const eligible = (): readonly EmbeddedVolume[] => volumes.slice(0, 20).filter((_, index) => index !== 3);

  it.each(['COUNT', 'MAX', 'SUM'] as const)('%s', async (aggregation) => {
    const truth = await reference(3, eligible(), null, 5);
    const answer = await search.searchVolumes(world.team, request({ indexId: indexes[kind].id, aggregation, reRanking: 'NONE' }));
    const hit = truth.count.map((count) => (count > 0 ? count : null));
    const scores = aggregation === 'COUNT' ? hit : truth[aggregation === 'MAX' ? 'max' : 'sum'].map((score, index) => (truth.count[index]! > 0 ? score : null));
    expect(answer.volumes.map(({ volumeId }) => volumeId)).toEqual(order(eligible(), scores, truth.sum));
    expect(answer.volumes.map(({ rank }) => rank)).toEqual(answer.volumes.map((_, index) => index + 1));
    for (const { volumeId, stage1, stage2, supportingSlices, matches } of answer.volumes) {
      const position = eligible().findIndex((volume) => volume.id === volumeId);
      expect(stage1!.score).toBeCloseTo(scores[position]!, 4);
      expect(stage2).toBeNull();
      const own = truth.hits.flatMap((hits, querySlice) => hits.filter(([volume]) => volume === position).map(([, slice]) => `${querySlice}-${slice}`));
      expect(matches.map(({ querySlice, slice }) => `${querySlice}-${slice}`).sort()).toEqual(own.sort());
      expect([...supportingSlices].sort()).toEqual([...new Set(matches.map(({ slice }) => slice))].sort());
    }
  });

  it.each([['HIT'], ['FIRST'], ['GALLERY']] as const)('late interaction over %s', async (which) => {
    const candidates = which === 'FIRST' ? ({ kind: which, count: 4 } as const) : ({ kind: which } as const);
    const truth = await reference(3, eligible(), null, 5);
    const answer = await search.searchVolumes(world.team, request({ indexId: indexes[kind].id, candidates }));
    const byCount = order(eligible(), truth.count.map((count) => (count > 0 ? count : null)), truth.sum);
    const among = new Set(which === 'GALLERY' ? eligible().map((volume) => volume.id) : which === 'HIT' ? byCount : byCount.slice(0, 4));
    const scores = truth.maxsim.map((score, index) => (among.has(eligible()[index]!.id) ? score : null));
    expect(answer.volumes.map(({ volumeId }) => volumeId)).toEqual(order(eligible(), scores, truth.maxsim));
    for (const { volumeId, stage1, stage2, matches, supportingSlices } of answer.volumes) {
      const position = eligible().findIndex((volume) => volume.id === volumeId);
      expect(stage2!.score).toBeCloseTo(truth.maxsim[position]!, 4);
      expect(stage2!.mean).toBeCloseTo(truth.maxsim[position]! / SLICES, 4);
      expect(matches.map(({ slice }) => slice)).toEqual(truth.argmax[position]);
      expect(new Set(supportingSlices)).toEqual(new Set(truth.argmax[position]));
      if (which === 'GALLERY') expect(stage1).toBeNull();
      else expect(stage1).toEqual({ rank: byCount.indexOf(volumeId) + 1, score: truth.count[position] });
    }
  });

  it('single slices', async () => {
    const truth = await reference(3, eligible(), [4, 5], 7);
    const answer = await search.searchSlices(world.team, request({ indexId: indexes[kind].id, slices: { kind: 'RANGE', first: 4, last: 5 }, k: 7 }));
    expect(answer.hits.map(({ querySlice }) => querySlice)).toEqual([4, 5]);
    answer.hits.forEach(({ nearest }, row) => {
      expect(nearest.map(({ volumeId, slice }) => [volumeId, slice])).toEqual(truth.hits[row]!.map(([volume, slice]) => [eligible()[volume]!.id, slice]));
      nearest.forEach(({ similarity }, place) => { expect(similarity).toBeCloseTo(truth.hits[row]![place]![2], 4); });
    });
    expect(answer.index).toEqual({ indexId: indexes[kind].id, generation: 1, volumes: 20, slices: 15 * SLICES + 5 * 20 });
    expect(answer.times.total).toBeGreaterThan(0);
  });
});

describe('supporting slices', () => {
  it('are all that speak for a volume, so that E_L is there for L = 30 too', async () => {
    const eligible = volumes.slice(0, 20).filter((_, index) => index !== 3);
    const k = 1_000;
    const truth = await reference(3, eligible, null, k);
    const answer = await search.searchVolumes(world.team, request({ indexId: indexes.EXACT.id, k, reRanking: 'NONE' }));
    const thick = answer.volumes.filter(({ volumeId }) => volumes.slice(15, 20).some((volume) => volume.id === volumeId));
    expect(thick).toHaveLength(5);
    for (const { volumeId, supportingSlices } of thick) {
      const position = eligible.findIndex((volume) => volume.id === volumeId);
      const best = new Map<number, number>();
      for (const [, slice, similarity] of truth.hits.flat().filter(([volume]) => volume === position)) best.set(slice, Math.max(similarity, best.get(slice) ?? -1));
      const order = [...best].sort(([, a], [, b]) => b - a).map(([slice]) => slice);
      expect(order).toHaveLength(20);
      expect(supportingSlices).toEqual(order);
    }
  });
});

describe('query slices', () => {
  const chosen = async (slices: QuerySlices): Promise<readonly number[]> => (await search.searchVolumes(world.team, request({ source: { kind: 'VOLUME', volumeId: id(0) }, slices }))).querySlices;
  const region = { kind: 'REGION', region: 'liver', segmentationId: null, minPixels: 1 } as const;
  const box = (low: number, high: number): QuerySlices => ({ kind: 'BOX', minimum: [-10, -10, low], maximum: [10, 10, high] });

  it('are all, a range, or those of a region', async () => {
    expect(await chosen({ kind: 'ALL' })).toEqual(Array.from({ length: SLICES }, (_, slice) => slice));
    expect(await chosen({ kind: 'RANGE', first: 10, last: 11 })).toEqual([10, 11]);
    expect(await chosen(region)).toEqual([2, 3, 4, 5]);
    expect(await chosen({ ...region, minPixels: 3 })).toEqual([2, 3, 4]);
    const [latest] = await world.team.segmentations.latestOf([id(0)]);
    expect(await chosen({ ...region, segmentationId: latest!.id })).toEqual([2, 3, 4, 5]);
  });

  it('are those that a box in mm cuts', async () => {
    // The grid's slices lie at z = 100.1 + 5 k mm.
    expect(await chosen(box(104, 116))).toEqual([1, 2, 3]);
    await expect(chosen(box(-50, 90))).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'input.slices.box' });
    await expect(chosen({ kind: 'BOX', minimum: [400, 0, 100], maximum: [500, 1, 200] })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('that are not there are refused by name', async () => {
    await expect(chosen({ ...region, region: 'brain' })).rejects.toMatchObject({ code: 'REGION_NOT_SHOWN' });
    await expect(chosen({ ...region, minPixels: 81 })).rejects.toMatchObject({ code: 'REGION_NOT_SHOWN' });
    const [foreign] = await world.team.segmentations.latestOf([id(4)]);
    await expect(chosen({ ...region, segmentationId: foreign!.id })).rejects.toMatchObject({ code: 'NOT_FOUND', path: 'input.slices.segmentationId' });
    await expect(chosen({ kind: 'RANGE', first: 0, last: SLICES })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'input.slices.last' });
    await expect(search.searchVolumes(world.team, request({ slices: region }))).rejects.toMatchObject({ code: 'REGION_NOT_SHOWN' });
  });
});

describe('eligible volumes', () => {
  const from = (index: number) => ({ source: { kind: 'VOLUME', volumeId: id(index) } }) as const;

  it('never include the query, nor by default its patient', async () => {
    expect(new Set(await foundBy({ ...from(0), ...gallery }))).toEqual(new Set(volumes.slice(2, 20).map((volume) => volume.id)));
    const all = await foundBy({ ...from(0), ...gallery, filter: { excludeSamePatient: false } });
    expect(new Set(all)).toEqual(new Set(volumes.slice(1, 20).map((volume) => volume.id)));
  });

  it('never include what the query was derived from, nor by default other scans of that patient', async () => {
    expect(new Set(await foundBy({ ...from(2), ...gallery }))).toEqual(new Set(volumes.slice(3, 20).map((volume) => volume.id)));
    const all = await foundBy({ ...from(2), ...gallery, filter: { excludeSamePatient: false } });
    expect(all).toContain(id(1));
    expect(all).not.toContain(id(0));
  });

  it.each([
    ['a data set', () => ({ datasetId: smallSet.id }), [5, 6, 7]],
    ['a patient', () => ({ patientId: volumes[9]!.patientId }), [9]],
    ['a region', () => ({ regionPresent: 'spleen' }), [4, 5, 6]],
    ['a data set and a region', () => ({ datasetId: smallSet.id, regionPresent: 'spleen' }), [5, 6]],
    ['slice spacing', () => ({ minSliceSpacing: 6 }), [15, 16, 17, 18, 19]],
    ['the extent along the body', () => ({ minExtent: 100 }), [15, 16, 17, 18, 19]],
  ] as const)('are those that pass a filter by %s', async (_, filter, expected) => {
    for (const indexId of [indexes.HNSW.id, indexes.EXACT.id]) {
      const change = { indexId, filter: { excludeSamePatient: true, ...filter() } };
      const ids = expected.map(id);
      expect(new Set(await foundBy({ ...change, ...gallery }))).toEqual(new Set(ids));
      const truth = await reference(3, expected.map((index) => volumes[index]!), null, 5);
      const answer = await search.searchSlices(world.team, request(change));
      expect(answer.hits.map(({ nearest }) => nearest.map(({ volumeId, slice }) => `${volumeId}:${slice}`))).toEqual(truth.hits.map((hits) => hits.map(([volume, slice]) => `${ids[volume]}:${slice}`)));
    }
  });

  it('that are none are said so', async () => {
    await expect(foundBy({ filter: { excludeSamePatient: true, minExtent: 10_000 } })).rejects.toMatchObject({ code: 'EMPTY_GALLERY', path: 'input.filter' });
  });
});

describe('an uploaded query', () => {
  const query = async (change: Parameters<typeof record.queryVolume>[1] = {}) => {
    const stored = record.queryVolume(world.recipeId, { state: 'READY', sliceCount: SLICES, embeddingKey: objectKeys.embedding(world.team.teamId, id(20), world.recipeId), ...change });
    await world.team.queryVolumes.insert(stored);
    return { source: { kind: 'QUERY_VOLUME', queryVolumeId: stored.id } } as const;
  };

  it('ranks as a stored volume with its embeddings does', async () => {
    const stored = await search.searchVolumes(world.team, request({ source: { kind: 'VOLUME', volumeId: id(20) } }));
    const uploaded = await search.searchVolumes(world.team, request(await query()));
    expect(uploaded.volumes).toEqual(stored.volumes);
  });

  it('that is a stored volume has its exclusions', async () => {
    const found = await foundBy({ ...(await query({ sameAsVolumeId: id(0) })), ...gallery });
    expect(found).toHaveLength(18);
    expect(found).not.toContain(id(0));
    expect(found).not.toContain(id(1));
  });

  it('whose scan is imported only later has its exclusions too, and its regions', async () => {
    const { source } = await query({ embeddingKey: objectKeys.embedding(world.team.teamId, id(0), world.recipeId), voxelHash: volumes[0]!.voxelHash });
    const found = await foundBy({ source, ...gallery });
    expect(new Set(found)).toEqual(new Set(volumes.slice(2, 20).map((volume) => volume.id)));
    const withPatient = await foundBy({ source, ...gallery, filter: { excludeSamePatient: false } });
    expect(withPatient).toContain(id(1));
    expect(withPatient).not.toContain(id(0));
    const region = await search.searchVolumes(world.team, request({ source, slices: { kind: 'REGION', region: 'liver', segmentationId: null, minPixels: 1 } }));
    expect(region.querySlices).toEqual([2, 3, 4, 5]);
  });

  it('whose voxels are stored nowhere leaves nobody out', async () => {
    const found = await foundBy({ ...(await query({ voxelHash: 'f'.repeat(64) })), ...gallery });
    expect(found).toHaveLength(20);
  });

  it('that cannot be used says why', async () => {
    await expect(foundBy(await query({ expiresAt: new Date(Date.now() - 1_000) }))).rejects.toMatchObject({ code: 'QUERY_VOLUME_EXPIRED' });
    await expect(foundBy(await query({ state: 'EXPIRED' }))).rejects.toMatchObject({ code: 'QUERY_VOLUME_EXPIRED' });
    await expect(foundBy(await query({ state: 'EMBEDDING' }))).rejects.toMatchObject({ code: 'EMBEDDINGS_MISSING' });
    await expect(foundBy(await query({ embeddingKey: null }))).rejects.toMatchObject({ code: 'EMBEDDINGS_MISSING' });
    await expect(foundBy({ source: { kind: 'QUERY_VOLUME', queryVolumeId: newId('QueryVolume') } })).rejects.toMatchObject({ code: 'NOT_FOUND', path: 'input.queryVolumeId' });
    await expect(foundBy({ ...(await query()), slices: { kind: 'BOX', minimum: [0, 0, 0], maximum: [1, 1, 1] } })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'input.slices' });
    const other = await world.seed.recipe();
    const foreign = record.queryVolume(other.id, { state: 'READY', embeddingKey: 'teams/x' });
    await world.team.queryVolumes.insert(foreign);
    await expect(foundBy({ source: { kind: 'QUERY_VOLUME', queryVolumeId: foreign.id } })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'input.queryVolumeId' });
  });
});

describe('a search', () => {
  it('returns as many volumes as are asked for', async () => {
    const all = await foundBy({});
    expect(await foundBy({ first: 2 })).toEqual(all.slice(0, 2));
    expect(await foundBy({ first: 1, reRanking: 'NONE' })).toHaveLength(1);
  });

  it.each([
    [{ k: 0 }, 'input.k'],
    [{ k: 1_001 }, 'input.k'],
    [{ k: 1.5 }, 'input.k'],
    [{ first: 0 }, 'input.first'],
    [{ first: 101 }, 'input.first'],
    [{ candidates: { kind: 'FIRST', count: 0 } }, 'input.candidates.count'],
    [{ candidates: { kind: 'GALLERY' }, reRanking: 'NONE' }, 'input.candidates'],
    [{ slices: { kind: 'RANGE', first: 3, last: 2 } }, 'input.slices.last'],
    [{ slices: { kind: 'RANGE', first: -1, last: 2 } }, 'input.slices.first'],
    [{ slices: { kind: 'REGION', region: 'liver', segmentationId: null, minPixels: 0 } }, 'input.slices.minPixels'],
    [{ slices: { kind: 'BOX', minimum: [0, 0, Number.NaN], maximum: [1, 1, 1] } }, 'input.slices.box'],
    [{ slices: { kind: 'BOX', minimum: [2, 0, 0], maximum: [1, 1, 1] } }, 'input.slices.box'],
  ] as const)('refuses %j', async (change, path) => {
    await expect(foundBy(change)).rejects.toMatchObject({ code: 'INVALID_INPUT', path });
  });

  it('names what is not there, or not ready', async () => {
    await expect(foundBy({ indexId: newId('VectorIndex') })).rejects.toMatchObject({ code: 'NOT_FOUND', path: 'indexId' });
    await expect(foundBy({ source: { kind: 'VOLUME', volumeId: newId('Volume') } })).rejects.toMatchObject({ code: 'NOT_FOUND', path: 'input.volumeId' });
    const unbuilt = await world.index({ kind: 'EXACT' }, indexes.EXACT.scope);
    await expect(foundBy({ indexId: unbuilt.id })).rejects.toMatchObject({ code: 'INDEX_NOT_READY' });
    const bare = await world.seed.volume();
    await expect(foundBy({ source: { kind: 'VOLUME', volumeId: bare.id } })).rejects.toMatchObject({ code: 'EMBEDDINGS_MISSING', path: 'volumeId' });
  });

  it('ends when its client is gone', async () => {
    for (const indexId of [indexes.HNSW.id, indexes.EXACT.id]) {
      await expect(search.searchVolumes(world.team, request({ indexId }), AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    }
  });

  it('that was under way when a rebuild took its collection goes on in the new one', async () => {
    const index = await world.index(HNSW, indexes.HNSW.scope);
    const { collection: old } = await world.build(index.id, 'one');
    const before = await foundBy({ indexId: index.id });
    const asked: string[] = [];
    const vectors: VectorStore = {
      ...world.vectors,
      async search(collection, ...rest) {
        if (asked.length === 0) await world.build(index.id, 'two');
        asked.push(collection);
        return world.vectors.search(collection, ...rest);
      },
    };
    const meanwhile = createSearchService({ ranker: createRanker({ ...world, vectors }), cache: world.cache, regions, planes: createPlaneFacts(createVolumeFiles(world.objects)), objects: world.objects });
    const answer = await meanwhile.searchVolumes(world.team, request({ indexId: index.id }));
    expect(answer.volumes.map(({ volumeId }) => volumeId)).toEqual(before);
    expect(asked).toEqual([old, (await world.team.indexes.get(index.id))!.collection]);
    expect(await world.vectors.exists(old!)).toBe(false);
  });

  it('of an index whose rows the server has lost says what to do, and answers as before once that is done', async () => {
    const index = await world.index(HNSW, indexes.HNSW.scope);
    const { collection } = await world.build(index.id);
    const before = await foundBy({ indexId: index.id });
    // By another process, so that this one takes it for loaded.
    const other = createMilvusStore({ address: inject('stack').milvusAddress, kernel: world.kernel });
    await other.drop(collection!);
    await other.close();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(foundBy({ indexId: index.id })).rejects.toMatchObject({ code: 'INDEX_INCOMPLETE', path: 'indexId', message: expect.stringContaining('reconcileIndex') as string });
    }
    await world.indexing.reconcile(world.team, index.id, { repair: true, build: 'repair_1' }, new AbortController().signal);
    expect(await foundBy({ indexId: index.id })).toEqual(before);
  });
});
