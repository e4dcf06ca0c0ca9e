import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { VolumeId } from '../../../../src/domain/ids.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import type { IndexParameters, VectorIndexRecord } from '../../../../src/services/ports/records.js';
import { axialRegions } from '../../../../src/services/planes/plane-facts.js';
import { createRanker } from '../../../../src/services/search/create-ranker.js';
import { createSearchService } from '../../../../src/services/search/create-search-service.js';
import type { SearchService, VolumeSearchRequest } from '../../../../src/services/search/search-service.js';
import { runReference } from '../../../testkit/run-python.js';
import { newId, record } from '../../../testkit/seed.js';
import { createVectorTeam } from '../../../testkit/vector-team.js';
import type { EmbeddedVolume, VectorTeam } from '../../../testkit/vector-team.js';

interface Reference {
  /** For each query row its hits: volume, row, similarity. */
  readonly hits: readonly (readonly (readonly [number, number, number])[])[];
  readonly count: readonly number[];
  readonly sum: readonly number[];
  readonly maxsim: readonly number[];
  readonly argmax: readonly (readonly number[])[];
}

const [SLICES, PATCHES, K] = [9, 6, 3];
const KINDS: Readonly<Record<string, IndexParameters>> = { EXACT: { kind: 'EXACT' }, FLAT: { kind: 'FLAT' }, HNSW: { kind: 'HNSW', m: 16, efConstruction: 200, ef: 400 } };
const never = new AbortController().signal;

let world: VectorTeam;
let search: SearchService;
/** 0 and 1 are of one patient; 2 has more slices; 11 is in no data set. */
let volumes: readonly EmbeddedVolume[];
const indexes = new Map<string, VectorIndexRecord>();

beforeAll(async () => {
  world = await createVectorTeam(inject('stack'), { pooling: 'AREA_AVERAGE', patches: { rows: 2, columns: 3, of: { output: 'tokens', rows: 16, columns: 16, leading: 1 } } });
  search = createSearchService({ ranker: createRanker(world), cache: world.cache, regions: { gridOf: () => Promise.resolve(null), maskPixels: () => Promise.reject(new Error('no mask')) }, planes: { regionsIn: axialRegions }, objects: world.objects });
  const first = await world.embedded(SLICES);
  const others = [await world.embedded(SLICES, { patientId: first.patientId }), await world.embedded(2 * SLICES)];
  for (let number = 3; number < 12; number += 1) others.push(await world.embedded(SLICES));
  volumes = [first, ...others];
  const dataset = await world.seed.dataset(volumes.slice(0, 11));
  await world.seed.segmentation(first.id, { regions: [{ region: 'liver', pixelCounts: [0, 0, 3, 50, 0, 0, 0, 0, 0] }], covers: ['liver'] });
  const scope = { kind: 'FROZEN', snapshotId: await world.seed.snapshotOf(dataset.id) } as const;
  for (const [kind, parameters] of Object.entries(KINDS)) indexes.set(kind, await world.build((await world.index(parameters, scope)).id));
});
afterAll(() => world.close());

const eligible = (): readonly EmbeddedVolume[] => volumes.slice(2, 11);
const request = (kind: string, change: Partial<VolumeSearchRequest> = {}): VolumeSearchRequest => ({
  ...{ indexId: indexes.get(kind)!.id, source: { kind: 'VOLUME', volumeId: volumes[0]!.id }, slices: { kind: 'ALL' }, crop: 'NONE', k: K, filter: { excludeSamePatient: true } },
  ...{ aggregation: 'COUNT', candidates: { kind: 'HIT' }, reRanking: 'NONE', first: 20 },
  ...change,
});

/** numpy over the stored files. */
async function reference(query: EmbeddedVolume, rows: readonly number[] | null): Promise<Reference> {
  const path = (volume: EmbeddedVolume): string => join(world.directory, objectKeys.embedding(world.team.teamId, volume.id, world.recipeId));
  const file = join(inject('stack').home, `maxsim-${newId('Job')}.json`);
  await writeFile(file, JSON.stringify({ query: path(query), rows, gallery: eligible().map(path), k: K }));
  return JSON.parse(await runReference('maxsim.py', [file])) as Reference;
}

/** Volumes and their scores, best first. */
function ranked(scores: readonly number[], sums: readonly number[]): readonly (readonly [VolumeId, number])[] {
  return eligible()
    .map(({ id, voxelHash }, at) => ({ id, voxelHash, score: scores[at]!, sum: sums[at]! }))
    .filter(({ score }) => score !== 0)
    .sort((a, b) => b.score - a.score || b.sum - a.sum || (a.voxelHash < b.voxelHash ? -1 : 1))
    .map(({ id, score }) => [id, score]);
}

const slicesOf = (rows: readonly number[]): readonly number[] => [...new Set(rows.map((row) => Math.floor(row / PATCHES)))].sort((a, b) => a - b);
const sorted = (slices: readonly number[]): readonly number[] => [...slices].sort((a, b) => a - b);

describe.each(Object.keys(KINDS))('patches in an index of kind %s', (kind) => {
  it('are rows of it, and their slices are what it counts', async () => {
    const { id, collection, indexedSlices } = indexes.get(kind)!;
    expect(indexedSlices).toBe(12 * SLICES);
    if (collection !== null) expect(await world.vectors.countRows(collection)).toBe(12 * SLICES * PATCHES);
    expect(await world.indexing.reconcile(world.team, id, { repair: false, build: 'none' }, never)).toEqual({ missing: [], surplus: [], wrongCount: [], repaired: false });
  });

  it('each have their votes, as numpy counts them; their slices are the evidence', async () => {
    const truth = await reference(volumes[0]!, null);
    const answer = await search.searchVolumes(world.team, request(kind));
    expect(answer.volumes.map(({ volumeId, stage1 }) => [volumeId, stage1!.score])).toEqual(ranked(truth.count, truth.sum));
    for (const { volumeId, supportingSlices } of answer.volumes) {
      const position = eligible().findIndex(({ id }) => id === volumeId);
      expect(sorted(supportingSlices)).toEqual(slicesOf(truth.hits.flat().filter(([volume]) => volume === position).map(([, row]) => row)));
    }
    expect(answer.index).toMatchObject({ volumes: 11, slices: 12 * SLICES });
  });

  it('are compared with all patches of a volume, as numpy compares them', async () => {
    const truth = await reference(volumes[0]!, null);
    const answer = await search.searchVolumes(world.team, request(kind, { reRanking: 'LATE_INTERACTION', candidates: { kind: 'GALLERY' } }));
    expect(answer.volumes.map(({ volumeId }) => volumeId)).toEqual(ranked(truth.maxsim, truth.maxsim).map(([id]) => id));
    for (const { volumeId, stage2, supportingSlices } of answer.volumes) {
      const position = eligible().findIndex(({ id }) => id === volumeId);
      expect(stage2!.score).toBeCloseTo(truth.maxsim[position]!, 4);
      expect(stage2!.mean).toBeCloseTo(truth.maxsim[position]! / (SLICES * PATCHES), 5);
      expect(sorted(supportingSlices)).toEqual(slicesOf(truth.argmax[position]!));
    }
  });

  it('are those of the slices that were chosen', async () => {
    const chosen = [2, 3];
    const truth = await reference(volumes[0]!, chosen.flatMap((slice) => Array.from({ length: PATCHES }, (_, patch) => slice * PATCHES + patch)));
    for (const slices of [{ kind: 'RANGE', first: 2, last: 3 }, { kind: 'REGION', region: 'liver', segmentationId: null, minPixels: 1 }] as const) {
      const answer = await search.searchVolumes(world.team, request(kind, { slices }));
      expect(answer.querySlices).toEqual(chosen);
      expect(answer.volumes.map(({ volumeId, stage1 }) => [volumeId, stage1!.score])).toEqual(ranked(truth.count, truth.sum));
      expect(new Set(answer.volumes.flatMap(({ matches }) => matches.map(({ querySlice }) => querySlice)))).toEqual(new Set(chosen));
    }
    await expect(search.searchVolumes(world.team, request(kind, { slices: { kind: 'RANGE', first: 0, last: SLICES } }))).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'input.slices.last' });
  });

  it('of an uploaded scan are searched as those of a stored one', async () => {
    const stored = volumes[0]!;
    const query = record.queryVolume(world.recipeId, { state: 'READY', sliceCount: SLICES, patientId: stored.patientId, voxelHash: null, embeddingKey: objectKeys.embedding(world.team.teamId, stored.id, world.recipeId) });
    await world.team.queryVolumes.insert(query);
    const answer = await search.searchVolumes(world.team, request(kind, { source: { kind: 'QUERY_VOLUME', queryVolumeId: query.id }, slices: { kind: 'RANGE', first: 1, last: 8 } }));
    expect(answer.querySlices).toHaveLength(8);
    const expected = await search.searchVolumes(world.team, request(kind, { slices: { kind: 'RANGE', first: 1, last: 8 } }));
    expect(answer.volumes.map(({ volumeId, stage1 }) => [volumeId, stage1])).toEqual(expected.volumes.map(({ volumeId, stage1 }) => [volumeId, stage1]));
  });

  it('say which slices of a gallery are nearest', async () => {
    const { hits } = await search.searchSlices(world.team, request(kind));
    const dot = (one: EmbeddedVolume, row: number, other: EmbeddedVolume, to: number): number => one.vectors.data.subarray(row * 8, (row + 1) * 8).reduce((sum, value, at) => sum + value * other.vectors.data[to * 8 + at]!, 0);
    const rows = (slice: number): readonly number[] => Array.from({ length: PATCHES }, (_, patch) => slice * PATCHES + patch);
    const truth = await reference(volumes[0]!, null);
    for (const { querySlice, nearest } of hits) {
      const near = new Set(rows(querySlice).flatMap((row) => truth.hits[row]!.map(([volume, found]) => `${volume} ${Math.floor(found / PATCHES)}`)));
      const scored = [...near].map((place) => {
        const [volume, slice] = place.split(' ').map(Number) as [number, number];
        const found = eligible()[volume]!;
        const similarity = rows(querySlice).reduce((sum, row) => sum + Math.max(...rows(slice).map((to) => dot(volumes[0]!, row, found, to))), 0) / PATCHES;
        return { volumeId: found.id, slice, similarity };
      });
      const expected = scored.sort((a, b) => b.similarity - a.similarity).slice(0, K);
      expect(nearest.map(({ volumeId, slice }) => [volumeId, slice])).toEqual(expected.map(({ volumeId, slice }) => [volumeId, slice]));
      nearest.forEach(({ similarity }, at) => expect(similarity).toBeCloseTo(expected[at]!.similarity, 4));
    }
  });
});

it('patches that a server has lost are missed, and written again', async () => {
  const { id, collection } = indexes.get('FLAT')!;
  const half = volumes[5]!;
  await world.vectors.removeVolumes(collection!, [half.id]);
  const rows = Array.from({ length: SLICES }, (_, row) => ({ volumeId: half.id, patientId: half.patientId, row }));
  await world.vectors.upsert(collection!, rows, { rows: SLICES, columns: 8, data: half.vectors.data.slice(0, SLICES * 8) });
  expect(await world.indexing.reconcile(world.team, id, { repair: true, build: 'none' }, never)).toEqual({ missing: [], surplus: [], wrongCount: [half.id], repaired: true });
  expect(await world.vectors.countRows(collection!)).toBe(12 * SLICES * PATCHES);
});
