import { randomUUID } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { createActivities } from '../../../src/activities/create-activities.js';
import { VoxseekError } from '../../../src/domain/errors/voxseek-error.js';
import type { TeamId } from '../../../src/domain/ids.js';
import { asId } from '../../../src/domain/ids.js';
import { createSealing } from '../../../src/services/deidentification/sealing.js';
import type { FetchedSeries } from '../../../src/services/dicomweb/import-fetched.js';
import { requestDicomWebImport } from '../../../src/services/dicomweb/request-dicomweb-import.js';
import { seriesKeyOf } from '../../../src/services/dicomweb/series-key.js';
import { createPseudonyms } from '../../../src/services/ingest/pseudonyms.js';
import type { DicomWebServers, FoundSeries } from '../../../src/services/ports/dicomweb.js';
import type { JobRecord, VolumeRecord } from '../../../src/services/ports/records.js';
import { workerCatalogue } from '../../testkit/worker-catalogue.js';
import { fetchHistory, recordHistory } from '../../testkit/worker-histories.js';
import { workflowId } from '../../../src/services/jobs/workflow-call.js';
import type { RunningWorker } from '../../testkit/worker.js';
import { bundleWorkflows, eventually, hasEnded, silentLog, startWorker, testOrchestration } from '../../testkit/worker.js';

const stack = inject('stack');
const datasetId = asId('Dataset', 'ds_a');
const [sealing, pseudonyms] = [createSealing('a secret'), createPseudonyms('a secret')];
const PATIENT = 'ZQ7KXVWJ-4711';
const SERIES_OF_TEST = 6;
const seriesNumber = (number: number): FoundSeries => ({ studyInstanceUid: `1.2.1973197731.${number}`, seriesInstanceUid: `1.3.1973197731.${number}`, instances: 4 });

let teamId: TeamId;
let found: readonly FoundSeries[];
let failures: Map<string, VoxseekError[]>;
let fetched: string[];
let queries: unknown[];
let members: string[];
const stored = new Map<string, Partial<VolumeRecord>>();

const catalogue = workerCatalogue(() => ({
  datasets: {
    members: () => Promise.resolve(members.map((id) => ({ volumeId: asId('Volume', id), split: 'NONE', labels: {} }))),
    putMember: (_, { volumeId }) => Promise.resolve(void members.push(volumeId)),
  },
  volumes: { findBySeries: (key) => Promise.resolve(stored.has(key) ? [stored.get(key) as VolumeRecord] : []) },
}));

const servers: DicomWebServers = {
  names: () => ['pacs'],
  hasViewer: () => false,
  viewerUrl: () => null,
  open: () => ({
    findSeries: (query) => {
      queries.push(query);
      return Promise.resolve(found);
    },
    async retrieveSeries({ seriesInstanceUid }, directory, { onBytes }) {
      const failure = failures.get(seriesInstanceUid)?.shift();
      if (failure !== undefined) throw failure;
      fetched.push(seriesInstanceUid);
      await writeFile(join(directory, '00001.dcm'), 'x'.repeat(100));
      onBytes(100);
      return { files: 1, bytes: 100 };
    },
  }),
};

const removal = { files: 4, privateElements: 1, removed: [{ tag: '(0010,0010)', keyword: 'PatientName', files: 4 }] };
const importFiles = (_: unknown, { files }: FetchedSeries) => {
  const uid = fetched.at(-1) ?? '';
  const volume = { id: asId('Volume', `vol_${uid.split('.').at(-1)}`), origin: { seriesKey: '', filesOfSeries: 4, scansOfSeries: 1, shiftedStudyDate: null, kilovoltage: null, sliceThickness: null, removal, viewer: null } };
  stored.set(seriesKeyOf(pseudonyms, teamId, uid), volume);
  members.push(volume.id);
  return Promise.resolve({ created: files.length, existing: 0, refused: uid.endsWith('.2') ? [{ code: 'DICOM_LOCALIZER' as const, message: 'The image is a localizer.' }] : [], removal });
};

const { jobs, engine, queues } = testOrchestration(stack.temporalAddress, catalogue);
const scratchDirectory = join(stack.home, `scratch-${randomUUID()}`);
let worker: RunningWorker;
beforeAll(async () => {
  const none = undefined as never;
  const dicomWeb = { servers, sealing, pseudonyms, fetched: { importFiles }, maxSeriesBytes: 1_000 };
  const activities = createActivities({ duplicates: undefined as never, dicomWeb, catalogue, objects: none, ingest: none, embeddingOn: none, roster: none, providerPreference: [], indexing: none, runs: none, jobs: none, looks: none, perturbed: none, indexes: none, log: silentLog, scratchDirectory, embedConcurrency: 1 });
  worker = await startWorker({ address: stack.temporalAddress, queues, activities, workflows: { bundlePath: await bundleWorkflows(join(stack.home, 'bundles')) } });
});
afterAll(async () => {
  await worker.stop();
  await engine.close();
});
beforeEach(() => {
  teamId = asId('Team', `team_${randomUUID()}`);
  [fetched, queries, members, failures] = [[], [], [], new Map<string, VoxseekError[]>()];
  stored.clear();
  found = Array.from({ length: SERIES_OF_TEST }, (_, index) => seriesNumber(index + 1)).reverse();
});

async function done(): Promise<JobRecord> {
  const { id, attempt } = await requestDicomWebImport({ jobs, servers, pseudonyms, sealing }, catalogue.team(teamId), { datasetId, server: 'pacs', query: { PatientID: PATIENT } });
  return eventually(() => catalogue.job(id).attempt === attempt && hasEnded(catalogue.job(id)) && catalogue.job(id));
}

it('fetches series by series, lists what is left out by its place, and forgets the query', async () => {
  failures.set(seriesNumber(3).seriesInstanceUid, [new VoxseekError('DICOMWEB_RESPONSE_INVALID', 'The answer of pacs cannot be read.')]);
  const job = await done();
  await recordHistory(stack.temporalAddress, 'import-dicomweb', { jobId: job.id, teamId, attempt: job.attempt });
  expect(job).toMatchObject({ state: 'SUCCEEDED', unit: 'series', done: SERIES_OF_TEST, total: SERIES_OF_TEST, result: { datasetId, created: 5, existing: 0, skipped: 2, bytes: 500, removal: { files: 20, privateElements: 5 } } });
  expect(job.skipped.map(({ item, code }) => [item, code])).toEqual([['series 2, part 1', 'DICOM_LOCALIZER'], ['series 3', 'DICOMWEB_RESPONSE_INVALID']]);
  expect(fetched.map((uid) => uid.at(-1))).toEqual(['1', '2', '4', '5', '6']);
  expect(queries).toEqual([{ PatientID: PATIENT }]);
  expect(await catalogue.team(teamId).jobs.sealedInput(job.id)).toBeNull();
  expect(await readdir(scratchDirectory)).toEqual([]);
  // Nothing of the query or of what it found is in what the workflow engine was told.
  const history = JSON.stringify(await fetchHistory(stack.temporalAddress, workflowId({ jobId: job.id, teamId, attempt: job.attempt })));
  const texts = [history, ...[...history.matchAll(/"data":"(?<data>[\w+/=]+)"/gu)].map((match) => Buffer.from(match.groups?.data ?? '', 'base64').toString('latin1'))].join('\n');
  expect(texts).toContain('queryKey');
  expect(texts).not.toMatch(/4711|1973197731/u);
});

it('fetches when it is asked again what is not stored, or has grown', async () => {
  failures.set(seriesNumber(3).seriesInstanceUid, [new VoxseekError('DICOMWEB_RESPONSE_INVALID', 'The answer of pacs cannot be read.')]);
  const first = await done();
  fetched = [];
  members = [];
  found = [...found, seriesNumber(7)].map((series) => (series.seriesInstanceUid.endsWith('.5') ? { ...series, instances: 9 } : series));
  const again = await done();
  expect(again).toMatchObject({ id: first.id, attempt: 2, state: 'SUCCEEDED', result: { created: 3, existing: 4, bytes: 300 } });
  expect(fetched.map((uid) => uid.at(-1))).toEqual(['3', '5', '7']);
  expect(members.length).toBe(7);
});

it('waits for a server that is away, and ends at once where the credentials are wrong', async () => {
  failures.set(seriesNumber(1).seriesInstanceUid, [new VoxseekError('DICOMWEB_UNAVAILABLE', 'pacs cannot be reached.')]);
  expect(await done()).toMatchObject({ state: 'SUCCEEDED', result: { created: 6 } });
  teamId = asId('Team', `team_${randomUUID()}`);
  stored.clear();
  fetched = [];
  failures.set(seriesNumber(2).seriesInstanceUid, [new VoxseekError('DICOMWEB_AUTH_FAILED', 'pacs answered 401.')]);
  expect(await done()).toMatchObject({ state: 'FAILED', error: { code: 'DICOMWEB_AUTH_FAILED' } });
  expect(fetched).toHaveLength(1);
});

it('says that a query finds nothing, or nothing that can be imported', async () => {
  found = [];
  expect(await done()).toMatchObject({ state: 'FAILED', error: { code: 'NOTHING_TO_IMPORT', path: 'query' } });
  found = [seriesNumber(1)];
  failures.set(seriesNumber(1).seriesInstanceUid, [new VoxseekError('FILE_TOO_LARGE', 'The series has more than 1000 bytes.')]);
  expect(await done()).toMatchObject({ state: 'FAILED', attempt: 2, error: { code: 'NOTHING_TO_IMPORT', path: 'query' }, skipped: [{ item: 'series 1', code: 'FILE_TOO_LARGE' }] });
});
