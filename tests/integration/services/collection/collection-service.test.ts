import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import { createImportSource } from '../../../../src/adapters/filesystem/import-source.js';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import { createDiskObjectStore } from '../../../../src/adapters/objects/disk.js';
import { createS3ObjectStore } from '../../../../src/adapters/objects/s3.js';
import type { VolumeId } from '../../../../src/domain/ids.js';
import { createCollectionService } from '../../../../src/services/collection/collection-service.js';
import type { CollectionState } from '../../../../src/services/collection/collection-service.js';
import { createEmbeddingService } from '../../../../src/services/embedding/create-embedding-service.js';
import { projectionKeyOf } from '../../../../src/services/embedding/derived/projection-object.js';
import { decodeEmbeddings } from '../../../../src/services/embedding/npy.js';
import { makeRecipe } from '../../../../src/services/embedding/make-recipe.js';
import { createIngestService } from '../../../../src/services/ingest/create-ingest-service.js';
import type { ImportItem } from '../../../../src/services/ingest/ingest-service.js';
import { createPseudonyms } from '../../../../src/services/ingest/pseudonyms.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import type { EmbeddingEngine } from '../../../../src/services/ports/embedding-engine.js';
import type { ObjectStore } from '../../../../src/services/ports/object-store.js';
import type { ModelEntry } from '../../../../src/services/models/model-entry.js';
import { createModelDirectory } from '../../../../src/adapters/onnx/model-directory.js';
import { toModelRecord } from '../../../../src/services/models/model-service.js';
import { createTestDatabase } from '../../../testkit/database.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { int16Bytes, niftiBytes } from '../../../testkit/nifti-bytes.js';
import { listed } from '../../../testkit/object-store-contract.js';
import { newBucket, s3Options, startS3Server } from '../../../testkit/s3-server.js';
import { newId, record, seedTeam } from '../../../testkit/seed.js';
import { silentLog } from '../../../testkit/worker.js';

const signal = new AbortController().signal;
const HOUR = 3_600_000;

const server = await startS3Server();
afterAll(() => server?.stop());
let database: TestDatabase;
let directory: string;
let entry: ModelEntry;
beforeAll(async () => {
  database = await createTestDatabase(inject('stack').postgresAdminUrl);
  directory = await mkdtemp(join(tmpdir(), 'voxseek-collection-'));
  const [first] = await createModelDirectory({ bundled: join(import.meta.dirname, '../../../../models'), registered: join(directory, 'none') }).bundled();
  entry = first!;
  await database.catalogue.operator.putOperatorModel(toModelRecord(entry, null));
});
afterAll(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

const collect = (objects: Pick<ObjectStore, 'list' | 'head' | 'delete'>, team: Awaited<ReturnType<typeof seedTeam>>['team'], request: Partial<{ dryRun: boolean; olderThanMs: number }> = {}, resumeFrom: CollectionState | null = null, now = () => new Date(Date.now() + 1000)) =>
  createCollectionService({ objects, now }).collect(team, { dryRun: false, olderThanMs: 0, ...request }, { signal, resumeFrom, onPage: () => undefined });

const stores: readonly (readonly [string, () => Promise<ObjectStore>])[] = [
  ['on disk', async () => createDiskObjectStore(await mkdtemp(join(directory, 'objects-')))],
  ...(server === null ? [] : [['in S3', async () => createS3ObjectStore(s3Options(server.address, await newBucket(server.address)))] as const]),
];

describe.each(stores)('orphans %s', (_where, open) => {
  it('are found by kind and deleted; what a row keeps, what is young, of another team or of no known kind stays', async () => {
    const objects = await open();
    const seed = await seedTeam(database.catalogue);
    const { team } = seed;
    const { teamId } = team;
    const volume = await seed.volume();
    const segmentation = await seed.segmentation(volume.id);
    const recipe = await seed.recipe();
    const kept = [objectKeys.voxels(teamId, volume.id), objectKeys.labels(teamId, volume.id, segmentation.id), objectKeys.embedding(teamId, volume.id, recipe.id), objectKeys.crops(teamId, volume.id, recipe.id, newId('Segmentation')).vectors];
    await team.embeddings.put(record.embedding(volume.id, recipe.id, { objectKey: kept[2]! }));
    const upload = record.upload();
    await team.uploads.insert(upload, newId('Upload'));
    kept.push(objectKeys.upload(teamId, upload.id), objectKeys.incoming(teamId, upload.id));
    const [lost, model] = [newId('Volume'), newId('Model')];
    const orphans = {
      VOLUME: [objectKeys.voxels(teamId, lost)],
      LABELS: [objectKeys.labels(teamId, lost, newId('Segmentation')), objectKeys.labels(teamId, volume.id, newId('Segmentation'))],
      EMBEDDINGS: [objectKeys.embedding(teamId, lost, recipe.id), objectKeys.embedding(teamId, volume.id, newId('Recipe'))],
      QUERY_VOLUME: [objectKeys.queryEmbedding(teamId, newId('QueryVolume'))],
      MODEL: [objectKeys.model(teamId, model)],
      REDUCTION: [objectKeys.reduction(teamId, 'ab'.repeat(32))],
      UPLOAD: [objectKeys.upload(teamId, newId('Upload')), objectKeys.incoming(teamId, newId('Upload'))],
      RUN: [objectKeys.trials(teamId, newId('RetrievalRun'))],
      RUN_PAGE: [`${objectKeys.run(teamId, newId('RetrievalRun'))}pages/000000-a.jsonl.gz`],
      INCOMING: [`teams/${teamId}/incoming/4f2c0d51-2f4b-4a0e-9d53-6f7a5c2f1a11`],
    };
    const unknown = [`teams/${teamId}/notes/readme.txt`];
    const other = await seedTeam(database.catalogue);
    const foreign = [objectKeys.voxels(other.team.teamId, newId('Volume'))];
    for (const key of [...kept, ...Object.values(orphans).flat(), ...unknown, ...foreign]) await objects.put(key, Buffer.alloc(10));

    const expected = Object.entries(orphans).map(([kind, keys]) => ({ kind, objects: keys.length, bytes: 10 * keys.length }));
    const all = kept.length + Object.values(orphans).flat().length + 1;
    expect(await collect(objects, team, { olderThanMs: HOUR })).toMatchObject({ orphans: [], objects: all });
    expect(await collect(objects, team, { dryRun: true })).toMatchObject({ orphans: expected, objects: all, bytes: 10 * all, unknown: 1 });
    expect((await listed(objects, 'teams/')).length).toBe(all + 1);
    expect(await collect(objects, team)).toMatchObject({ orphans: expected, objects: all, unknown: 1 });
    expect(await listed(objects, 'teams/')).toEqual([...kept, ...unknown, ...foreign].sort());
    expect(await collect(objects, team)).toMatchObject({ orphans: [], objects: kept.length + 1, unknown: 1 });
  });

  it('never are reductions that a recipe of the team is derived by, or may be', async () => {
    const objects = await open();
    const [{ team }, other] = [await seedTeam(database.catalogue), await seedTeam(database.catalogue)];
    const reduced = makeRecipe(entry, { reduction: { components: 8, snapshotId: newId('Snapshot'), splits: null } });
    const elsewhere = makeRecipe(entry, { reduction: { components: 9, snapshotId: newId('Snapshot'), splits: null } });
    await team.recipes.put(reduced);
    // Of another team: it keeps nothing here.
    await other.team.recipes.put(elsewhere);
    const [kept, lost] = [reduced, elsewhere].map(({ body }) => projectionKeyOf(team.teamId, body)!) as [string, string];
    const put = async (): Promise<void> => {
      for (const key of [kept, lost]) await objects.put(key, Buffer.alloc(10));
    };
    await put();
    expect(await collect(objects, team)).toMatchObject({ orphans: [{ kind: 'REDUCTION', objects: 1, bytes: 10 }], objects: 2, unknown: 0 });
    expect(await listed(objects, `teams/${team.teamId}/`)).toEqual([kept]);
    await put();
    const unreadable = record.recipe(entry.id, { body: { ...elsewhere.body, plane: 'OF_ANOTHER_VERSION' } });
    await team.recipes.put(unreadable);
    expect(await collect(objects, team)).toMatchObject({ orphans: [], objects: 2 });
    for (const { id } of [unreadable, reduced]) await team.recipes.delete(id);
    expect(await collect(objects, team)).toMatchObject({ orphans: [{ kind: 'REDUCTION', objects: 2 }] });
    expect(await listed(objects, `teams/${team.teamId}/`)).toEqual([]);
  });

  it('a later attempt goes on behind the key that the one before came to', async () => {
    const objects = await open();
    const { team } = await seedTeam(database.catalogue);
    const keys = Array.from({ length: 1_200 }, (_, index) => objectKeys.upload(team.teamId, `upl_${String(index).padStart(5, '0')}` as never));
    for (let at = 0; at < keys.length; at += 100) await Promise.all(keys.slice(at, at + 100).map((key) => objects.put(key, Buffer.from('x'))));
    const states: CollectionState[] = [];
    const abort = new AbortController();
    const service = createCollectionService({ objects, now: () => new Date(Date.now() + 1000) });
    const first = service.collect(team, { dryRun: false, olderThanMs: 0 }, {
      signal: abort.signal,
      resumeFrom: null,
      onPage: (state) => {
        states.push(state);
        abort.abort(new Error('killed'));
      },
    });
    await expect(first).rejects.toThrow('killed');
    expect(states).toMatchObject([{ after: keys[499], objects: 500, orphans: [{ kind: 'UPLOAD', objects: 500 }] }]);
    expect(await listed(objects, 'teams/')).toEqual(keys.slice(500));
    expect(await collect(objects, team, {}, states[0])).toMatchObject({ objects: 1_200, orphans: [{ kind: 'UPLOAD', objects: 1_200, bytes: 1_200 }] });
    expect(await listed(objects, 'teams/')).toEqual([]);
  });

  it('never include what imports and embeddings use while the collector runs, however young', async () => {
    const objects = await open();
    const files = createVolumeFiles(objects);
    const reader = createNiftiReader();
    const limits = { maxBytes: 1 << 28, maxDimension: 1024 };
    const scans = await mkdtemp(join(directory, 'scans-'));
    const ingest = createIngestService({ objects, files, reader, dicom: createDicomReader(), source: createImportSource(), pseudonymKey: 'secret', importRoots: [scans], limits, log: silentLog });
    const { team } = await seedTeam(database.catalogue);
    const recipe = makeRecipe(entry);
    await team.recipes.put(recipe);
    const engine: EmbeddingEngine = {
      embed: (volume) => {
        const rows = volume.shape[2];
        return Promise.resolve({ vectors: { rows, columns: entry.dimension, data: new Float32Array(rows * entry.dimension).fill(1) }, provider: 'CPU', seconds: 0 });
      },
    };
    const embedding = createEmbeddingService({ objects, files, reader, dicom: createDicomReader(), pseudonyms: createPseudonyms('secret'), engine, limits, log: silentLog, supply: { provide: () => Promise.resolve() } });

    const LANES = 4;
    const SCANS = 6;
    const ROUNDS = 4;
    const itemOf = async (name: string, seed: number): Promise<ImportItem> => {
      const paths = [join(scans, `${name}.nii`), join(scans, `${name}-labels.nii`)] as const;
      const dim = [3, 8, 8, 3, 1, 1, 1, 1];
      await writeFile(paths[0], niftiBytes({ dim, data: int16Bytes(Array.from({ length: 192 }, (_, index) => (index * 31 + seed * 7) % 900)) }));
      await writeFile(paths[1], niftiBytes({ dim, data: int16Bytes(Array.from({ length: 192 }, (_, index) => (index + seed) % 3)) }));
      return {
        ...{ item: name, source: { kind: 'FILE', path: paths[0] }, name, patient: null, study: null, derivedFrom: [], split: 'NONE', labels: {}, covers: null },
        ...{ producer: { kind: 'MANUAL', name: 'reader', version: null }, labelSource: { kind: 'LABEL_MAP', path: paths[1], taxonomy: 'TOTALSEGMENTATOR_V1' } },
      };
    };

    let working = true;
    const problems: string[] = [];
    const whole = async (volumeId: VolumeId, when: string): Promise<void> => {
      try {
        await files.readVolume(objectKeys.voxels(team.teamId, volumeId));
        const [segmentation] = await team.segmentations.latestOf([volumeId]);
        await files.readLabels(objectKeys.labels(team.teamId, volumeId, segmentation!.id));
        decodeEmbeddings(await objects.get(objectKeys.embedding(team.teamId, volumeId, recipe.id)));
      } catch (error) {
        problems.push(`${volumeId} ${when}: ${error instanceof Error ? error.message : String(error)}`);
      }
    };
    const lane = async (number: number): Promise<void> => {
      for (let scan = 0; scan < SCANS; scan += 1) {
        const item = await itemOf(`scan-${number}-${scan}`, number * 100 + scan);
        for (let round = 0; round < ROUNDS; round += 1) {
          const { volumeId } = await ingest.importItem(team, item, null, signal);
          const page = await embedding.embedVolumes(team, { recipeId: recipe.id, volumeIds: [volumeId], concurrency: 1 }, { signal, onVolume: () => undefined, onSlices: () => undefined });
          expect(page.skipped).toEqual([]);
          await whole(volumeId, `round ${round}`);
          // As a deletion that is killed between the rows and the objects: what it leaves, the next import finds.
          if (round < ROUNDS - 1) await team.volumes.erase(volumeId);
        }
      }
    };
    // The time between looking and deleting is drawn out, in which a row that comes would lose its object.
    const slow: Pick<ObjectStore, 'list' | 'head' | 'delete'> = {
      list: (prefix, after) => objects.list(prefix, after),
      head: (key) => objects.head(key),
      async delete(key) {
        await sleep(3);
        await objects.delete(key);
      },
    };
    let collected = 0;
    const collector = async (): Promise<void> => {
      while (working) {
        const { orphans } = await collect(slow, team, {}, null, () => new Date(Date.now() + HOUR));
        collected += orphans.reduce((sum, kind) => sum + kind.objects, 0);
      }
    };
    const collecting = [collector(), collector()];
    await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number))).finally(() => (working = false));
    await Promise.all(collecting);

    expect(problems).toEqual([]);
    expect(collected).toBeGreaterThan(0);
    const { items } = await team.volumes.list({}, { first: 500 });
    expect(items.length).toBe(LANES * SCANS);
    for (const { id } of items) await whole(id, 'at the end');
    expect(problems).toEqual([]);
    await collect(objects, team, {}, null, () => new Date(Date.now() + HOUR));
    expect((await listed(objects, `teams/${team.teamId}/`)).length).toBe(3 * LANES * SCANS);
  });
});

it('an object that is written anew between the look and the deletion stays', async () => {
  const root = await mkdtemp(join(directory, 'objects-'));
  const objects = createDiskObjectStore(root);
  const { team } = await seedTeam(database.catalogue);
  const key = objectKeys.voxels(team.teamId, newId('Volume'));
  await objects.put(key, Buffer.from('old'));
  const long = new Date(Date.now() - 48 * HOUR);
  await utimes(join(root, key), long, long);
  const renewing: Pick<ObjectStore, 'list' | 'head' | 'delete'> = {
    ...objects,
    async head(asked) {
      await objects.delete(asked);
      await objects.put(asked, Buffer.from('new'));
      return objects.head(asked);
    },
  };
  expect(await collect(renewing, team, { olderThanMs: 24 * HOUR })).toMatchObject({ objects: 1, orphans: [] });
  expect((await objects.get(key)).toString()).toBe('new');
});
