import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { withUploadedFile } from '../../../../src/activities/scratch.js';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import { createDiskObjectStore } from '../../../../src/adapters/objects/disk.js';
import { createModelDirectory } from '../../../../src/adapters/onnx/model-directory.js';
import type { CanonicalGrid } from '../../../../src/domain/geometry/volume.js';
import { asId } from '../../../../src/domain/ids.js';
import { ERROR_CODES } from '../../../../src/domain/errors/error-codes.js';
import { createEmbeddingCache } from '../../../../src/services/embedding-cache/embedding-cache.js';
import { createEmbeddingService } from '../../../../src/services/embedding/create-embedding-service.js';
import { readCroppedVectors } from '../../../../src/services/embedding/crops/cropped-vectors.js';
import { makeRecipe } from '../../../../src/services/embedding/make-recipe.js';
import { encodeNpy } from '../../../../src/services/embedding/npy.js';
import { packLines } from '../../../../src/services/evaluation/ranked-list.js';
import { readTrials } from '../../../../src/services/evaluation/read-trials.js';
import { createModelSupply } from '../../../../src/services/models/model-supply.js';
import { toModelRecord } from '../../../../src/services/models/model-service.js';
import type { ModelEntry, OnnxModelEntry } from '../../../../src/services/models/model-entry.js';
import { createPseudonyms } from '../../../../src/services/ingest/pseudonyms.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import type { ObjectStore } from '../../../../src/services/ports/object-store.js';
import type { VolumeRecord } from '../../../../src/services/ports/records.js';
import type { VolumeFiles } from '../../../../src/services/ports/volume-files.js';
import { createTestDatabase } from '../../../testkit/database.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { flippedBit } from '../../../testkit/object-store-contract.js';
import { newId, record, seedTeam } from '../../../testkit/seed.js';
import type { Seed } from '../../../testkit/seed.js';
import { silentLog } from '../../../testkit/worker.js';

const signal = new AbortController().signal;
const GRID: CanonicalGrid = { shape: [32, 32, 6], spacing: [1, 1, 1], affine: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]] };
const VOXELS = Int16Array.from({ length: 32 * 32 * 6 }, (_, index) => (index * 7_919) % 1_500);
const CORRUPT = 'OBJECT_CORRUPT';

let database: TestDatabase;
let directory: string;
let objects: ObjectStore;
let files: VolumeFiles;
let seed: Seed;
let volume: VolumeRecord;
let entry: ModelEntry;
beforeAll(async () => {
  database = await createTestDatabase(inject('stack').postgresAdminUrl);
  directory = await mkdtemp(join(tmpdir(), 'voxseek-flipped-'));
  objects = createDiskObjectStore(join(directory, 'objects'));
  files = createVolumeFiles(objects);
  seed = await seedTeam(database.catalogue);
  volume = await seed.volume({ shape: GRID.shape });
  entry = (await createModelDirectory({ bundled: join(import.meta.dirname, '../../../../models'), registered: join(directory, 'none') }).bundled())[0]!;
  await database.catalogue.operator.putOperatorModel(toModelRecord(entry, null));
});
afterAll(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

const pathOf = (key: string): string => join(directory, 'objects', key);
const flip = async (key: string, at?: number): Promise<void> => writeFile(pathOf(key), flippedBit(await readFile(pathOf(key)), at));

describe('a bit that has flipped', () => {
  it('is an error of its own, which is not tried again and says what to do', () => {
    expect(ERROR_CODES[CORRUPT].retryable).toBe(false);
    expect(ERROR_CODES[CORRUPT].remedy).toContain('backup');
  });

  it('in voxels stops the volume, the slice and the embedding; other volumes are embedded', async () => {
    const key = objectKeys.voxels(seed.team.teamId, volume.id);
    await files.writeVolume(key, { ...GRID, voxels: VOXELS });
    const good = await seed.volume({ shape: GRID.shape });
    await files.writeVolume(objectKeys.voxels(seed.team.teamId, good.id), { ...GRID, voxels: VOXELS.map((value) => value + 1) });
    await flip(key);
    await expect(files.readVolume(key)).rejects.toMatchObject({ code: CORRUPT, path: key });

    const recipe = makeRecipe(entry);
    await seed.team.recipes.put(recipe);
    let embedded = 0;
    const embedding = createEmbeddingService({
      ...{ objects, files, reader: createNiftiReader(), dicom: createDicomReader(), pseudonyms: createPseudonyms('secret'), limits: { maxBytes: 2 ** 28, maxDimension: 1024 }, log: silentLog, supply: { provide: () => Promise.resolve() } },
      engine: {
        embed: () => {
          embedded += 1;
          return Promise.resolve({ vectors: { rows: 6, columns: entry.dimension, data: new Float32Array(6 * entry.dimension).fill(1) }, provider: 'CPU', seconds: 0 });
        },
      },
    });
    const page = await embedding.embedVolumes(seed.team, { recipeId: recipe.id, volumeIds: [volume.id, good.id], concurrency: 1 }, { signal, onVolume: () => undefined, onSlices: () => undefined });
    expect(page).toMatchObject({ embedded: [good.id], skipped: [{ item: volume.id, code: CORRUPT, message: expect.stringContaining(key) as string }] });
    expect([embedded, await seed.team.embeddings.get(volume.id, recipe.id)]).toEqual([1, null]);

    // Embeddings that a killed worker left without a row are no truth yet: they are made again.
    const left = objectKeys.embedding(seed.team.teamId, good.id, recipe.id);
    await flip(left);
    await database.catalogue.team(seed.team.teamId).recipes.delete(recipe.id);
    await seed.team.recipes.put(recipe);
    expect(await embedding.embedVolumes(seed.team, { recipeId: recipe.id, volumeIds: [good.id], concurrency: 1 }, { signal, onVolume: () => undefined, onSlices: () => undefined })).toMatchObject({ embedded: [good.id] });
    await expect(objects.get(left)).resolves.toBeInstanceOf(Buffer);
  });

  it('in any byte of voxels or labels changes nothing in a slice that is read alone, or is named', async () => {
    const key = objectKeys.voxels(seed.team.teamId, (await seed.volume()).id);
    await files.writeVolume(key, { ...GRID, voxels: VOXELS });
    const whole = await readFile(pathOf(key));
    const pixels = 32 * 32;
    let named = 0;
    for (let at = 0; at < whole.length; at += 37) {
      await writeFile(pathOf(key), flippedBit(whole, at));
      for (const slice of [0, 5]) {
        try {
          const read = await files.readSlice(key, slice, 'AXIAL');
          expect([at, read.nx, read.ny, Buffer.from(read.voxels.buffer).equals(Buffer.from(VOXELS.buffer, slice * pixels * 2, pixels * 2))]).toEqual([at, 32, 32, true]);
        } catch (error) {
          expect(error).toMatchObject({ code: CORRUPT, path: key });
          named += 1;
        }
      }
    }
    expect(named).toBeGreaterThan(whole.length / 37 / 4);

    const labelsKey = objectKeys.labels(seed.team.teamId, volume.id, asId('Segmentation', 'seg_a'));
    await files.writeLabels(labelsKey, { ...GRID, labels: Uint16Array.from(VOXELS) });
    await flip(labelsKey);
    await expect(files.readLabels(labelsKey)).rejects.toMatchObject({ code: CORRUPT, path: labelsKey });
  });

  it('in embeddings keeps them out of search and out of memory', async () => {
    const key = objectKeys.embedding(seed.team.teamId, volume.id, asId('Recipe', 'rec_flipped'));
    const matrix = { rows: 4, columns: 8, data: new Float32Array(32).fill(0.5) };
    await objects.put(key, encodeNpy(matrix));
    const good = await readFile(pathOf(key));
    const cache = createEmbeddingCache({ objects, maxBytes: 1e6 });
    await flip(key, good.length - 1);
    for (let attempt = 0; attempt < 2; attempt += 1) await expect(cache.get(key)).rejects.toMatchObject({ code: CORRUPT, path: key });
    expect(cache.statistics().bytes).toBe(0);
    await writeFile(pathOf(key), good);
    expect((await cache.get(key)).rows).toBe(4);

    const recipeId = asId('Recipe', 'rec_cropped');
    const segmentationId = asId('Segmentation', 'seg_a');
    const crops = objectKeys.crops(seed.team.teamId, volume.id, recipeId, segmentationId);
    await objects.put(crops.vectors, encodeNpy({ rows: 1, columns: 8, data: new Float32Array(8).fill(0.5) }));
    await objects.put(crops.index, Buffer.from(JSON.stringify([{ slice: 1, region: 'liver' }])));
    await flip(crops.index);
    await expect(readCroppedVectors(objects, seed.team, volume.id, recipeId, segmentationId)).rejects.toMatchObject({ code: CORRUPT, path: crops.index });
  });

  it('in the lists of a run stops whatever is computed of them', async () => {
    const run = record.run(newId('Snapshot'), { state: 'SUCCEEDED' });
    await objects.put(objectKeys.trials(seed.team.teamId, run.id), packLines([{ taxonomy: 'COARSE_29', counts: [] }]));
    await flip(objectKeys.trials(seed.team.teamId, run.id));
    await expect(readTrials(objects, seed.team, run)).rejects.toMatchObject({ code: CORRUPT });
    await objects.put(objectKeys.rankedLists(seed.team.teamId, run.id), packLines([{ queryVolumeId: 'vol_a', querySlices: 1, mode: 'VOLUME', ranked: [] }]));
    await flip(objectKeys.rankedLists(seed.team.teamId, run.id));
    await expect(objects.get(objectKeys.rankedLists(seed.team.teamId, run.id))).rejects.toMatchObject({ code: CORRUPT });
  });

  it('in a model keeps it from every worker', async () => {
    const content = Buffer.alloc(200_000, 'graph');
    const id = asId('Model', 'mod_flipped');
    const model: OnnxModelEntry = { ...({ ...entry, kind: 'ONNX' } as OnnxModelEntry), id, file: `${id}.onnx`, bundled: false, sha256: createHash('sha256').update(content).digest('hex') };
    await seed.team.models.insert(toModelRecord(model, seed.team.teamId));
    await objects.put(objectKeys.model(seed.team.teamId, id), content);
    await flip(objectKeys.model(seed.team.teamId, id));
    const models = createModelDirectory({ bundled: join(directory, 'none'), registered: join(directory, 'models') });
    await expect(createModelSupply({ objects, models }).provide(seed.team, id)).rejects.toMatchObject({ code: CORRUPT });
    await expect(models.find(id)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });

  it('in an upload stops its import', async () => {
    const upload = record.upload({ state: 'RECEIVED' });
    const objectKey = objectKeys.upload(seed.team.teamId, upload.id);
    await seed.team.uploads.insert({ ...upload, objectKey }, upload.id);
    await objects.put(objectKey, Buffer.alloc(200_000, 'scan'));
    await flip(objectKey);
    const use = withUploadedFile({ team: seed.team, objects, scratchDirectory: join(directory, 'scratch') }, upload.id, signal, () => Promise.resolve('used'));
    await expect(use).rejects.toMatchObject({ code: CORRUPT, path: objectKey });
  });
});
