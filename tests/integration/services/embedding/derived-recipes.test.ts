import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import { createPseudonyms } from '../../../../src/services/ingest/pseudonyms.js';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import { createDiskObjectStore } from '../../../../src/adapters/objects/disk.js';
import { createEmbeddingEngine } from '../../../../src/adapters/onnx/embedding-engine.js';
import { createModelDirectory } from '../../../../src/adapters/onnx/model-directory.js';
import { voxelHash } from '../../../../src/domain/geometry/voxel-hash.js';
import type { CanonicalVolume } from '../../../../src/domain/geometry/volume.js';
import { asId } from '../../../../src/domain/ids.js';
import type { SnapshotId, VolumeId } from '../../../../src/domain/ids.js';
import { createEmbeddingService } from '../../../../src/services/embedding/create-embedding-service.js';
import { readCroppedVectors } from '../../../../src/services/embedding/crops/cropped-vectors.js';
import { deleteRecipe } from '../../../../src/services/embedding/delete-recipe.js';
import { decodeProjection, projectionKeyOf } from '../../../../src/services/embedding/derived/projection-object.js';
import { putRecipe } from '../../../../src/services/embedding/derived/put-recipe.js';
import { croppedRecipe, makeRecipe, parseRecipe } from '../../../../src/services/embedding/make-recipe.js';
import { decodeEmbeddings, decodeNpy } from '../../../../src/services/embedding/npy.js';
import type { RecipeOptions } from '../../../../src/services/embedding/recipe-options.js';
import { createModelSupply } from '../../../../src/services/models/model-supply.js';
import { toModelRecord } from '../../../../src/services/models/model-service.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import type { EmbeddingEngine } from '../../../../src/services/ports/embedding-engine.js';
import type { ModelFiles } from '../../../../src/services/ports/model-files.js';
import type { ObjectStore } from '../../../../src/services/ports/object-store.js';
import type { RecipeRecord, VolumeRecord } from '../../../../src/services/ports/records.js';
import type { VolumeFiles } from '../../../../src/services/ports/volume-files.js';
import { askReference } from '../../../testkit/ask-reference.js';
import { createTestDatabase } from '../../../testkit/database.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { int16Bytes, niftiBytes } from '../../../testkit/nifti-bytes.js';
import { newId, record, seedTeam } from '../../../testkit/seed.js';
import type { Seed } from '../../../testkit/seed.js';

const [SIDE, SLICES, VOLUMES, COMPONENTS] = [16, 3, 6, 5];
const PIXELS = asId('Model', 'mod_pixels-32');
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const never = new AbortController().signal;

let scratch: string;
let database: TestDatabase;
let objects: ObjectStore;
let files: VolumeFiles;
let runs = 0;
/** Raw pixels, eight a side: as many components as a test can wait for. */
const [PIXELS_SIDE, PIXELS_DIMENSION] = [8, 64];
const bundled = createModelDirectory({ bundled: join(import.meta.dirname, '../../../../models'), registered: join(tmpdir(), 'voxseek-no-models') });
const models: ModelFiles = {
  ...bundled,
  async find(id) {
    const located = await bundled.find(id);
    if (located.kind !== 'PIXELS') return located;
    return { kind: 'PIXELS', entry: { ...located.entry, size: { width: PIXELS_SIDE, height: PIXELS_SIDE }, dimension: PIXELS_DIMENSION } };
  },
};
const engine = createEmbeddingEngine({ models, threads: 1 });
const counting: EmbeddingEngine = {
  embed(...request) {
    runs += 1;
    return engine.embed(...request);
  },
};
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'voxseek-derived-'));
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

/** Slices that differ in more directions than are kept. */
const scanOf = (number: number): CanonicalVolume => ({
  shape: [SIDE, SIDE, SLICES],
  spacing: [1, 1, 1],
  affine: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]],
  voxels: Int16Array.from({ length: SIDE * SIDE * SLICES }, (_, index) => Math.round(200 * Math.sin(index * (0.013 + 0.011 * number)) + 40)),
});

let seed: Seed;
let volumes: readonly VolumeRecord[];
let ids: readonly VolumeId[];
let snapshotId: SnapshotId;
beforeEach(async () => {
  seed = await seedTeam(database.catalogue);
  volumes = await Promise.all(
    Array.from({ length: VOLUMES }, async (_, number) => {
      const scan = scanOf(number);
      const { shape, spacing, affine } = scan;
      const volume = await seed.volume({ shape, spacing, affine, voxelHash: voxelHash(scan), sliceFlags: [0, 0, 0] });
      await files.writeVolume(objectKeys.voxels(seed.team.teamId, volume.id), scan);
      return volume;
    }),
  );
  snapshotId = await seed.snapshotOf((await seed.dataset(volumes)).id);
  // In the order of the snapshot, which is that of its reduction.
  ids = (await seed.team.snapshots.members(snapshotId)).map(({ volumeId }) => volumeId);
  runs = 0;
});

const service = (store = objects) =>
  createEmbeddingService({ objects: store, files, reader: createNiftiReader(), dicom: createDicomReader(), pseudonyms: createPseudonyms('a key of tests'), engine: counting, supply: createModelSupply({ objects, models }), limits: { maxBytes: 2 ** 30, maxDimension: 4096 }, log });

const embed = (recipe: RecipeRecord, volumeIds: readonly VolumeId[] = ids, store = objects, team = seed.team) =>
  service(store).embedVolumes(team, { recipeId: recipe.id, volumeIds, concurrency: 2 }, { signal: never, onVolume: () => undefined, onSlices: () => undefined });

async function make(options: RecipeOptions): Promise<{ readonly recipe: RecipeRecord; readonly base: RecipeRecord }> {
  const { recipe, base } = await putRecipe(seed.team, makeRecipe((await models.find(PIXELS)).entry, options));
  return { recipe, base: base ?? recipe };
}

const reduced = (change: Partial<RecipeOptions> = {}): Promise<{ readonly recipe: RecipeRecord; readonly base: RecipeRecord }> => make({ reduction: { components: COMPONENTS, snapshotId, splits: null }, ...change });
const bytesOf = (recipe: RecipeRecord, volumeId: VolumeId): Promise<Buffer> => objects.get(objectKeys.embedding(seed.team.teamId, volumeId, recipe.id));

/** The rows of all volumes, one after the other. */
async function rowsOf(recipe: RecipeRecord, decode: (bytes: Buffer) => { readonly rows: number; readonly columns: number; readonly data: Float32Array }): Promise<readonly (readonly number[])[]> {
  const matrices = await Promise.all(ids.map(async (id) => decode(await bytesOf(recipe, id))));
  return matrices.flatMap(({ rows, columns, data }) => Array.from({ length: rows }, (_, row) => [...data.subarray(row * columns, (row + 1) * columns)]));
}

interface Reference {
  readonly mean: readonly number[];
  readonly directions: readonly (readonly number[])[];
  readonly unit: readonly (readonly number[])[];
  readonly codes: readonly (readonly number[])[];
}

describe('a reduction', () => {
  it('gives the components and the vectors that numpy gives, without running the model again', async () => {
    const { recipe, base } = await reduced();
    const small = (await reduced({ storage: 'INT8' })).recipe;
    await embed(base);
    expect(runs).toBe(VOLUMES);
    expect(await embed(recipe)).toMatchObject({ embedded: expect.arrayContaining([...ids]) as unknown, skipped: [] });
    await embed(small);
    expect(runs).toBe(VOLUMES);
    const expected = await askReference<Reference>('principal_components.py', { rows: await rowsOf(base, decodeEmbeddings), components: COMPONENTS });
    const body = parseRecipe(recipe.body);
    const { mean, directions } = decodeProjection(await objects.get(projectionKeyOf(seed.team.teamId, body)!), body.reduction!, COMPONENTS);
    expected.mean.forEach((value, at) => expect(Math.abs(mean[at]! - value)).toBeLessThan(1e-12));
    expected.directions.flat().forEach((value, at) => expect(Math.abs(directions[at]! - value)).toBeLessThan(1e-6));
    const rows = await rowsOf(recipe, decodeEmbeddings);
    expect(rows.map((row) => row.length)).toEqual(Array.from({ length: VOLUMES * SLICES }, () => COMPONENTS));
    expected.unit.forEach((row, at) => row.forEach((value, column) => expect(Math.abs(rows[at]![column]! - value)).toBeLessThan(1e-3)));
    const codes = await rowsOf(small, decodeNpy);
    expect(codes.flat().filter((code, at) => code !== expected.codes.flat()[at]).length).toBeLessThanOrEqual(1);
    for (const id of ids) expect(await seed.team.embeddings.get(id, recipe.id)).toMatchObject({ provider: 'CPU', rows: SLICES, dimension: COMPONENTS });
  });

  it('needs the embeddings that it is learnt from', async () => {
    const { recipe, base } = await reduced();
    await embed(base, ids.slice(1));
    await expect(embed(recipe)).rejects.toMatchObject({ code: 'EMBEDDINGS_MISSING', message: expect.stringContaining(base.id) as string, details: { missing: 1, first: ids[0] } });
    const many = await make({ reduction: { components: VOLUMES * SLICES, snapshotId, splits: null } });
    await embed(base);
    await expect(embed(many.recipe)).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'reduction.components' });
  });

  it('is refused with more components than the model gives numbers', async () => {
    await expect(make({ reduction: { components: PIXELS_DIMENSION + 1, snapshotId, splits: null } })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'reduction.components' });
    await expect(make({ reduction: { components: 0, snapshotId, splits: null } })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'reduction.components' });
  });

  it('is learnt from the splits that count alone', async () => {
    const { recipe, base } = await make({ reduction: { components: 2, snapshotId, splits: ['TEST'] } });
    await embed(base);
    await expect(embed(recipe)).rejects.toMatchObject({ code: 'EMBEDDINGS_MISSING' });
  });

  it('is not learnt from a snapshot that has lost a volume, but one that was learnt goes on', async () => {
    const [before, after] = [await reduced(), await make({ reduction: { components: 3, snapshotId, splits: null } })];
    await embed(before.base);
    await embed(before.recipe, ids.slice(0, 1));
    await seed.team.volumes.erase(ids[5]!);
    await expect(embed(after.recipe, ids.slice(0, 2))).rejects.toMatchObject({ code: 'NOT_REPRODUCIBLE' });
    expect(await embed(before.recipe, ids.slice(0, 2))).toMatchObject({ embedded: [ids[1]], reused: [ids[0]] });
  });

  it('is of one team', async () => {
    const other = await seedTeam(database.catalogue);
    const { recipe, base } = await reduced();
    await embed(base);
    await other.team.recipes.put(recipe);
    const theirs = await other.volume({ shape: [SIDE, SIDE, SLICES], sliceFlags: [0, 0, 0] });
    await expect(embed(recipe, [theirs.id], objects, other.team)).rejects.toMatchObject({ code: 'NOT_FOUND', path: 'reduction.snapshotId' });
  });

  it('is taken up where a killed process had learnt it', async () => {
    const { recipe, base } = await reduced();
    await embed(base);
    const dying: ObjectStore = Object.assign(Object.create(objects) as ObjectStore, {
      put: async (...request: Parameters<ObjectStore['put']>) => {
        await objects.put(...request);
        throw new Error('killed');
      },
    });
    await expect(embed(recipe, ids, dying)).rejects.toThrow('killed');
    // What it was learnt from is of no matter any more.
    await deleteRecipe(seed.team, objects, base.id);
    expect(await embed(recipe)).toMatchObject({ skipped: [] });
  });

  it('goes with the last recipe that uses it', async () => {
    const [{ recipe, base }, small] = [await reduced(), await reduced({ storage: 'INT8' })];
    const key = projectionKeyOf(seed.team.teamId, parseRecipe(recipe.body))!;
    await embed(base);
    await embed(recipe);
    await embed(small.recipe);
    await deleteRecipe(seed.team, objects, recipe.id);
    expect(await objects.head(key)).not.toBeNull();
    await deleteRecipe(seed.team, objects, small.recipe.id);
    expect(await objects.head(key)).toBeNull();
  });
});

describe('a derived recipe', () => {
  it('in 8 bits holds the rows of its base to the last code, whether that is stored or not', async () => {
    const { recipe, base } = await make({ storage: 'INT8' });
    await embed(base);
    await embed(recipe);
    const codes = await rowsOf(recipe, decodeNpy);
    (await rowsOf(base, decodeEmbeddings)).forEach((row, at) => {
      const largest = Math.max(...row.map(Math.abs));
      expect(codes[at]).toEqual(row.map((value) => Math.round((value * 127) / largest)));
    });
    const bytes = await bytesOf(recipe, ids[0]!);
    await deleteRecipe(seed.team, objects, recipe.id);
    await deleteRecipe(seed.team, objects, base.id);
    await seed.team.recipes.put(recipe);
    const before = runs;
    await embed(recipe, ids.slice(0, 1));
    expect(runs).toBe(before + 1);
    expect((await bytesOf(recipe, ids[0]!)).equals(bytes)).toBe(true);
  });

  it('gives an uploaded query the vectors that the same voxels have when they are stored', async () => {
    const { recipe, base } = await reduced({ storage: 'INT8' });
    await embed(base);
    await embed(recipe);
    const path = join(scratch, `${newId('Upload')}.nii`);
    await writeFile(path, niftiBytes({ dim: [3, SIDE, SIDE, SLICES, 1, 1, 1, 1], data: int16Bytes([...scanOf(1).voxels]) }));
    const query = record.queryVolume(recipe.id);
    await seed.team.queryVolumes.insert(query);
    const stored = (await seed.team.volumes.findByVoxelHash(voxelHash(scanOf(1))))!;
    const expected = await bytesOf(recipe, stored.id);
    // As if the volume were not there: else the query is that volume.
    const blind = { ...seed.team, volumes: { ...seed.team.volumes, findByVoxelHash: () => Promise.resolve(null) } };
    await service().embedQuery(blind, query.id, { kind: 'FILE', path }, { signal: never, progress: { report: () => undefined, skipped: () => undefined } });
    const { embeddingKey } = (await seed.team.queryVolumes.get(query.id))!;
    expect((await objects.get(embeddingKey!)).equals(expected)).toBe(true);
  });

  it('of another plane has a vector for each slice of it, also of an uploaded query, and none that is cropped', async () => {
    const { recipe, base } = await make({ plane: 'CORONAL', storage: 'INT8' });
    await embed(base);
    await embed(recipe);
    expect(await seed.team.embeddings.get(ids[0]!, recipe.id)).toMatchObject({ rows: SIDE, dimension: PIXELS_DIMENSION });
    expect(decodeNpy(await bytesOf(recipe, ids[0]!)).rows).toBe(SIDE);
    const path = join(scratch, `${newId('Upload')}.nii`);
    await writeFile(path, niftiBytes({ dim: [3, SIDE, SIDE, SLICES, 1, 1, 1, 1], data: int16Bytes([...scanOf(2).voxels]) }));
    const query = record.queryVolume(recipe.id);
    await seed.team.queryVolumes.insert(query);
    const stored = (await seed.team.volumes.findByVoxelHash(voxelHash(scanOf(2))))!;
    const blind = { ...seed.team, volumes: { ...seed.team.volumes, findByVoxelHash: () => Promise.resolve(null) } };
    await service().embedQuery(blind, query.id, { kind: 'FILE', path }, { signal: never, progress: { report: () => undefined, skipped: () => undefined } });
    const { embeddingKey, sliceCount } = (await seed.team.queryVolumes.get(query.id))!;
    expect(sliceCount).toBe(SLICES);
    expect((await objects.get(embeddingKey!)).equals(await bytesOf(recipe, stored.id))).toBe(true);
    expect(croppedRecipe(recipe).body).toEqual({ ...parseRecipe(recipe.body), crop: { region: 'BOUNDING_BOX', margin: 10 } });
  });

  it('crops as its base does, and reduces what was cropped', async () => {
    const { recipe, base } = await reduced();
    const [cropped, croppedBase] = [croppedRecipe(recipe), croppedRecipe(base)];
    await seed.team.recipes.put(cropped);
    await seed.team.recipes.put(croppedBase);
    const [volume] = volumes;
    const labels = new Uint16Array(SIDE * SIDE * SLICES).fill(1, SIDE * SIDE + 40, SIDE * SIDE + 44);
    const segmentation = record.segmentation(volume!.id, { taxonomy: 'TOTALSEGMENTATOR_V1', covers: ['spleen'], regions: [{ region: 'spleen', pixelCounts: [0, 4, 0] }] });
    await seed.team.segmentations.insert(segmentation);
    await files.writeLabels(objectKeys.labels(seed.team.teamId, volume!.id, segmentation.id), { ...scanOf(0), labels });
    await embed(base);
    await embed(croppedBase, [volume!.id]);
    const before = runs;
    await embed(cropped, [volume!.id]);
    expect(runs).toBe(before);
    const [whole, small] = await Promise.all([croppedBase, cropped].map(({ id }) => readCroppedVectors(objects, seed.team, volume!.id, id, segmentation.id)));
    expect([whole!.vectors.columns, small!.vectors.columns, small!.rowOf('FINE_104', 'spleen', 1)]).toEqual([PIXELS_DIMENSION, COMPONENTS, 0]);
    const body = parseRecipe(recipe.body);
    const { mean, directions } = decodeProjection(await objects.get(projectionKeyOf(seed.team.teamId, body)!), body.reduction!, COMPONENTS);
    const coordinates = Array.from({ length: COMPONENTS }, (_, component) => whole!.vectors.data.subarray(0, PIXELS_DIMENSION).reduce((sum, value, at) => sum + (value - mean[at]!) * directions[component * PIXELS_DIMENSION + at]!, 0));
    coordinates.forEach((value, at) => expect(small!.vectors.data[at]).toBeCloseTo(value / Math.hypot(...coordinates), 3));
    await deleteRecipe(seed.team, objects, croppedBase.id);
    await deleteRecipe(seed.team, objects, cropped.id);
    await seed.team.recipes.put(cropped);
    await embed(cropped, [volume!.id]);
    expect(runs).toBe(before + 1);
  });
});
