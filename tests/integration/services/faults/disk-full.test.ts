import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { withUploadedFile } from '../../../../src/activities/scratch.js';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import { createImportSource } from '../../../../src/adapters/filesystem/import-source.js';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import { createDiskObjectStore } from '../../../../src/adapters/objects/disk.js';
import { createModelDirectory } from '../../../../src/adapters/onnx/model-directory.js';
import type { GraphQLClient } from '../../../../src/cli/client/graphql-client.js';
import { exportResults } from '../../../../src/cli/export-results.js';
import { asId } from '../../../../src/domain/ids.js';
import { createEmbeddingService } from '../../../../src/services/embedding/create-embedding-service.js';
import { makeRecipe } from '../../../../src/services/embedding/make-recipe.js';
import { createIngestService } from '../../../../src/services/ingest/create-ingest-service.js';
import type { ImportItem } from '../../../../src/services/ingest/ingest-service.js';
import type { ModelEntry, OnnxModelEntry } from '../../../../src/services/models/model-entry.js';
import { toModelRecord } from '../../../../src/services/models/model-service.js';
import { createPseudonyms } from '../../../../src/services/ingest/pseudonyms.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import type { ObjectStore } from '../../../../src/services/ports/object-store.js';
import { startTestApi } from '../../../testkit/api.js';
import type { TestApi, TestTeam } from '../../../testkit/api.js';
import { int16Bytes, niftiBytes } from '../../../testkit/nifti-bytes.js';
import { listed } from '../../../testkit/object-store-contract.js';
import { record } from '../../../testkit/seed.js';
import { mountSmallDisk } from '../../../testkit/small-disk.js';
import { silentLog } from '../../../testkit/worker.js';

const disk = await mountSmallDisk(2 ** 23);
const MEGABYTE = 2 ** 20;
/** Too little for any file of these tests, enough for the directories around it. */
const LEFT = 65_536;
const signal = new AbortController().signal;
const FULL = { code: 'DISK_FULL' };
const limits = { maxBytes: 2 ** 28, maxDimension: 1024 };

describe.runIf(disk !== null)('a disk that fills', () => {
  const small = disk!;
  let api: TestApi;
  let seed: TestTeam;
  let objects: ObjectStore;
  let roomy: string;
  let entry: ModelEntry;
  let root: string;

  beforeAll(async () => {
    roomy = await mkdtemp(join(tmpdir(), 'voxseek-roomy-'));
    root = join(small.path, 'objects');
    objects = createDiskObjectStore(root);
    api = await startTestApi(inject('stack').postgresAdminUrl, { objects, maxUploadBytes: 2 ** 26 });
    entry = (await createModelDirectory({ bundled: join(import.meta.dirname, '../../../../models'), registered: join(roomy, 'none') }).bundled())[0]!;
    await api.database.catalogue.operator.putOperatorModel(toModelRecord(entry, null));
  });
  afterAll(async () => {
    await api.close();
    await rm(roomy, { recursive: true, force: true });
    await small.remove();
  });
  beforeEach(async () => {
    seed = await api.team();
  });
  afterEach(async () => {
    await small.empty();
    await objects.deletePrefix('teams/');
  });

  const noise = (length: number): Buffer => Buffer.concat(Array.from({ length: Math.ceil(length / 64) }, (_, index) => createHash('sha512').update(String(index)).digest())).subarray(0, length);
  const unfinished = (): Promise<readonly string[]> => readdir(join(root, '.incomplete'));

  it('refuses an object, leaves nothing of it, and takes it once there is space', async () => {
    await small.fill(LEFT);
    for (const content of [(): Buffer => noise(MEGABYTE), (): Readable => Readable.from([noise(MEGABYTE / 2), noise(MEGABYTE / 2)])]) {
      await expect(objects.put('teams/team_a/x', content())).rejects.toMatchObject({ ...FULL, path: 'teams/team_a/x' });
      expect([await objects.head('teams/team_a/x'), await unfinished()]).toEqual([null, []]);
    }
    await small.empty();
    expect((await objects.put('teams/team_a/x', noise(MEGABYTE))).created).toBe(true);
  });

  it('refuses an upload, whose address takes it later', async () => {
    const secret = await seed.token('WRITE');
    const { data } = await api.askText('mutation { createUpload(input: { format: NIFTI }) { url upload { id } } }', { secret });
    const { url, upload } = (data as { createUpload: { url: string; upload: { id: string } } }).createUpload;
    await small.fill(LEFT);
    const refused = await fetch(url, { method: 'PUT', body: noise(MEGABYTE) });
    expect([refused.status, await refused.json()]).toMatchObject([507, { errors: [{ extensions: FULL }] }]);
    const read = async (): Promise<unknown> => (await api.askText('query ($id: ID!) { upload(id: $id) { state } }', { variables: { id: upload.id }, secret })).data;
    expect([await read(), await listed(objects, 'teams/'), await unfinished()]).toEqual([{ upload: { state: 'PENDING' } }, [], []]);
    await small.empty();
    expect((await fetch(url, { method: 'PUT', body: noise(MEGABYTE) })).status).toBe(201);
    expect(await read()).toEqual({ upload: { state: 'RECEIVED' } });
  });

  it('stops the working copy of an upload, of which nothing stays', async () => {
    const elsewhere = createDiskObjectStore(join(roomy, 'objects'));
    const upload = record.upload({ state: 'RECEIVED', objectKey: objectKeys.upload(seed.team.teamId, asId('Upload', 'upl_scratch')) });
    await seed.team.uploads.insert(upload, upload.id);
    await elsewhere.put(upload.objectKey, noise(MEGABYTE));
    const scratchDirectory = join(small.path, 'scratch');
    await mkdir(scratchDirectory);
    const use = (): Promise<string> => withUploadedFile({ team: seed.team, objects: elsewhere, scratchDirectory }, upload.id, signal, (path) => Promise.resolve(path));
    await small.fill(LEFT);
    await expect(use()).rejects.toMatchObject(FULL);
    expect(await readdir(scratchDirectory)).toEqual([]);
    await small.empty();
    await expect(use()).resolves.toContain(scratchDirectory);
  });

  it('stops an import and then an embedding, each without a row and with nothing half-written; both succeed later', async () => {
    const files = createVolumeFiles(objects);
    const reader = createNiftiReader();
    const ingest = createIngestService({ objects, files, reader, dicom: createDicomReader(), source: createImportSource(), pseudonymKey: 'secret', importRoots: [roomy], limits, log: silentLog });
    const path = join(roomy, 'ct.nii');
    const voxels = Int16Array.from(noise(128 * 128 * 40), (byte) => byte * 8 - 1000);
    await writeFile(path, niftiBytes({ dim: [3, 128, 128, 40, 1, 1, 1, 1], data: int16Bytes([...voxels]) }));
    const item: ImportItem = { item: 'ct.nii', source: { kind: 'FILE', path }, name: 'ct', patient: null, study: null, derivedFrom: [], split: 'NONE', labels: {}, covers: null, producer: { kind: 'MANUAL', name: 'reader', version: null }, labelSource: null };
    await small.fill(LEFT);
    await expect(ingest.importItem(seed.team, item, null, signal)).rejects.toMatchObject(FULL);
    expect([(await seed.team.volumes.list({}, { first: 10 })).totalCount, await listed(objects, 'teams/'), await unfinished()]).toEqual([0, [], []]);
    await small.empty();
    const { volumeId } = await ingest.importItem(seed.team, item, null, signal);

    const recipe = makeRecipe(entry);
    await seed.team.recipes.put(recipe);
    const data = new Float32Array(40 * entry.dimension).fill(1);
    const embedding = createEmbeddingService({
      ...{ objects, files, reader, dicom: createDicomReader(), pseudonyms: createPseudonyms('secret'), limits, log: silentLog, supply: { provide: () => Promise.resolve() } },
      engine: { embed: () => Promise.resolve({ vectors: { rows: 40, columns: entry.dimension, data }, provider: 'CPU', seconds: 0 }) },
    });
    const embed = () => embedding.embedVolumes(seed.team, { recipeId: recipe.id, volumeIds: [volumeId], concurrency: 1 }, { signal, onVolume: () => undefined, onSlices: () => undefined });
    await small.fill(0);
    await expect(embed()).rejects.toMatchObject(FULL);
    expect([await seed.team.embeddings.get(volumeId, recipe.id), await unfinished(), await listed(objects, 'teams/')]).toEqual([null, [], [objectKeys.voxels(seed.team.teamId, volumeId)]]);
    await small.empty();
    expect(await embed()).toMatchObject({ embedded: [volumeId], skipped: [] });
  });

  it('stops a model on its way to a worker, which has it whole later', async () => {
    const registered = join(small.path, 'models');
    await mkdir(registered);
    const models = createModelDirectory({ bundled: join(roomy, 'none'), registered });
    const content = noise(MEGABYTE);
    const model = { id: asId('Model', 'mod_full'), kind: 'ONNX', file: 'mod_full.onnx', sha256: createHash('sha256').update(content).digest('hex') } as unknown as OnnxModelEntry;
    await small.fill(LEFT);
    await expect(models.add(model, Readable.from([content]))).rejects.toMatchObject({ ...FULL, path: 'mod_full' });
    expect(await readdir(registered)).toEqual([]);
    await small.empty();
    await models.add(model, Readable.from([content]));
    expect(await readdir(registered)).toEqual(['mod_full.json', 'mod_full.onnx']);
  });

  it('stops an export, under whose names stand whole files or none', async () => {
    const server = createServer((_request, response) => response.end(noise(MEGABYTE)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/figures.csv`;
    const client = { query: () => Promise.resolve({ benchmarkRun: { exports: [{ format: 'CSV', url }], rows: [] } }) } as unknown as GraphQLClient;
    const target = join(small.path, 'export');
    await mkdir(target);
    await small.fill(LEFT);
    await expect(exportResults(client, 'brun_a', target)).rejects.toMatchObject(FULL);
    expect(await readdir(target)).toEqual([]);
    await small.empty();
    expect([await exportResults(client, 'brun_a', target), await readdir(target)]).toEqual([1, ['figures.csv']]);
    server.close();
  });
});
