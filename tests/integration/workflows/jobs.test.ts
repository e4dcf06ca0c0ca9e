import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createActivities } from '../../../src/activities/create-activities.js';
import { createDiskObjectStore } from '../../../src/adapters/objects/disk.js';
import { NOTHING_REMOVED } from '../../../src/domain/deidentification/removal-report.js';
import { VoxseekError } from '../../../src/domain/errors/voxseek-error.js';
import type { TeamId, VolumeId } from '../../../src/domain/ids.js';
import { asId } from '../../../src/domain/ids.js';
import type { DuplicateSearch } from '../../../src/services/duplicates/duplicate-search.js';
import { duplicatesOf } from '../../../src/services/duplicates/request-duplicates.js';
import type { EmbeddingService } from '../../../src/services/embedding/embedding-service.js';
import type { IndexingService } from '../../../src/services/indexing/indexing-service.js';
import type { ImportItem, IngestService } from '../../../src/services/ingest/ingest-service.js';
import type { JobInput } from '../../../src/services/jobs/job-inputs.js';
import { objectKeys } from '../../../src/services/object-keys.js';
import type { JobRecord, QueryVolumeRecord, UploadRecord } from '../../../src/services/ports/records.js';
import { workerCatalogue } from '../../testkit/worker-catalogue.js';
import { recordHistory } from '../../testkit/worker-histories.js';
import type { RunningWorker } from '../../testkit/worker.js';
import { bundleWorkflows, eventually, hasEnded, silentLog, startWorker, testOrchestration } from '../../testkit/worker.js';
import { volumes } from '../../testkit/worker-embedding.js';

const stack = inject('stack');
const objects = createDiskObjectStore(join(stack.home, `objects-${randomUUID()}`));
const uploadId = asId('Upload', 'upl_a');
const indexId = asId('VectorIndex', 'idx_a');
const datasetId = asId('Dataset', 'ds_a');
const queryVolumeId = asId('QueryVolume', 'qv_a');

let teamId: TeamId;
let upload: UploadRecord;
const calls: string[] = [];
const imported: ImportItem[] = [];
let query: Partial<QueryVolumeRecord> = {};
let buildFails: VoxseekError | null = null;

const catalogue = workerCatalogue(() => ({
  datasets: { members: () => Promise.resolve([{ volumeId: asId('Volume', 'vol_b'), split: 'NONE', labels: {} }, { volumeId: asId('Volume', 'vol_a'), split: 'NONE', labels: {} }]) },
  uploads: {
    get: () => Promise.resolve(upload),
    consume: () => Promise.resolve(true),
  },
  queryVolumes: {
    update: (_, change) => {
      query = { ...query, ...change };
      return Promise.resolve();
    },
  },
}));

const item = (name: string): ImportItem => ({ item: name, source: { kind: 'FILE', path: name } }) as ImportItem;
const ingest = {
  planDirectory: () =>
    Promise.resolve({ items: Array.from({ length: 10 }, (_, n) => item(`${n}.nii`)), refused: [{ item: 'x.nii', code: 'FILE_UNREADABLE', message: 'no' }], patientsAssumed: true }),
  importItem: (_: unknown, one: ImportItem) => {
    const { item: name, source } = one;
    imported.push(one);
    if (source.kind === 'FILE') calls.push(source.path);
    if (name === '3.nii') return Promise.reject(new VoxseekError('NOT_NIFTI', 'The file is not a NIfTI file.'));
    return Promise.resolve({ volumeId: asId('Volume', 'vol_a'), segmentationId: null, created: name !== '4.nii', removal: NOTHING_REMOVED });
  },
} as unknown as IngestService;

const embedding: EmbeddingService = {
  embedVolumes: () => Promise.reject(new Error('not needed')),
  embedQuery: (team, id, _path, { progress }) => {
    progress.report({ stage: 'embedding', done: 60, total: 60, unit: 'slices' });
    return team.queryVolumes.update(id, { state: 'READY' });
  },
  embedStoredQuery: (team, id, sameAsVolumeId) => team.queryVolumes.update(id, { state: 'READY', sameAsVolumeId }),
};

const indexing = {
  planBuild: (_: unknown, __: unknown, build: string) => Promise.resolve({ collection: `c_${build}`, volumeIds: volumes(40) }),
  indexVolumes: (_: unknown, { volumeIds }: { volumeIds: readonly VolumeId[] }) =>
    Promise.resolve({ indexedRows: volumeIds.length * 10, skipped: volumeIds.includes(asId('Volume', 'vol_0020')) ? [{ item: 'vol_0020', code: 'EMBEDDINGS_MISSING', message: 'none' }] : [] }),
  finishBuild: (_: unknown, { volumeIds, skipped }: { volumeIds: readonly VolumeId[]; skipped: readonly unknown[] }) =>
    buildFails === null ? Promise.resolve({ indexedSlices: (volumeIds.length - skipped.length) * 10, generation: 1 }) : Promise.reject(buildFails),
  abandonBuild: (_: unknown, { collection }: { collection: string }) => Promise.resolve(void calls.push(`abandon ${collection}`)),
  reconcile: (_: unknown, __: unknown, { repair }: { repair: boolean }) => Promise.resolve({ missing: volumes(2), surplus: [], wrongCount: [], repaired: repair }),
} as unknown as IndexingService;

const duplicates: DuplicateSearch = {
  search: (_, { recipeId }, { onVolume }) => {
    for (let call = 0; call < 6; call += 1) onVolume(6);
    const found = { volumes: 3, pairs: 2, compared: 1, found: 1, threshold: 0.94, duplicates: [{ first: asId('Volume', 'vol_a'), second: asId('Volume', 'vol_b'), similarity: 0.5, agreement: 0.97, firstSlice: 4, secondSlice: 5 }] };
    return recipeId === 'rec_away' ? Promise.reject(new VoxseekError('NOT_FOUND', 'The embeddings are gone.')) : Promise.resolve({ ...found, skipped: [{ item: 'vol_c', code: 'EMBEDDINGS_MISSING', message: 'none' }] });
  },
};

const { jobs, engine, queues } = testOrchestration(stack.temporalAddress, catalogue);
let worker: RunningWorker;
beforeAll(async () => {
  const scratchDirectory = join(stack.home, `scratch-${randomUUID()}`);
  const activities = createActivities({ dicomWeb: undefined as never, duplicates, catalogue, objects, ingest, embeddingOn: () => embedding, roster: undefined as never, providerPreference: [], indexing, runs: undefined as never, jobs: undefined as never, looks: undefined as never, perturbed: undefined as never, indexes: undefined as never, log: silentLog, scratchDirectory, embedConcurrency: 1 });
  worker = await startWorker({ address: stack.temporalAddress, queues, activities, catalogue, workflows: { bundlePath: await bundleWorkflows(join(stack.home, 'bundles')) } });
});
afterAll(async () => {
  await worker.stop();
  await engine.close();
});

beforeEach(async () => {
  teamId = asId('Team', `team_${randomUUID()}`);
  calls.length = 0;
  imported.length = 0;
  buildFails = null;
  const objectKey = objectKeys.upload(teamId, uploadId);
  upload = { id: uploadId, state: 'RECEIVED', objectKey, fileName: 'ct.nii', maxBytes: 10, sha256: null, bytes: 3, createdAt: new Date(), expiresAt: new Date() };
  await objects.put(objectKey, Readable.from([Buffer.from('abc')]));
});

async function done(input: JobInput, name: string): Promise<JobRecord> {
  const { id } = await jobs.request(catalogue.team(teamId), input);
  const job = await eventually(() => hasEnded(catalogue.job(id)) && catalogue.job(id));
  await recordHistory(stack.temporalAddress, name, { jobId: id, teamId, attempt: job.attempt });
  return job;
}

const importVolume = { kind: 'IMPORT_VOLUME', uploadId, labels: null, datasetId: null, name: null, patientPseudonym: null, studyPseudonym: null, split: 'NONE', volumeLabels: {} } as const;

describe('importVolume', () => {
  it('imports the uploaded file and lets go of it', async () => {
    const job = await done(importVolume, 'import-volume');
    expect(job).toMatchObject({ state: 'SUCCEEDED', result: { volumeId: 'vol_a', segmentationId: null, created: true } });
    expect(calls).toHaveLength(1);
    expect(await objects.head(upload.objectKey)).toBeNull();
  });

  it('hands on who made the label map, unknown where nobody said so', async () => {
    const labels = { uploadId: asId('Upload', 'upl_b'), taxonomy: 'COARSE_29', covers: ['liver'] } as const;
    const producer = { kind: 'MODEL', name: 'TotalSegmentator', version: '2.18.0' } as const;
    await done({ ...importVolume, labels: { ...labels, producer } }, 'import-volume-labelled');
    await objects.put(upload.objectKey, Readable.from([Buffer.from('abc')]));
    await done({ ...importVolume, labels }, 'import-volume-labelled-by-nobody');
    expect(imported.map((one) => one.producer)).toEqual([producer, { kind: 'MANUAL', name: 'unknown', version: null }]);
    expect(imported[0]).toMatchObject({ covers: ['liver'], labelSource: { kind: 'LABEL_MAP', taxonomy: 'COARSE_29' } });
  });

  it('says that nothing was sent yet', async () => {
    upload = { ...upload, state: 'PENDING' };
    expect(await done(importVolume, 'import-volume-refused')).toMatchObject({ state: 'FAILED', error: { code: 'CONFLICT', path: 'uploadId' } });
  });
});

it('importDataset goes on past bad files and lists each with its code', async () => {
  const job = await done({ kind: 'IMPORT_DATASET', datasetId, directory: '/data', layout: 'NIFTI', manifest: null, listingHash: 'a' }, 'import-dataset');
  // What the data set held at the end: a request for the same is compared with it.
  const membersHash = createHash('sha256').update('vol_a\nvol_b').digest('hex');
  expect(job).toMatchObject({ state: 'SUCCEEDED', result: { created: 8, existing: 1, skipped: 2, patientsAssumed: true, membersHash }, done: 10, total: 10 });
  expect(job.skipped.map(({ item: name, code }) => [name, code])).toEqual([
    ['x.nii', 'FILE_UNREADABLE'],
    ['3.nii', 'NOT_NIFTI'],
  ]);
  expect(calls).toEqual(Array.from({ length: 10 }, (_, n) => `${n}.nii`));
});

it('embedQuery of a stored volume has no upload to let go of', async () => {
  const job = await done({ kind: 'EMBED_QUERY', queryVolumeId, volumeId: asId('Volume', 'vol_a'), recipeId: asId('Recipe', 'rec_a') }, 'embed-query-stored');
  expect(job).toMatchObject({ state: 'SUCCEEDED', result: { queryVolumeId } });
  expect(query).toMatchObject({ state: 'READY', sameAsVolumeId: 'vol_a', jobId: job.id });
  expect(await objects.head(upload.objectKey)).not.toBeNull();
});

it('embedQuery makes the query ready and lets go of the upload', async () => {
  const recipeId = asId('Recipe', 'rec_a');
  const job = await done({ kind: 'EMBED_QUERY', queryVolumeId, uploadId, recipeId }, 'embed-query-placed');
  expect(job).toMatchObject({ state: 'SUCCEEDED', result: { queryVolumeId }, done: 60, unit: 'slices' });
  expect(query).toMatchObject({ state: 'READY', jobId: job.id });
  expect(await objects.head(upload.objectKey)).toBeNull();
});

describe('buildIndex', () => {
  it('indexes page after page and counts what was skipped', async () => {
    const job = await done({ kind: 'BUILD_INDEX', indexId, contentHash: 'a' }, 'build-index');
    expect(job).toMatchObject({ state: 'SUCCEEDED', result: { indexId, indexedSlices: 390, skipped: 1 }, done: 40, total: 40 });
    expect(job.skipped).toEqual([{ item: 'vol_0020', code: 'EMBEDDINGS_MISSING', message: 'none' }]);
    expect(calls).toEqual([]);
  });

  it('takes a build away that did not end well', async () => {
    buildFails = new VoxseekError('INDEX_KIND_UNSUPPORTED', 'The server lacks it.');
    const job = await done({ kind: 'BUILD_INDEX', indexId, contentHash: 'b' }, 'build-index-failed');
    expect(job).toMatchObject({ state: 'FAILED', error: { code: 'INDEX_KIND_UNSUPPORTED' } });
    // The collection is named by the job and its attempt, so that no other build writes into it.
    expect(calls).toEqual([expect.stringMatching(/^abandon c_[0-9a-f]{12}_1$/u)]);
  });
});

it('reconcileIndex tells what it found', async () => {
  const job = await done({ kind: 'RECONCILE_INDEX', indexId, repair: true, nonce: 'a' }, 'reconcile-index');
  expect(job).toMatchObject({ state: 'SUCCEEDED', result: { indexId, missing: 2, surplus: 0, wrongCount: 0, repaired: true } });
});

it('findDuplicates keeps what it found, and lists what it could not look at', async () => {
  const snapshotId = asId('Snapshot', 'snap_a');
  const job = await done({ kind: 'FIND_DUPLICATES', snapshotId, recipeId: asId('Recipe', 'rec_a') }, 'find-duplicates');
  expect(job).toMatchObject({ state: 'SUCCEEDED', stage: 'comparing', done: 3, total: 3, unit: 'volumes', skipped: [{ item: 'vol_c', code: 'EMBEDDINGS_MISSING' }] });
  expect(duplicatesOf(job)).toEqual({ volumes: 3, pairs: 2, compared: 1, found: 1, threshold: 0.94, duplicates: [{ first: 'vol_a', second: 'vol_b', similarity: 0.5, agreement: 0.97, firstSlice: 4, secondSlice: 5 }] });
  const failed = await done({ kind: 'FIND_DUPLICATES', snapshotId, recipeId: asId('Recipe', 'rec_away') }, 'find-duplicates-failed');
  expect(failed).toMatchObject({ state: 'FAILED', error: { code: 'NOT_FOUND' } });
  expect(duplicatesOf(failed)).toBeNull();
});
