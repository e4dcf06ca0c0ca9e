import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import { createImportSource } from '../../../../src/adapters/filesystem/import-source.js';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import { createEmbeddingEngine } from '../../../../src/adapters/onnx/embedding-engine.js';
import { createSimilarityKernel } from '../../../../src/adapters/onnx/kernel/similarity-kernel.js';
import { createModelDirectory } from '../../../../src/adapters/onnx/model-directory.js';
import { labelNames, valueOfLabel } from '../../../../src/domain/anatomy/labels.js';
import { OTHER_PLANES, PLANES, turnTo } from '../../../../src/domain/geometry/planes.js';
import type { OtherPlane, Plane } from '../../../../src/domain/geometry/planes.js';
import { asId } from '../../../../src/domain/ids.js';
import type { SegmentationId, VolumeId } from '../../../../src/domain/ids.js';
import { createEmbeddingCache } from '../../../../src/services/embedding-cache/embedding-cache.js';
import { makeRecipe } from '../../../../src/services/embedding/make-recipe.js';
import { encodeNpy } from '../../../../src/services/embedding/npy.js';
import { createIngestService } from '../../../../src/services/ingest/create-ingest-service.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import { createPlaneFacts } from '../../../../src/services/planes/plane-facts.js';
import type { TeamCatalogue } from '../../../../src/services/ports/catalogue.js';
import { SLICE_FLAG } from '../../../../src/services/ports/records.js';
import type { PlaneFlags, PlaneRegions, RegionCounts } from '../../../../src/services/ports/records.js';
import { createRanker } from '../../../../src/services/search/create-ranker.js';
import { createSearchService } from '../../../../src/services/search/create-search-service.js';
import type { VolumeSearchRequest } from '../../../../src/services/search/search-service.js';
import { askReference } from '../../../testkit/ask-reference.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';
import { createMemoryTeam } from '../../../testkit/memory-team.js';
import { record } from '../../../testkit/seed.js';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const samples = join(repository, 'samples');
const models = createModelDirectory({ bundled: join(repository, 'models'), registered: '/nowhere' });
const engine = createEmbeddingEngine({ models, threads: 2 });
const kernel = createSimilarityKernel({ graphs: join(repository, 'models/kernel'), threads: 2 });
const signal = new AbortController().signal;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Large and small ones, some of them on few slices of one plane and many of another. */
const REGIONS = ['liver', 'spleen', 'kidney_left', 'aorta', 'vertebrae_L3', 'urinary_bladder', 'hip_right'];
const LABELS: Readonly<Record<string, string>> = { 'ts-abdomen': 'ts-abdomen/segmentations.nii.gz', 'ts-slab': 'ts-slab/segmentations', lung1: 'lung1/tumour.nii.gz' };
const K = 2;

interface Ranked {
  readonly query: readonly number[];
  readonly COUNT: readonly (readonly [string, readonly number[]])[];
  readonly LATE_INTERACTION: readonly (readonly [string, readonly number[]])[];
}
interface Reference {
  readonly counts: Readonly<Record<string, Readonly<Record<string, Readonly<Record<Plane, readonly number[]>>>>>>;
  readonly air: Readonly<Record<string, Readonly<Record<Plane, readonly number[]>>>>;
  readonly found: Readonly<Record<OtherPlane, Readonly<Record<string, Ranked>>>>;
}

const objects = createMemoryObjects();
const files = createVolumeFiles(objects);
const memory = createMemoryTeam();
const datasetId = asId('Dataset', 'ds_a');
memory.addDataset(datasetId);
const { entry } = await models.find(asId('Model', 'mod_pixels-32'));
const recipes = { CORONAL: makeRecipe(entry, { plane: 'CORONAL' }), SAGITTAL: makeRecipe(entry, { plane: 'SAGITTAL' }) };
const indexes = { CORONAL: record.index(recipes.CORONAL.id, { state: 'READY', parameters: { kind: 'EXACT' }, collection: null }), SAGITTAL: record.index(recipes.SAGITTAL.id, { state: 'READY', parameters: { kind: 'EXACT' }, collection: null }) };
const { catalogue, volumes, segmentations, planeRegions } = memory;
const team = {
  ...catalogue,
  indexes: {
    get: (id: string) => Promise.resolve(Object.values(indexes).find((index) => index.id === id) ?? null),
    volumes: () => Promise.resolve([...volumes.values()].map(({ id, patientId, voxelHash, derivedFrom, shape }) => ({ volumeId: id, patientId, voxelHash, derivedFrom, shape }))),
  },
  recipes: { get: (id: string) => Promise.resolve(Object.values(recipes).find((recipe) => recipe.id === id) ?? null) },
  volumes: {
    ...catalogue.volumes,
    putPlaneFlags: (id: VolumeId, planeFlags: PlaneFlags) => Promise.resolve(void volumes.set(id, { ...volumes.get(id)!, planeFlags })),
  },
  segmentations: {
    ...catalogue.segmentations,
    get: (id: SegmentationId) => Promise.resolve(segmentations.find((one) => one.id === id) ?? null),
    latestOf: (ids: readonly VolumeId[]) => Promise.resolve(segmentations.filter(({ volumeId }) => ids.includes(volumeId))),
    regionsIn: (plane: OtherPlane, ids: readonly SegmentationId[]) => Promise.resolve(new Map(ids.flatMap((id): readonly (readonly [SegmentationId, readonly RegionCounts[]])[] => (planeRegions.has(id) ? [[id, planeRegions.get(id)![plane]]] : [])))),
  },
} as unknown as TeamCatalogue;
const planes = createPlaneFacts(files);
const cache = createEmbeddingCache({ objects, maxBytes: 2 ** 26 });
const search = createSearchService({ ranker: createRanker({ cache, kernel, vectors: {} as never }), cache, regions: {} as never, planes, objects });

const named = (name: string): VolumeId => [...volumes.values()].find((volume) => volume.name === name)!.id;
const flagged = (flags: readonly number[], flag: number): readonly number[] => flags.flatMap((bits, slice) => ((bits & flag) === 0 ? [] : [slice]));

let target: string;
let reference: Reference;
let imported: { readonly flags: ReadonlyMap<VolumeId, PlaneFlags>; readonly regions: ReadonlyMap<SegmentationId, PlaneRegions> };

beforeAll(async () => {
  target = await mkdtemp(join(tmpdir(), 'voxseek-planes-'));
  const ingest = createIngestService({ objects, files, reader: createNiftiReader(), dicom: createDicomReader(), source: createImportSource(), pseudonymKey: 'secret', importRoots: [samples], limits: { maxBytes: 1 << 26, maxDimension: 1024 }, log: silent });
  const plan = await ingest.planDirectory({ directory: samples, layout: 'NIFTI', manifest: 'manifest.csv' });
  for (const each of plan.items) await ingest.importItem(catalogue, each, datasetId, signal);
  imported = { flags: new Map([...volumes.values()].map(({ id, planeFlags }) => [id, planeFlags!])), regions: new Map(planeRegions) };
  const asked: object[] = [];
  for (const { id, name, patientId, voxelHash } of volumes.values()) {
    const scan = await files.readVolume(objectKeys.voxels(team.teamId, id));
    const vectors: Record<string, string> = {};
    for (const plane of OTHER_PLANES) {
      const bytes = encodeNpy((await engine.embed(turnTo(plane, scan), recipes[plane].body, { signal })).vectors);
      await objects.put(objectKeys.embedding(team.teamId, id, recipes[plane].id), bytes);
      vectors[plane] = join(target, `${name}-${plane}.npy`);
      await writeFile(vectors[plane], bytes);
    }
    const taxonomy = name === 'lung1' ? ('BINARY_LESION' as const) : ('TOTALSEGMENTATOR_V2' as const);
    const labels = LABELS[name ?? ''];
    asked.push({ id, patient: patientId, hash: voxelHash, ct: join(samples, name ?? '', 'ct.nii.gz'), labels: labels === undefined ? null : join(samples, labels), values: Object.fromEntries(labelNames(taxonomy).map((region) => [region, valueOfLabel(taxonomy, region)])), vectors });
  }
  reference = await askReference<Reference>('plane_slices.py', { volumes: asked, planes: OTHER_PLANES, query: named('ts-abdomen'), regions: REGIONS, k: K });
}, 300_000);
afterAll(async () => {
  await engine.close();
  await kernel.close();
  await rm(target, { recursive: true });
});

describe('slices of other planes', () => {
  it('show what numpy counts in the label maps of the samples, and are air where it sees none of a body', () => {
    expect(segmentations).toHaveLength(3);
    for (const { id, volumeId, regions } of segmentations) {
      const counted = reference.counts[volumeId]!;
      expect(regions.map(({ region }) => region).sort()).toEqual(Object.keys(counted).sort());
      for (const plane of PLANES) {
        const shown = plane === 'AXIAL' ? regions : imported.regions.get(id)![plane];
        expect(Object.fromEntries(shown.map(({ region, pixelCounts }) => [region, pixelCounts]))).toEqual(Object.fromEntries(Object.entries(counted).map(([region, of]) => [region, of[plane]])));
      }
    }
    for (const { id, sliceFlags } of volumes.values()) {
      for (const plane of PLANES) expect(flagged(plane === 'AXIAL' ? sliceFlags : imported.flags.get(id)![plane], SLICE_FLAG.AIR)).toEqual(reference.air[id]![plane]);
    }
    const airy = Object.values(reference.air).reduce((sum, { CORONAL, SAGITTAL }) => sum + CORONAL.length + SAGITTAL.length, 0);
    expect(airy).toBeGreaterThan(0);
  });

  it.each(OTHER_PLANES.flatMap((plane) => (['COUNT', 'LATE_INTERACTION'] as const).map((ranking) => [plane, ranking] as const)))('of a region (%s) find by %s what numpy finds, with the same evidence', async (plane, ranking) => {
    for (const region of REGIONS) {
      const request: VolumeSearchRequest = {
        ...{ indexId: indexes[plane].id, source: { kind: 'VOLUME', volumeId: named('ts-abdomen') }, crop: 'NONE', k: K, filter: { excludeSamePatient: true } },
        ...{ slices: { kind: 'REGION', region, segmentationId: null, minPixels: 1 }, aggregation: 'COUNT', candidates: { kind: 'HIT' }, reRanking: ranking === 'COUNT' ? 'NONE' : ranking, first: 10 },
      };
      const answer = await search.searchVolumes(team, request);
      const expected = reference.found[plane][region]!;
      expect(answer.plane).toBe(plane);
      expect(answer.querySlices).toEqual(expected.query);
      expect(answer.volumes.map(({ volumeId, supportingSlices }) => [volumeId, [...supportingSlices].sort((a, b) => a - b)])).toEqual(expected[ranking]);
      expect(answer.volumes.flatMap(({ matches }) => matches.map(({ querySlice }) => querySlice)).every((slice) => expected.query.includes(slice))).toBe(true);
    }
  });

  it('are counted when they are first asked about, where an import did not, and no second time', async () => {
    const [segmentation] = segmentations;
    const volume = volumes.get(segmentation!.volumeId)!;
    const { planeFlags: _, ...bare } = volume;
    planeRegions.clear();
    volumes.set(bare.id, bare);
    for (const plane of OTHER_PLANES) {
      expect(await planes.regionsIn(team, plane, [segmentation!])).toEqual([{ ...segmentation!, regions: imported.regions.get(segmentation!.id)![plane] }]);
      expect(await planes.flagsIn(team, plane, volumes.get(bare.id)!)).toEqual(imported.flags.get(bare.id)![plane]);
    }
    expect([planeRegions.get(segmentation!.id), volumes.get(bare.id)!.planeFlags]).toEqual([imported.regions.get(segmentation!.id), imported.flags.get(bare.id)]);
    const away = createPlaneFacts({ readLabels: () => Promise.reject(new Error('read again')), readVolume: () => Promise.reject(new Error('read again')) });
    expect(await away.regionsIn(team, 'CORONAL', [segmentation!])).toHaveLength(1);
    expect(await away.flagsIn(team, 'CORONAL', volumes.get(bare.id)!)).toHaveLength(bare.shape[1]);
    expect(await away.regionsIn(team, 'AXIAL', segmentations)).toBe(segmentations);
  });

  it('of a segmentation that was deleted meanwhile are left out; of one whose mask is lost are an error', async () => {
    const [segmentation] = segmentations;
    const lost = { ...segmentation!, id: asId('Segmentation', 'seg_lost') };
    planeRegions.clear();
    expect(await planes.regionsIn(team, 'SAGITTAL', [lost])).toEqual([]);
    const kept = { ...team, segmentations: { ...team.segmentations, get: () => Promise.resolve(lost) } };
    await expect(planes.regionsIn(kept, 'SAGITTAL', [lost])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const empty = { ...lost, regions: [] };
    expect(await planes.regionsIn(team, 'SAGITTAL', [empty])).toEqual([empty]);
  });
});
