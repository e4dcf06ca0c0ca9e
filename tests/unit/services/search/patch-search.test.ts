import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import { createEmbeddingEngine } from '../../../../src/adapters/onnx/embedding-engine.js';
import { createSimilarityKernel } from '../../../../src/adapters/onnx/kernel/similarity-kernel.js';
import { createModelDirectory } from '../../../../src/adapters/onnx/model-directory.js';
import { asId } from '../../../../src/domain/ids.js';
import type { VolumeId } from '../../../../src/domain/ids.js';
import { createEmbeddingCache } from '../../../../src/services/embedding-cache/embedding-cache.js';
import { makeRecipe } from '../../../../src/services/embedding/make-recipe.js';
import { encodeNpy } from '../../../../src/services/embedding/npy.js';
import { createAlignmentService } from '../../../../src/services/evidence/alignment-service.js';
import { renderAlignment } from '../../../../src/services/evidence/render-alignment.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import { axialRegions } from '../../../../src/services/planes/plane-facts.js';
import type { TeamCatalogue } from '../../../../src/services/ports/catalogue.js';
import type { VolumeRecord } from '../../../../src/services/ports/records.js';
import { createRanker } from '../../../../src/services/search/create-ranker.js';
import { createSearchService } from '../../../../src/services/search/create-search-service.js';
import type { VolumeSearchRequest } from '../../../../src/services/search/search-service.js';
import { askReference } from '../../../testkit/ask-reference.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';
import { hashOf, record } from '../../../testkit/seed.js';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const models = createModelDirectory({ bundled: join(repository, 'models'), registered: '/nowhere' });
const engine = createEmbeddingEngine({ models, threads: 2 });
const kernel = createSimilarityKernel({ graphs: join(repository, 'models/kernel'), threads: 2 });
afterAll(async () => {
  await engine.close();
  await kernel.close();
});

/** 16 × 16 patches do not fill 3 rows of cells evenly. */
const GRID = { rows: 3, columns: 4 };
const K = 2;
const SAMPLES = ['ts-thorax', 'ts-abdomen', 'ts-slab', 'slicer-chest', 'lung1'];
const never = new AbortController().signal;
const entry = (await models.find(asId('Model', 'mod_dinov2-vits14-int8'))).entry;
const recipe = makeRecipe(entry, { patches: GRID });

interface Answer {
  readonly count: readonly (readonly [name: string, score: number, supporting: readonly number[]])[];
  readonly late: readonly (readonly [name: string, score: number, supporting: readonly number[]])[];
  readonly slices: readonly (readonly (readonly [name: string, slice: number, similarity: number])[])[];
}

const TEAM = asId('Team', 'team_1');
const objects = createMemoryObjects();
const cache = createEmbeddingCache({ objects, maxBytes: 2 ** 26 });
const index = record.index(recipe.id, { state: 'READY', parameters: { kind: 'EXACT' }, collection: null });
const volumes = new Map<VolumeId, VolumeRecord>();
const team = {
  teamId: TEAM,
  recipes: { get: () => Promise.resolve(recipe) },
  indexes: { get: () => Promise.resolve(index), volumes: () => Promise.resolve([...volumes.values()].map(({ id, ...volume }) => ({ ...volume, volumeId: id }))) },
  volumes: { get: (id: VolumeId) => Promise.resolve(volumes.get(id) ?? null) },
} as unknown as TeamCatalogue;
const ranker = createRanker({ cache, kernel, vectors: {} as never });
const search = createSearchService({ ranker, cache, regions: {} as never, planes: { regionsIn: axialRegions }, objects });

let reference: Readonly<Record<string, Answer>>;
const worst = new Map<string, number>();

beforeAll(async () => {
  const target = await mkdtemp(join(tmpdir(), 'voxseek-patches-'));
  const asked: object[] = [];
  for (const name of SAMPLES) {
    const source = join(repository, `samples/${name}/ct.nii.gz`);
    const { volume } = await createNiftiReader().readVolume(source, { limits: { maxBytes: 2 ** 32, maxDimension: 4096 } });
    const slices = Array.from({ length: 6 }, (_, at) => Math.floor(((at + 0.5) * volume.shape[2]) / 6));
    const id = asId('Volume', `vol_${name}`);
    const stored = record.volume({ id, name, voxelHash: hashOf(name), shape: [volume.shape[0], volume.shape[1], slices.length], spacing: [1, 1, 2] });
    volumes.set(id, stored);
    const { vectors } = await engine.embed(volume, recipe.body, { signal: never, slices });
    expect([vectors.rows, vectors.columns]).toEqual([slices.length * 12, 384]);
    await objects.put(objectKeys.embedding(TEAM, id, recipe.id), encodeNpy(vectors));
    asked.push({ name: id, source, slices, hash: stored.voxelHash });
  }
  reference = await askReference('patches.py', { entry, directory: join(repository, 'models'), grid: [GRID.rows, GRID.columns], target, k: K, volumes: asked });
  for (const id of volumes.keys()) {
    const bytes = await readFile(join(target, `${id}.npy`));
    const theirs = new Float32Array(Uint8Array.prototype.slice.call(bytes, 10 + bytes.readUInt16LE(8)).buffer);
    const ours = await cache.get(objectKeys.embedding(TEAM, id, recipe.id));
    expect(theirs.length).toBe(ours.data.length);
    const cosines = Array.from({ length: ours.rows }, (_, row) => ours.data.subarray(row * 384, (row + 1) * 384).reduce((sum, value, at) => sum + value * theirs[row * 384 + at]!, 0));
    worst.set(id, Math.min(...cosines));
  }
}, 300_000);

const request = (volumeId: VolumeId, change: Partial<VolumeSearchRequest> = {}): VolumeSearchRequest => ({
  ...{ indexId: index.id, source: { kind: 'VOLUME', volumeId }, slices: { kind: 'ALL' }, crop: 'NONE', k: K, filter: { excludeSamePatient: false } },
  ...{ aggregation: 'COUNT', candidates: { kind: 'HIT' }, reRanking: 'NONE', first: 10 },
  ...change,
});

describe('patches of slices', () => {
  it('have the vectors that onnxruntime, Pillow and numpy give', () => {
    for (const cosine of worst.values()) expect(cosine).toBeGreaterThanOrEqual(0.9999);
  });

  it.each(SAMPLES)('each have a vote: %s finds by COUNT what numpy finds, with its slices as evidence', async (name) => {
    const answer = await search.searchVolumes(team, request(asId('Volume', `vol_${name}`)));
    const { count } = reference[`vol_${name}`]!;
    expect(answer.volumes.map(({ volumeId, stage1, supportingSlices }) => [volumeId, stage1!.score, [...supportingSlices].sort()])).toEqual(count.map(([id, votes, slices]) => [id, votes, [...slices].sort()]));
    expect(count.reduce((sum, [, votes]) => sum + votes, 0)).toBe(6 * 12 * K);
    expect(answer.querySlices).toEqual([0, 1, 2, 3, 4, 5]);
    for (const { matches, supportingSlices } of answer.volumes) {
      const pairs = matches.map(({ querySlice, slice }) => `${querySlice} ${slice}`);
      expect(new Set(pairs).size).toBe(pairs.length);
      expect(new Set(matches.map(({ slice }) => slice))).toEqual(new Set(supportingSlices));
    }
    expect(answer.index).toMatchObject({ volumes: 5, slices: 30 });
  });

  it.each(SAMPLES)('are compared all with all: %s finds by late interaction what numpy finds', async (name) => {
    const answer = await search.searchVolumes(team, request(asId('Volume', `vol_${name}`), { reRanking: 'LATE_INTERACTION', candidates: { kind: 'GALLERY' } }));
    const { late } = reference[`vol_${name}`]!;
    expect(answer.volumes.map(({ volumeId }) => volumeId)).toEqual(late.map(([id]) => id));
    answer.volumes.forEach(({ stage2, supportingSlices }, at) => {
      const [, score, slices] = late[at]!;
      expect(Math.abs(stage2!.score - score)).toBeLessThan(0.01 * 72);
      expect(stage2!.mean).toBeCloseTo(stage2!.score / 72, 6);
      expect(new Set(supportingSlices)).toEqual(new Set(slices));
    });
  });

  it.each(SAMPLES)('say which slices are nearest: those of %s find what numpy finds', async (name) => {
    const answer = await search.searchSlices(team, request(asId('Volume', `vol_${name}`)));
    const { slices } = reference[`vol_${name}`]!;
    expect(answer.hits.map(({ querySlice }) => querySlice)).toEqual([0, 1, 2, 3, 4, 5]);
    answer.hits.forEach(({ nearest }, at) => {
      expect(nearest.map(({ volumeId, slice }) => [volumeId, slice])).toEqual(slices[at]!.map(([id, slice]) => [id, slice]));
      nearest.forEach(({ similarity }, place) => expect(Math.abs(similarity - slices[at]![place]![2])).toBeLessThan(0.01));
    });
  });

  it('are drawn as slices: the mean over the patches of one of the best cosine to a patch of the other', async () => {
    const [query, found] = [asId('Volume', 'vol_ts-thorax'), asId('Volume', 'vol_lung1')];
    const svg = await createAlignmentService({ ranker, cache, regions: {} as never, planes: { regionsIn: axialRegions }, objects }).render(team, { indexId: index.id, source: { kind: 'VOLUME', volumeId: query }, querySlices: [1, 4], croppedTo: null, volumeId: found });
    const [own, other] = await Promise.all([query, found].map((id) => cache.get(objectKeys.embedding(TEAM, id, recipe.id))));
    const dot = (row: number, to: number): number => own!.data.subarray(row * 384, (row + 1) * 384).reduce((sum, value, at) => sum + value * other!.data[to * 384 + at]!, 0);
    const patches = Array.from({ length: 12 }, (_, patch) => patch);
    const alike = (slice: number, to: number): number => patches.reduce((sum, patch) => sum + Math.max(...patches.map((one) => dot(slice * 12 + patch, to * 12 + one))), 0) / 12;
    const rows = [1, 4].map((slice) => Array.from({ length: 6 }, (_, to) => alike(slice, to)));
    const expected = renderAlignment({
      similarities: { rows: 2, columns: 6, data: Float32Array.from(rows.flat()) },
      alignment: rows.map((row) => row.indexOf(Math.max(...row))),
      order: 'inferior to superior',
      query: { name: 'query', slices: [1, 4], spacing: 2, regionSlices: [] },
      result: { name: 'lung1', slices: [0, 1, 2, 3, 4, 5], spacing: 2, regionSlices: [] },
      region: null,
    });
    const marks = (text: string): readonly string[] => text.match(/M[\d.]+ [\d.]+/gu) ?? [];
    expect(marks(svg)).toEqual(marks(expected));
    expect(/aria-label="[^"]*"/u.exec(svg)?.[0]).toBe(/aria-label="[^"]*"/u.exec(expected)?.[0]);
  });

  it('are not cropped to a region', async () => {
    const segmentation = { version: 1, ...record.segmentation(asId('Volume', 'vol_ts-thorax'), { regions: [{ region: 'liver', pixelCounts: [9, 9, 0, 0, 0, 0] }] }) };
    const labelled = { ...team, segmentations: { latestOf: () => Promise.resolve([segmentation]) } } as unknown as TeamCatalogue;
    const region = { kind: 'REGION', region: 'liver', segmentationId: null, minPixels: 1 } as const;
    await expect(search.searchVolumes(labelled, request(asId('Volume', 'vol_ts-thorax'), { slices: region, crop: 'BOUNDING_BOX' }))).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'input.crop' });
    const whole = await search.searchVolumes(labelled, request(asId('Volume', 'vol_ts-thorax'), { slices: region }));
    expect(whole.querySlices).toEqual([0, 1]);
    expect(whole.volumes.reduce((sum, { stage1 }) => sum + stage1!.score, 0)).toBe(2 * 12 * K);
  });
});
