import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { withUploadedFile } from '../../../../src/activities/scratch.js';
import { createDiskObjectStore } from '../../../../src/adapters/objects/disk.js';
import { createEmbeddingEngine } from '../../../../src/adapters/onnx/embedding-engine.js';
import { createModelDirectory } from '../../../../src/adapters/onnx/model-directory.js';
import { createModelProbe } from '../../../../src/adapters/onnx/model-probe.js';
import type { ModelProbeOptions } from '../../../../src/adapters/onnx/model-probe.js';
import { makeRecipe } from '../../../../src/services/embedding/make-recipe.js';
import { parseModelEntry } from '../../../../src/services/models/model-entry.js';
import { createModelService } from '../../../../src/services/models/model-service.js';
import { createModelSupply } from '../../../../src/services/models/model-supply.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import type { ObjectStore } from '../../../../src/services/ports/object-store.js';
import { createTestDatabase } from '../../../testkit/database.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { runReference } from '../../../testkit/run-python.js';
import { newId, record, seedTeam } from '../../../testkit/seed.js';
import type { Seed } from '../../../testkit/seed.js';
import { tinyEntry } from '../../../testkit/tiny-models.js';

const LIMITS: ModelProbeOptions = { memoryLimitBytes: 2 ** 32, timeLimitMs: 60_000 };
const bundled = join(import.meta.dirname, '../../../../models');
const signal = new AbortController().signal;

let scratch: string;
let database: TestDatabase;
let seed: Seed;
let objects: ObjectStore;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'voxseek-models-'));
  await runReference('tiny_models.py', [scratch]);
  database = await createTestDatabase(inject('stack').postgresAdminUrl);
  seed = await seedTeam(database.catalogue);
  objects = createDiskObjectStore(join(scratch, 'objects'));
});
afterAll(async () => {
  await database.drop();
  await rm(scratch, { recursive: true, force: true });
});

async function register(name: string, overrides: object = {}, limits = LIMITS) {
  const bytes = await readFile(join(scratch, `${name}.onnx`));
  const upload = record.upload({ objectKey: objectKeys.upload(seed.team.teamId, newId('Upload')), fileName: 'model.onnx' });
  await objects.put(upload.objectKey, bytes);
  await seed.team.uploads.insert(upload, upload.id);
  await seed.team.uploads.markReceived(upload.id, bytes.length, createHash('sha256').update(bytes).digest('hex'));
  const service = createModelService({
    objects,
    probe: createModelProbe(limits),
    withUploadedFile: (team, { id }, use) => withUploadedFile({ team, objects, scratchDirectory: join(scratch, 'work') }, id, signal, use),
  });
  return { bytes, service, model: await service.register(seed.team, { upload, entry: tinyEntry(bytes, overrides) }) };
}

/** A machine that has never seen the model. */
async function otherMachine(store: Pick<ObjectStore, 'head' | 'stream'> = objects) {
  const registered = await mkdtemp(join(scratch, 'machine-'));
  const models = createModelDirectory({ bundled, registered });
  return { registered, models, supply: createModelSupply({ objects: store, models }) };
}

describe('a registered model', () => {
  it('is kept under its team, fetched once by another machine, checked, and gives the means of tiles', async () => {
    const { bytes, model } = await register('good');
    const key = objectKeys.model(seed.team.teamId, model.id);
    expect(await objects.get(key)).toEqual(bytes);
    expect(await seed.team.models.get(model.id)).toMatchObject({ teamId: seed.team.teamId, entry: { batchInvariant: true, bundled: false } });

    let fetched = 0;
    const counting = { head: objects.head.bind(objects), stream: (from: string) => ((fetched += 1), objects.stream(from)) };
    const { models, supply } = await otherMachine(counting);
    await supply.provide(seed.team, model.id);
    await supply.provide(seed.team, model.id);
    expect(fetched).toBe(1);

    const engine = createEmbeddingEngine({ models, threads: 1 });
    const voxels = new Int16Array(32 * 32 * 2).fill(240).fill(40, 32 * 32);
    voxels.fill(-160, 0, 32 * 16);
    const volume = { shape: [32, 32, 2], spacing: [1, 1, 5], affine: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 5, 0], [0, 0, 0, 1]], voxels } as const;
    const { vectors } = await engine.embed(volume, makeRecipe(parseModelEntry(model.entry)).body, { signal });
    await engine.close();
    // Slice 0: anterior half bright, posterior half black; rows run from anterior, so the first two rows of tiles are 1. Slice 1: alike.
    const plane = [...new Array<number>(8).fill(1), ...new Array<number>(8).fill(0)];
    const unit = (row: readonly number[]): number[] => row.map((value) => value / Math.hypot(...row));
    const expected = [...unit([...plane, ...plane, ...plane]), ...unit(new Array<number>(48).fill(1))];
    vectors.data.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 5));
  });

  it('is given back when it is registered again, and its bytes go with it', async () => {
    const { model, service } = await register('good', { revision: '2' });
    expect((await register('good', { revision: '2' })).model.id).toBe(model.id);
    await service.delete(seed.team, model.id);
    expect(await objects.head(objectKeys.model(seed.team.teamId, model.id))).toBeNull();
    const { supply } = await otherMachine();
    await expect(supply.provide(seed.team, model.id)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });

  it('is batch-invariant if it is found to be, whatever its entry says', async () => {
    expect((await register('company', { revision: 'claimed' })).model.entry).toMatchObject({ batchInvariant: false });
    expect((await register('good', { revision: 'silent', batchInvariant: undefined })).model.entry).toMatchObject({ batchInvariant: true });
    expect((await register('good', { revision: 'careful', batchInvariant: false })).model.entry).toMatchObject({ batchInvariant: false });
  });

  it('belongs to its team: another one cannot fetch it', async () => {
    const { model } = await register('good', { revision: '3' });
    const stranger = await seedTeam(database.catalogue);
    const { supply } = await otherMachine();
    await expect(supply.provide(stranger.team, model.id)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });

  it('whose stored bytes are others is refused by the machine that fetches it, which keeps nothing', async () => {
    const { model } = await register('good', { revision: '4' });
    const { supply, models } = await otherMachine({ head: objects.head.bind(objects), stream: () => Promise.resolve(Readable.from([Buffer.from('other bytes')])) });
    await expect(supply.provide(seed.team, model.id)).rejects.toMatchObject({ code: 'MODEL_CHANGED' });
    await expect(models.find(model.id)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });
});

describe('a model is refused', () => {
  it.each([
    ['outside', 'MODEL_EXTERNAL_DATA'],
    ['map', 'MODEL_SHAPE_UNFIT'],
    ['nan', 'MODEL_OUTPUT_USELESS'],
    ['four', 'MODEL_BATCH_FIXED'],
  ])('%s: %s', async (name, code) => {
    await expect(register(name)).rejects.toMatchObject({ code });
  });

  it('whose entry says other things than the graph', async () => {
    await expect(register('good', { dimension: 47 })).rejects.toMatchObject({ code: 'MODEL_INVALID', path: 'dimension' });
    await expect(register('good', { output: 'embedding' })).rejects.toMatchObject({ code: 'MODEL_INVALID', path: 'output' });
    await expect(register('good', { sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'MODEL_CHANGED' });
    await expect(register('good', { license: undefined })).rejects.toMatchObject({ code: 'MODEL_INVALID', path: expect.stringContaining('license') as string });
  });

  it('and leaves nothing behind', async () => {
    const before = (await seed.team.models.list({ first: 100 })).totalCount;
    await expect(register('nan', { revision: 'again' })).rejects.toMatchObject({ code: 'MODEL_OUTPUT_USELESS' });
    expect((await seed.team.models.list({ first: 100 })).totalCount).toBe(before);
  });
});
