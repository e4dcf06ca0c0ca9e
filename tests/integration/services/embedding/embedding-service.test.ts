import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import { createDiskObjectStore } from '../../../../src/adapters/objects/disk.js';
import { createEmbeddingEngine } from '../../../../src/adapters/onnx/embedding-engine.js';
import { createModelDirectory } from '../../../../src/adapters/onnx/model-directory.js';
import { voxelHash } from '../../../../src/domain/geometry/voxel-hash.js';
import type { PrivacyPolicy } from '../../../../src/domain/deidentification/flags.js';
import type { CanonicalVolume } from '../../../../src/domain/geometry/volume.js';
import { asId } from '../../../../src/domain/ids.js';
import type { ModelId, SegmentationId, VolumeId } from '../../../../src/domain/ids.js';
import { createEmbeddingService } from '../../../../src/services/embedding/create-embedding-service.js';
import { createPseudonyms } from '../../../../src/services/ingest/pseudonyms.js';
import type { EmbeddingDeps } from '../../../../src/services/embedding/create-embedding-service.js';
import { readCroppedVectors } from '../../../../src/services/embedding/crops/cropped-vectors.js';
import { croppedRecipe, makeRecipe } from '../../../../src/services/embedding/make-recipe.js';
import { decodeEmbeddings } from '../../../../src/services/embedding/npy.js';
import { createModelSupply } from '../../../../src/services/models/model-supply.js';
import { toModelRecord } from '../../../../src/services/models/model-service.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import type { EmbeddingEngine } from '../../../../src/services/ports/embedding-engine.js';
import type { ObjectStore } from '../../../../src/services/ports/object-store.js';
import type { RecipeRecord, VolumeRecord } from '../../../../src/services/ports/records.js';
import type { VolumeFiles } from '../../../../src/services/ports/volume-files.js';
import { askReference } from '../../../testkit/ask-reference.js';
import { createTestDatabase } from '../../../testkit/database.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { zipBytes } from '../../../testkit/zip-bytes.js';
import { seriesSlices } from '../../../testkit/dicom-series.js';
import { int16Bytes, niftiBytes } from '../../../testkit/nifti-bytes.js';
import { newId, record, seedTeam } from '../../../testkit/seed.js';
import type { Seed } from '../../../testkit/seed.js';

const LIMITS = { maxBytes: 2 ** 30, maxDimension: 4096 };
const SIDE = 16;
const SLICES = 3;
const PIXELS = asId('Model', 'mod_pixels-32');
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const never = new AbortController().signal;

let scratch: string;
let database: TestDatabase;
let objects: ObjectStore;
let files: VolumeFiles;
const models = createModelDirectory({ bundled: join(import.meta.dirname, '../../../../models'), registered: join(tmpdir(), 'voxseek-no-models') });
const engine = createEmbeddingEngine({ models, threads: 1 });
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'voxseek-embedding-'));
  database = await createTestDatabase(inject('stack').postgresAdminUrl);
  objects = createDiskObjectStore(join(scratch, 'objects'));
  files = createVolumeFiles(objects);
  for (const entry of await models.bundled()) await database.catalogue.operator.putOperatorModel(toModelRecord(entry, null));
});
afterAll(async () => {
  await engine.close();
  await database.drop();
  await rm(scratch, { recursive: true, force: true });
});

let seed: Seed;
beforeEach(async () => {
  seed = await seedTeam(database.catalogue);
});

const voxelsOf = (number: number): readonly number[] => Array.from({ length: SIDE * SIDE * SLICES }, (_, index) => ((index * (number + 3)) % 300) - 100);
const scanOf = (number: number): CanonicalVolume => ({
  shape: [SIDE, SIDE, SLICES],
  spacing: [1, 1, 1],
  affine: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]],
  voxels: Int16Array.from(voxelsOf(number)),
});

/** Stored as an import leaves it. */
async function storedVolume(number: number): Promise<VolumeRecord> {
  const scan = scanOf(number);
  const { shape, spacing, affine } = scan;
  const volume = await seed.volume({ shape, spacing, affine, voxelHash: voxelHash(scan), sliceFlags: [0, 0, 0] });
  await files.writeVolume(objectKeys.voxels(seed.team.teamId, volume.id), scan);
  return volume;
}

async function recipeOf(id: ModelId, change: object = {}): Promise<RecipeRecord> {
  const recipe = makeRecipe((await models.find(id)).entry);
  const stored = { ...recipe, body: { ...recipe.body, ...change } };
  await seed.team.recipes.put(stored);
  return stored;
}

interface Tapped {
  readonly embeddings: () => number;
  readonly inMemory: () => number;
  readonly deps: EmbeddingDeps;
}

/** The real parts; counts what the engine does and the most volumes that were between decoding and the end of inference. */
function parts(override: Partial<EmbeddingDeps> = {}, beforeEmbed: () => Promise<void> = () => Promise.resolve()): Tapped {
  let [calls, now, most] = [0, 0, 0];
  const counting: EmbeddingEngine = {
    async embed(...request) {
      calls += 1;
      await beforeEmbed();
      try {
        return await engine.embed(...request);
      } finally {
        now -= 1;
      }
    },
  };
  const reading: VolumeFiles = {
    ...files,
    async readVolume(key) {
      now += 1;
      most = Math.max(most, now);
      try {
        return await files.readVolume(key);
      } catch (error) {
        now -= 1;
        throw error;
      }
    },
  };
  const deps = { objects, files: reading, reader: createNiftiReader(), dicom: createDicomReader(), pseudonyms: createPseudonyms('k'), engine: counting, supply: createModelSupply({ objects, models }), limits: LIMITS, log, ...override };
  return { embeddings: () => calls, inMemory: () => most, deps };
}

const embed = (tapped: Tapped, recipe: RecipeRecord, volumeIds: readonly VolumeId[], { signal = never, concurrency = 2 } = {}) => {
  const told: VolumeId[] = [];
  return createEmbeddingService(tapped.deps)
    .embedVolumes(seed.team, { recipeId: recipe.id, volumeIds, concurrency }, { signal, onVolume: (id) => told.push(id), onSlices: () => undefined })
    .then((page) => ({ ...page, told }));
};

const objectsOf = async (volume: VolumeRecord): Promise<readonly string[]> => {
  const keys: string[] = [];
  for await (const { key } of objects.list(objectKeys.volume(seed.team.teamId, volume.id))) keys.push(key);
  return keys;
};

describe('a cropped recipe', () => {
  /** A label map of two labels: a block of one, and of the other two columns at different heights and places. */
  async function labelled(volume: VolumeRecord, taxonomy: 'TOTALSEGMENTATOR_V1' | 'COARSE_29' = 'TOTALSEGMENTATOR_V1'): Promise<{ readonly labels: Uint16Array; readonly segmentationId: SegmentationId }> {
    const labels = new Uint16Array(SIDE * SIDE * SLICES);
    const put = (value: number, [i, j, k]: readonly [number, number, number], size: number): void => {
      for (let row = j; row < j + size; row += 1) labels.fill(value, (k * SIDE + row) * SIDE + i, (k * SIDE + row) * SIDE + i + size);
    };
    put(1, [6, 5, 1], 3);
    put(2, [0, 12, 0], 2);
    put(2, [3, 9, 2], 1);
    const segmentation = record.segmentation(volume.id, {
      taxonomy,
      covers: ['spleen', 'kidney_right'],
      regions: [{ region: 'spleen', pixelCounts: [0, 9, 0] }, { region: 'kidney_right', pixelCounts: [4, 0, 1] }],
    });
    await seed.team.segmentations.insert(segmentation);
    await files.writeLabels(objectKeys.labels(seed.team.teamId, volume.id, segmentation.id), { ...scanOf(0), spacing: volume.spacing, affine: volume.affine, labels });
    return { labels, segmentationId: segmentation.id };
  }

  it('embeds the slices that show a class cropped to it, as numpy and Pillow do, and finds each of its rows', async () => {
    // 5 mm a column and 3 mm a row: a margin of 10 mm is two columns and, rounded up, four rows.
    const spacing = [5, 3, 1] as const;
    const scan = { ...scanOf(7), spacing, affine: [[5, 0, 0, 0], [0, 3, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]] } as const;
    const volume = await seed.volume({ shape: scan.shape, spacing, affine: scan.affine, voxelHash: voxelHash(scan), sliceFlags: [0, 0, 0] });
    await files.writeVolume(objectKeys.voxels(seed.team.teamId, volume.id), scan);
    const { labels, segmentationId } = await labelled(volume);
    const recipe = croppedRecipe(makeRecipe((await models.find(PIXELS)).entry));
    await seed.team.recipes.put(recipe);
    expect(await embed(parts(), recipe, [volume.id])).toMatchObject({ embedded: [volume.id], skipped: [] });
    const { body } = recipe;
    const classes = [{ region: 'spleen', value: 1 }, { region: 'kidney_right', value: 2 }];
    const expected = await askReference<readonly { region: string; slice: number; vector: readonly number[] }[]>('crop_reference.py', {
      ...{ voxels: [...scan.voxels], labels: [...labels], shape: scan.shape, spacing, classes, margin: 10, window: body.window, size: body.size, normalisation: body.normalisation },
    });
    const crops = await readCroppedVectors(objects, seed.team, volume.id, recipe.id, segmentationId);
    expect(expected.map(({ region, slice }) => [region, slice])).toEqual([['spleen', 1], ['kidney_right', 0], ['kidney_right', 2]]);
    for (const { region, slice, vector } of expected) {
      const row = crops.rowOf('FINE_104', region, slice)!;
      const found = crops.vectors.data.subarray(row * crops.vectors.columns, (row + 1) * crops.vectors.columns);
      expect(found.length).toBe(vector.length);
      found.forEach((value, at) => expect(Math.abs(value - vector[at]!)).toBeLessThan(2e-5));
    }
    // The coarse spleen is the same box: it has no rows of its own. The coarse kidney has one member here, and shares its box too.
    expect(crops.vectors.rows).toBe(3);
    expect(crops.rowOf('COARSE_29', 'spleen', 1)).toBe(crops.rowOf('FINE_104', 'spleen', 1));
    expect([crops.rowOf('FINE_104', 'spleen', 0), crops.rowOf('FINE_104', 'liver', 1)]).toEqual([undefined, undefined]);
  });

  it('is made once for each segmentation, and passes over a volume without one', async () => {
    const [volume, bare] = [await storedVolume(8), await storedVolume(9)];
    const recipe = croppedRecipe(makeRecipe((await models.find(PIXELS)).entry));
    await seed.team.recipes.put(recipe);
    const first = await labelled(volume);
    const tapped = parts();
    expect(await embed(tapped, recipe, [volume.id, bare.id])).toMatchObject({ embedded: [volume.id], reused: [bare.id], skipped: [] });
    expect(await seed.team.embeddings.missing([volume.id, bare.id], recipe.id)).toEqual([]);
    const calls = tapped.embeddings();
    expect(await embed(tapped, recipe, [volume.id, bare.id])).toMatchObject({ embedded: [], reused: expect.arrayContaining([volume.id, bare.id]) as unknown });
    expect(tapped.embeddings()).toBe(calls);

    const second = record.segmentation(volume.id, { taxonomy: 'TOTALSEGMENTATOR_V1', covers: ['spleen'], regions: [{ region: 'spleen', pixelCounts: [0, 9, 0] }] });
    await seed.team.segmentations.insert(second);
    await files.writeLabels(objectKeys.labels(seed.team.teamId, volume.id, second.id), { ...scanOf(0), labels: first.labels });
    await expect(readCroppedVectors(objects, seed.team, volume.id, recipe.id, second.id)).rejects.toMatchObject({ code: 'EMBEDDINGS_MISSING' });
    expect(await embed(tapped, recipe, [volume.id])).toMatchObject({ embedded: [volume.id] });
    expect((await readCroppedVectors(objects, seed.team, volume.id, recipe.id, second.id)).vectors.rows).toBe(1);
    expect((await readCroppedVectors(objects, seed.team, volume.id, recipe.id, first.segmentationId)).vectors.rows).toBe(3);
  });

  it('leaves nothing of a volume that was deleted meanwhile', async () => {
    const volume = await storedVolume(10);
    const recipe = croppedRecipe(makeRecipe((await models.find(PIXELS)).entry));
    await seed.team.recipes.put(recipe);
    await labelled(volume);
    const tapped = parts({}, async () => {
      await seed.team.volumes.erase(volume.id);
      await objects.deletePrefix(objectKeys.volume(seed.team.teamId, volume.id));
    });
    expect(await embed(tapped, recipe, [volume.id])).toMatchObject({ embedded: [], skipped: [{ item: volume.id, code: 'NOT_FOUND' }] });
    expect(await objectsOf(volume)).toEqual([]);
  });
});

describe('a page of volumes', () => {
  it('is embedded once, with unit rows, digest and provider, then reused', async () => {
    const volumes = [await storedVolume(1), await storedVolume(2), await storedVolume(3)];
    const ids = volumes.map(({ id }) => id);
    const recipe = await recipeOf(PIXELS);
    const tapped = parts();
    const first = await embed(tapped, recipe, ids);
    expect(first).toMatchObject({ reused: [], skipped: [] });
    expect([...first.embedded].sort()).toEqual([...ids].sort());
    expect([...first.told].sort()).toEqual([...ids].sort());
    for (const volume of volumes) {
      const row = await seed.team.embeddings.get(volume.id, recipe.id);
      expect(row).toMatchObject({ provider: 'CPU', rows: SLICES, dimension: 1024, objectKey: objectKeys.embedding(seed.team.teamId, volume.id, recipe.id) });
      const matrix = decodeEmbeddings(await objects.get(row!.objectKey));
      expect([matrix.rows, matrix.columns]).toEqual([SLICES, 1024]);
      for (let slice = 0; slice < SLICES; slice += 1) expect(Math.hypot(...matrix.data.subarray(slice * 1024, (slice + 1) * 1024))).toBeCloseTo(1, 5);
    }
    const second = await embed(tapped, recipe, ids);
    expect(second).toMatchObject({ embedded: [], skipped: [] });
    expect([...second.reused].sort()).toEqual([...ids].sort());
    expect(tapped.embeddings()).toBe(3);
  });

  it('takes up the object of a process that died before it wrote the row', async () => {
    const volume = await storedVolume(4);
    const recipe = await recipeOf(PIXELS);
    const dying: ObjectStore = Object.assign(Object.create(objects) as ObjectStore, {
      put: async (...request: Parameters<ObjectStore['put']>) => {
        await objects.put(...request);
        throw new Error('killed');
      },
    });
    await expect(embed(parts({ objects: dying }), recipe, [volume.id])).rejects.toThrow('killed');
    expect(await seed.team.embeddings.get(volume.id, recipe.id)).toBeNull();
    const tapped = parts();
    expect(await embed(tapped, recipe, [volume.id])).toMatchObject({ reused: [volume.id], embedded: [] });
    expect(tapped.embeddings()).toBe(0);
    expect(await seed.team.embeddings.get(volume.id, recipe.id)).toMatchObject({ rows: SLICES });
  });

  it('leaves nothing of a volume that is deleted while it is embedded', async () => {
    const [doomed, kept] = [await storedVolume(5), await storedVolume(6)];
    const recipe = await recipeOf(PIXELS);
    const erase = async (): Promise<void> => {
      if ((await seed.team.volumes.get(doomed.id)) === null) return;
      await seed.team.volumes.erase(doomed.id);
      await objects.deletePrefix(objectKeys.volume(seed.team.teamId, doomed.id));
    };
    const page = await embed(parts({}, erase), recipe, [doomed.id, kept.id], { concurrency: 1 });
    expect(page).toMatchObject({ embedded: [kept.id], skipped: [{ item: doomed.id, code: 'NOT_FOUND' }] });
    expect(await objectsOf(doomed)).toEqual([]);
  });

  it('skips a bad volume with its code and goes on', async () => {
    const [bad, good] = [await storedVolume(7), await storedVolume(8)];
    const voxels = objectKeys.voxels(seed.team.teamId, bad.id);
    await objects.delete(voxels);
    await objects.put(voxels, Buffer.from('not what was stored'));
    const gone = asId('Volume', 'vol_gone');
    const page = await embed(parts(), await recipeOf(PIXELS), [bad.id, gone, good.id]);
    expect(page.embedded).toEqual([good.id]);
    expect([...page.skipped].sort((a, b) => a.code.localeCompare(b.code))).toMatchObject([{ item: gone, code: 'NOT_FOUND' }, { item: bad.id, code: 'OBJECT_CORRUPT' }]);
    expect(page.told).toHaveLength(3);
    expect(await objectsOf(bad)).toEqual([voxels]);
  });

  it('is refused whole when the model is another than the recipe’s, or nowhere', async () => {
    const volume = await storedVolume(9);
    const other = await recipeOf(PIXELS, { modelSha256: '0'.repeat(64) });
    await expect(embed(parts(), other, [volume.id])).rejects.toMatchObject({ code: 'MODEL_CHANGED' });
    const registered = await seed.recipe();
    const lost = { ...registered, id: asId('Recipe', `rec_${'1'.repeat(40)}`), body: { ...(other.body as object), modelId: registered.modelId } };
    await seed.team.recipes.put(lost);
    await expect(embed(parts(), lost, [volume.id])).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(await objectsOf(volume)).toHaveLength(1);
  });

  it('stops on a cancel and keeps what was finished', async () => {
    const volumes = [await storedVolume(10), await storedVolume(11), await storedVolume(12)];
    const recipe = await recipeOf(PIXELS);
    const cancel = new AbortController();
    let begun = 0;
    const tapped = parts({}, () => {
      begun += 1;
      if (begun === 2) cancel.abort(new Error('cancelled'));
      return Promise.resolve();
    });
    const ids = volumes.map(({ id }) => id);
    await expect(embed(tapped, recipe, ids, { signal: cancel.signal, concurrency: 1 })).rejects.toThrow('cancelled');
    expect(await seed.team.embeddings.missing(ids, recipe.id)).toEqual(ids.slice(1));
  });

  it('never holds more volumes than it may', async () => {
    const ids = (await Promise.all([13, 14, 15, 16, 17, 18].map(storedVolume))).map(({ id }) => id);
    for (const concurrency of [1, 2]) {
      const tapped = parts();
      await seed.team.recipes.put(await recipeOf(PIXELS));
      await embed(tapped, await recipeOf(concurrency === 1 ? PIXELS : asId('Model', 'mod_efficientnet-lite0')), ids, { concurrency });
      expect(tapped.inMemory()).toBe(concurrency);
    }
  });
});

describe('a query volume', () => {
  const upload = async (number: number): Promise<string> => {
    const path = join(scratch, `query-${number}.nii`);
    await writeFile(path, niftiBytes({ dim: [3, SIDE, SIDE, SLICES, 1, 1, 1, 1], data: int16Bytes(voxelsOf(number)) }));
    return path;
  };
  const ask = async (number: number, recipe: RecipeRecord, tapped = parts(), declared: Parameters<typeof record.queryVolume>[1] = {}) => {
    const query = record.queryVolume(recipe.id, declared);
    await seed.team.queryVolumes.insert(query);
    await createEmbeddingService(tapped.deps).embedQuery(seed.team, query.id, { kind: 'FILE', path: await upload(number) }, { signal: never, progress: { report: () => undefined, skipped: () => undefined } });
    return { tapped, query: await seed.team.queryVolumes.get(query.id) };
  };

  it('with voxels of its own is embedded under its own key', async () => {
    const { query, tapped } = await ask(20, await recipeOf(PIXELS));
    expect(query).toMatchObject({ state: 'READY', sliceCount: SLICES, sameAsVolumeId: null, patientId: null, embeddingKey: objectKeys.queryEmbedding(seed.team.teamId, query!.id) });
    expect(decodeEmbeddings(await objects.get(query!.embeddingKey!)).rows).toBe(SLICES);
    expect(tapped.embeddings()).toBe(1);
  });

  it('keeps the patient that was declared for it', async () => {
    const patientId = newId('Patient');
    const { query } = await ask(23, await recipeOf(PIXELS), parts(), { patientId });
    expect(query).toMatchObject({ state: 'READY', sameAsVolumeId: null, patientId });
  });

  it('whose voxels are stored reuses their embeddings', async () => {
    const recipe = await recipeOf(PIXELS);
    const volume = await storedVolume(21);
    await embed(parts(), recipe, [volume.id]);
    const { query, tapped } = await ask(21, recipe);
    expect(query).toMatchObject({ state: 'READY', sameAsVolumeId: volume.id, patientId: volume.patientId, embeddingKey: objectKeys.embedding(seed.team.teamId, volume.id, recipe.id) });
    expect(tapped.embeddings()).toBe(0);
  });

  it('whose headers name a head is refused before anything of it is kept, where such scans are refused', async () => {
    const recipe = await recipeOf(PIXELS);
    const slices = seriesSlices(SLICES, 2.5, { rows: SIDE, columns: SIDE, change: { 0x0018_0015: [0x0018_0015, 'CS', 'HEAD'] } });
    const path = join(scratch, 'head.zip');
    await writeFile(path, zipBytes(slices.map((content, index) => ({ name: `${index}.dcm`, content }))));
    const askUnder = async (privacyPolicy: PrivacyPolicy) => {
      const query = record.queryVolume(recipe.id);
      await seed.team.queryVolumes.insert(query);
      const tapped = parts({ privacyPolicy });
      const refusal = await createEmbeddingService(tapped.deps)
        .embedQuery(seed.team, query.id, { kind: 'DICOM_UPLOAD', path, series: null }, { signal: never, progress: { report: () => undefined, skipped: () => undefined } })
        .then(() => null, (error: unknown) => error);
      const kept: string[] = [];
      for await (const { key } of objects.list(objectKeys.queryVolume(seed.team.teamId, query.id))) kept.push(key);
      return { refusal, embeddings: tapped.embeddings(), kept: kept.length, state: (await seed.team.queryVolumes.get(query.id))?.state };
    };
    expect(await askUnder('REFUSE')).toEqual({ refusal: expect.objectContaining({ code: 'PRIVACY_REFUSED' }) as Error, embeddings: 0, kept: 0, state: 'EMBEDDING' });
    expect(await askUnder('FLAG')).toEqual({ refusal: null, embeddings: 1, kept: 2, state: 'READY' });
  });

  it('that is a stored volume is embedded alone, and the embeddings stay with the volume', async () => {
    const recipe = await recipeOf(PIXELS);
    const [volume, other] = [await storedVolume(24), await storedVolume(25)];
    const told: unknown[] = [];
    const tapped = parts();
    const askStored = async (volumeId: VolumeId) => {
      const query = record.queryVolume(recipe.id);
      await seed.team.queryVolumes.insert(query);
      await createEmbeddingService(tapped.deps).embedStoredQuery(seed.team, query.id, volumeId, { signal: never, progress: { report: (update) => told.push(update), skipped: () => undefined } });
      return seed.team.queryVolumes.get(query.id);
    };
    const key = objectKeys.embedding(seed.team.teamId, volume.id, recipe.id);
    expect(await askStored(volume.id)).toMatchObject({ state: 'READY', sliceCount: SLICES, sameAsVolumeId: volume.id, patientId: volume.patientId, voxelHash: volume.voxelHash, embeddingKey: key });
    expect(told.at(-1)).toMatchObject({ done: SLICES, total: SLICES, unit: 'slices' });
    expect(await seed.team.embeddings.missing([volume.id, other.id], recipe.id)).toEqual([other.id]);
    expect(decodeEmbeddings(await objects.get(key)).rows).toBe(SLICES);
    await askStored(volume.id);
    expect(tapped.embeddings()).toBe(1);
    await expect(askStored(newId('Volume'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that is purged while it is embedded leaves nothing', async () => {
    const recipe = await recipeOf(PIXELS);
    const query = record.queryVolume(recipe.id);
    await seed.team.queryVolumes.insert(query);
    const tapped = parts({}, () => seed.team.queryVolumes.delete(query.id));
    const embedding = createEmbeddingService(tapped.deps).embedQuery(seed.team, query.id, { kind: 'FILE', path: await upload(22) }, { signal: never, progress: { report: () => undefined, skipped: () => undefined } });
    await expect(embedding).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const left: string[] = [];
    for await (const { key } of objects.list(objectKeys.queryVolume(seed.team.teamId, query.id))) left.push(key);
    expect(left).toEqual([]);
  });
});
