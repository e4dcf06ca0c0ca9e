import { afterAll, describe, expect, it } from 'vitest';
import { createSimilarityKernel } from '../../../../src/adapters/onnx/kernel/similarity-kernel.js';
import { rowLayout } from '../../../../src/domain/geometry/row-layout.js';
import { asId } from '../../../../src/domain/ids.js';
import type { VolumeId } from '../../../../src/domain/ids.js';
import { DEFAULT_RETRIEVAL_CONFIG } from '../../../../src/domain/ranking/retrieval-config.js';
import type { RetrievalConfig } from '../../../../src/domain/ranking/retrieval-config.js';
import { createRandom } from '../../../../src/domain/statistics/random.js';
import { createEmbeddingCache } from '../../../../src/services/embedding-cache/embedding-cache.js';
import { encodeNpy } from '../../../../src/services/embedding/npy.js';
import type { Recipe } from '../../../../src/services/embedding/recipe.js';
import type { LabelledMember } from '../../../../src/services/evaluation/labelled-gallery.js';
import { rankQuery } from '../../../../src/services/evaluation/rank-query.js';
import type { RankedList } from '../../../../src/services/evaluation/ranked-list.js';
import { createSharedHits } from '../../../../src/services/evaluation/shared-hits.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import type { TeamCatalogue } from '../../../../src/services/ports/catalogue.js';
import { createRanker } from '../../../../src/services/search/create-ranker.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';
import { hashOf, record } from '../../../testkit/seed.js';

const kernel = createSimilarityKernel({ graphs: new URL('../../../../models/kernel', import.meta.url), threads: 1 });
afterAll(() => kernel.close());

const [PATCHES, COLUMNS] = [4, 5];
const TEAM = asId('Team', 'team_1');
const QUERY = asId('Volume', 'vol_query');
/** Slices of each volume. */
const SIZES = new Map<VolumeId, number>([[QUERY, 6], ...[4, 7, 5, 3].map((slices, at) => [asId('Volume', `vol_${at}`), slices] as const)]);
const gallery = [...SIZES.keys()].filter((id) => id !== QUERY);

const plain = record.recipe(asId('Model', 'mod_a'));
const recipe = { ...plain, body: { ...(plain.body as Recipe), pooling: 'AREA_AVERAGE', dimension: COLUMNS, patches: { rows: 2, columns: 2, of: { output: 'map', rows: 8, columns: 8, leading: 0 } } } };
const index = record.index(recipe.id, { state: 'READY', parameters: { kind: 'EXACT' }, collection: null });
const shapeOf = (id: VolumeId) => [3, 3, SIZES.get(id)!] as const;
const team = {
  teamId: TEAM,
  recipes: { get: () => Promise.resolve(recipe) },
  indexes: { get: () => Promise.resolve(index), volumes: () => Promise.resolve([...SIZES.keys()].map((volumeId) => ({ volumeId, patientId: asId('Patient', 'pat_a'), voxelHash: hashOf(volumeId), shape: shapeOf(volumeId), derivedFrom: [] }))) },
} as unknown as TeamCatalogue;

const objects = createMemoryObjects();
const random = createRandom('patches');
for (const [id, slices] of SIZES) {
  const data = Float32Array.from({ length: slices * PATCHES * COLUMNS }, () => random.normal());
  await objects.put(objectKeys.embedding(TEAM, id, recipe.id), encodeNpy({ rows: slices * PATCHES, columns: COLUMNS, data }));
}
const cache = createEmbeddingCache({ objects, maxBytes: 2 ** 20 });
const open = await createRanker({ cache, kernel, vectors: {} as never }).open(team, index.id);
const vectors = new Map(await Promise.all([...SIZES.keys()].map(async (id) => [id, await open.vectorsOf(id)] as const)));

const shows = new Map([['liver', new Set([1, 2, 5])]]);
const judged = { volumeId: QUERY, patientId: asId('Patient', 'pat_a'), voxelHash: 'x', sliceCount: 6, covers: new Set(['liver']), shows };
const query = { member: { volumeId: QUERY, sliceCount: 6 }, source: null, judged: { COARSE_29: judged, FINE_104: { ...judged, shows: new Map() } } } as unknown as LabelledMember;

async function rank(change: Partial<RetrievalConfig>): Promise<RankedList> {
  const config = { ...DEFAULT_RETRIEVAL_CONFIG, ...change };
  const { list } = await rankQuery({
    ...{ query, slices: { spacing: 2, isAir: (slice) => slice === 0 }, layout: rowLayout(open.kind, shapeOf(QUERY)), eligible: gallery, config, open },
    ...{ hashOf: (id) => hashOf(id), findHits: createSharedHits(1_000_000), chanceOf: () => null, cold: false, cropped: null, signal: new AbortController().signal },
  });
  return list;
}

const cosine = (row: number, id: VolumeId, other: number): number => {
  const [own, found] = [vectors.get(QUERY)!.data, vectors.get(id)!.data];
  return Array.from({ length: COLUMNS }, (_, at) => own[row * COLUMNS + at]! * found[other * COLUMNS + at]!).reduce((sum, value) => sum + value, 0);
};
const rowsOf = (slices: readonly number[]): readonly number[] => slices.flatMap((slice) => [0, 1, 2, 3].map((patch) => slice * PATCHES + patch));
const all = (id: VolumeId): readonly number[] => rowsOf(Array.from({ length: SIZES.get(id)! }, (_, slice) => slice));
const hitOf = (row: number) => gallery.flatMap((id) => all(id).map((other) => ({ id, slice: Math.floor(other / PATCHES), similarity: cosine(row, id, other) }))).sort((a, b) => b.similarity - a.similarity)[0]!;

/** Votes of the nearest patch of each row. */
function byVotes(rows: readonly number[]) {
  const hits = rows.map(hitOf);
  return gallery
    .map((id) => ({ id, own: hits.filter((hit) => hit.id === id) }))
    .filter(({ own }) => own.length > 0)
    .sort((a, b) => b.own.length - a.own.length || b.own.reduce((sum, hit) => sum + hit.similarity, 0) - a.own.reduce((sum, hit) => sum + hit.similarity, 0));
}

describe('a run by patches', () => {
  it('counts a vote for each patch of each slice, and says how many slices were asked', async () => {
    const list = await rank({ mode: 'VOLUME' });
    if (list.mode !== 'VOLUME') throw new Error(list.mode);
    expect(list.querySlices).toBe(6);
    expect(list.ranked.map(({ volumeId, stage1 }) => [volumeId, stage1!.score])).toEqual(byVotes(all(QUERY)).map(({ id, own }) => [id, own.length]));
    const thinned = await rank({ mode: 'VOLUME', sliceSpacing: 4, skipFlagged: true });
    if (thinned.mode !== 'VOLUME') throw new Error(thinned.mode);
    expect(thinned.querySlices).toBe(3);
    expect(thinned.ranked.map(({ volumeId, stage1 }) => [volumeId, stage1!.score])).toEqual(byVotes(rowsOf([1, 3, 5])).map(({ id, own }) => [id, own.length]));
  });

  it('takes all patches of the slices that show a class, and names slices as evidence', async () => {
    const list = await rank({ mode: 'LOCALIZED' });
    if (list.mode !== 'LOCALIZED') throw new Error(list.mode);
    const [region] = list.regions;
    expect(region).toMatchObject({ taxonomy: 'COARSE_29', region: 'liver', querySlices: 3 });
    const expected = byVotes(rowsOf([1, 2, 5]));
    expect(region!.ranked.map(({ volumeId }) => volumeId)).toEqual(expected.map(({ id }) => id));
    region!.ranked.forEach(({ supportingSlices }, at) => {
      expect(new Set(supportingSlices)).toEqual(new Set(expected[at]!.own.map(({ slice }) => slice)));
      expect(supportingSlices![0]).toBe([...expected[at]!.own].sort((a, b) => b.similarity - a.similarity)[0]!.slice);
    });
  });

  it('sums over the patches of the region when it re-ranks', async () => {
    const list = await rank({ mode: 'REGION', reRanking: 'LATE_INTERACTION', candidates: { kind: 'GALLERY' } });
    if (list.mode !== 'REGION') throw new Error(list.mode);
    const rows = rowsOf([1, 2, 5]);
    const expected = gallery.map((id) => ({ id, score: rows.reduce((sum, row) => sum + Math.max(...all(id).map((other) => cosine(row, id, other))), 0) })).sort((a, b) => b.score - a.score);
    expect(list.regions[0]!.ranked.map(({ volumeId }) => volumeId)).toEqual(expected.map(({ id }) => id));
    list.regions[0]!.ranked.forEach(({ stage2 }, at) => {
      expect(stage2!.score).toBeCloseTo(expected[at]!.score, 4);
      expect(stage2!.mean).toBeCloseTo(expected[at]!.score / 12, 5);
    });
  });

  it('finds for each slice the one whose patches are most like its own, of those that one of them hit', async () => {
    const list = await rank({ mode: 'SLICE', skipFlagged: true });
    if (list.mode !== 'SLICE') throw new Error(list.mode);
    expect(list.asked).toEqual([1, 2, 3, 4, 5]);
    expect(list.nearest[0]).toBeNull();
    for (const slice of list.asked!) {
      const candidates = new Map(rowsOf([slice]).map(hitOf).map((hit) => [`${hit.id} ${hit.slice}`, hit]));
      const scored = [...candidates.values()].map((hit) => ({ ...hit, similarity: rowsOf([slice]).reduce((sum, row) => sum + Math.max(...rowsOf([hit.slice]).map((other) => cosine(row, hit.id, other))), 0) / PATCHES }));
      const [best] = scored.sort((a, b) => b.similarity - a.similarity);
      expect(list.nearest[slice]).toMatchObject({ volumeId: best!.id, slice: best!.slice });
      expect(list.nearest[slice]!.similarity).toBeCloseTo(best!.similarity, 5);
    }
  });
});
