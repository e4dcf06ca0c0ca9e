import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isVoxseekError } from '../../../src/domain/errors/voxseek-error.js';
import { ensureDataset, importDirectory, importFromDicomWeb } from '../../../src/cli/client/operations.js';
import { waitForJob } from '../../../src/cli/client/wait-for-job.js';
import { askReference } from '../../testkit/ask-reference.js';
import { createFinder } from '../../testkit/find-values.js';
import type { Sought } from '../../testkit/find-values.js';
import type { Orthanc } from '../../testkit/orthanc.js';
import { orthancIsMissing, startOrthanc } from '../../testkit/orthanc.js';
import { makeTestHome, repository, spawnVoxseek, startVoxseek } from '../../testkit/running-voxseek.js';
import type { RunningVoxseek } from '../../testkit/running-voxseek.js';
import { filesOf, historiesOf, rowsOf } from '../../testkit/stored-bytes.js';
import type { Kept } from '../../testkit/stored-bytes.js';

interface LeakFiles extends Sought {
  readonly dicom: string;
  readonly nifti: string;
  readonly archive: string;
  readonly badArchive: string;
  readonly single: string;
  readonly server: readonly string[];
  readonly patientId: string;
  readonly studyInstanceUid: string;
}

const noOrthanc = await orthancIsMissing();
/** A name that is kept: what finds it would find the values too. */
const NAME = 'Q5R8TWLP';
const VIEWER = 'https://viewer.example/viewer?StudyInstanceUIDs={studyInstanceUid}';

const VOLUME = 'id name patientId studyId voxelHash importNotes { kind message } study { id patient { id } } origin { shiftedStudyDate kilovoltage sliceThickness removal { files privateElements removed { tag keyword files } } }';
const JOBS = /* GraphQL */ `
  query Jobs {
    jobs(first: 50) {
      nodes {
        id kind state attempt stage done total unit resultIds skippedCount
        skipped { item code message }
        error { code message path correlationId }
        imported { created existing skipped patientsAssumed }
        removal { files privateElements removed { tag keyword files } }
      }
    }
    viewer { team { name dicomWebServers } }
  }
`;
const VOLUMES = /* GraphQL */ `query Volumes { volumes(first: 50) { nodes { ${VOLUME} } } }`;
const DATASETS = /* GraphQL */ `query Datasets { datasets(first: 10) { nodes { id name description volumes(first: 20) { nodes { ${VOLUME} } } } } }`;

interface Answer {
  readonly jobs: { readonly nodes: readonly { readonly kind: string; readonly state: string; readonly skipped: readonly { readonly code: string }[]; readonly error: { readonly code: string } | null }[] };
  readonly volumes: { readonly nodes: readonly VolumeSeen[] };
}
interface Found {
  readonly searchVolumes: { readonly volumes: readonly { readonly volume: { readonly id: string; readonly viewerUrl: string | null } }[] };
}
interface VolumeSeen {
  readonly id: string;
  readonly patientId: string;
  readonly importNotes: readonly { readonly kind: string }[];
  readonly origin: { readonly shiftedStudyDate: string | null; readonly kilovoltage: number | null; readonly removal: { readonly privateElements: number; readonly removed: readonly { readonly keyword: string | null; readonly files: number }[] } } | null;
}

describe.skipIf(noOrthanc !== null)('values that identify a patient', () => {
  let voxseek: RunningVoxseek;
  let orthanc: Orthanc;
  let home: string;
  let directory: string;
  let files: LeakFiles;
  let seen: Answer;
  let found: Found;
  /** What the product said: answers, refusals, output of its commands. */
  const said: string[] = [];

  /** Follows a job to its end; how it failed is told, and searched as all else. */
  async function done(job: Promise<string>): Promise<void> {
    try {
      said.push(JSON.stringify(await waitForJob(voxseek.client, await job, () => undefined)));
    } catch (error) {
      if (!isVoxseekError(error)) throw error;
      said.push(JSON.stringify({ code: error.code, message: error.message, path: error.path, details: error.details }));
    }
  }

  async function uploaded(format: string, path: string): Promise<string> {
    const content = await readFile(path);
    const { upload, url } = await voxseek.client.mutate<{ upload: { id: string }; url: string }>(
      /* GraphQL */ `mutation Upload($input: CreateUploadInput!) { createUpload(input: $input) { upload { id } url userErrors { code message path } } }`,
      { input: { format } },
    );
    const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(content) });
    expect(answer.ok).toBe(true);
    return upload.id;
  }

  async function imported(uploadId: string, datasetId: string): Promise<string> {
    const { job } = await voxseek.client.mutate<{ job: { id: string } }>(
      /* GraphQL */ `mutation Import($input: ImportVolumeInput!) { importVolume(input: $input) { job { id } userErrors { code message path } } }`,
      { input: { uploadId, datasetId, name: NAME } },
    );
    return job.id;
  }

  async function command(...parameters: string[]): Promise<void> {
    const run = spawnVoxseek(home, parameters, { VOXSEEK_LOG_LEVEL: 'debug' });
    await run.ended;
    said.push(run.output());
  }

  /** Asks for what looks like an uploaded archive. */
  async function searched(): Promise<Found> {
    const { client } = voxseek;
    const { indexes } = await client.query<{ indexes: { nodes: readonly { id: string; recipe: { id: string } }[] } }>(/* GraphQL */ `{ indexes(first: 1) { nodes { id recipe { id } } } }`, {});
    const [index] = indexes.nodes;
    const { queryVolume, job } = await client.mutate<{ queryVolume: { id: string }; job: { id: string } }>(
      /* GraphQL */ `mutation Query($input: CreateQueryVolumeInput!) { createQueryVolume(input: $input) { queryVolume { id } job { id } userErrors { code message path } } }`,
      { input: { recipeId: index?.recipe.id, uploadId: await uploaded('DICOM_ZIP', files.archive) } },
    );
    await done(Promise.resolve(job.id));
    return client.query<Found>(/* GraphQL */ `query Search($input: SearchVolumesInput!) { searchVolumes(input: $input) { volumes { volume { id viewerUrl } } } }`, {
      input: { indexId: index?.id, query: { queryVolumeId: queryVolume.id }, k: 100, excludeSamePatient: false },
    });
  }

  beforeAll(async () => {
    home = await makeTestHome();
    await mkdir(join(repository, '.voxseek', 'tmp'), { recursive: true });
    directory = await mkdtemp(join(repository, '.voxseek', 'tmp', 'leak-'));
    files = await askReference<LeakFiles>('leak_files.py', { directory });
    orthanc = await startOrthanc();
    await orthanc.store(files.server);
    const servers = join(directory, 'servers.json');
    await writeFile(servers, JSON.stringify({ servers: { archive: { url: orthanc.url, auth: { kind: 'basic', ...orthanc.credentials }, teams: 'all', viewer: VIEWER } } }));
    voxseek = await startVoxseek({ home, variables: { VOXSEEK_DICOMWEB_FILE: servers, VOXSEEK_LOG_LEVEL: 'debug' } });

    const { client } = voxseek;
    const datasetId = await ensureDataset(client, 'archive', null);
    await done(importDirectory(client, { datasetId, directory: files.dicom, layout: 'DICOM', manifest: null }));
    await done(importDirectory(client, { datasetId, directory: files.nifti, layout: 'NIFTI', manifest: join(files.nifti, 'manifest.csv') }));
    await done(importDirectory(client, { datasetId, directory: files.nifti, layout: 'NIFTI', manifest: join(files.nifti, 'wrong.csv') }));
    for (const [format, path] of [['DICOM_ZIP', files.archive], ['DICOM_ZIP', files.badArchive], ['DICOM', files.single], ['NIFTI', files.single]] as const) await done(imported(await uploaded(format, path), datasetId));
    const query = [{ key: 'PatientID', value: files.patientId }, { key: 'StudyDate', value: '19370211' }];
    await done(importFromDicomWeb(client, { datasetId, server: 'archive', query }));
    await done(importFromDicomWeb(client, { datasetId, server: 'archive', query: [{ key: 'PatientID', value: `${files.patientId}NOBODY` }] }));
    for (const wrong of [{ key: 'StudyDate', value: files.patientId }, { key: 'StudyInstanceUID', value: `${files.studyInstanceUid}/..` }]) await done(importFromDicomWeb(client, { datasetId, server: 'archive', query: [wrong] }));
    await command('import', '--from', 'archive', '--query', `PatientID=${files.patientId}`, '--dataset', 'archive');
    await command('import', files.dicom, '--layout', 'dicom', '--dataset', 'again');
    await command('index', '--dataset', 'archive');
    found = await searched();
    seen = { ...(await client.query<Pick<Answer, 'jobs'>>(JOBS, {})), ...(await client.query<Pick<Answer, 'volumes'>>(VOLUMES, {})) };
    said.push(JSON.stringify(seen), JSON.stringify(await client.query(DATASETS, {})), voxseek.output());
  });

  afterAll(async () => {
    await voxseek.stop();
    await orthanc.stop();
    for (const path of [home, directory]) await rm(path, { recursive: true, force: true });
  });

  it('were in what was imported, and in what was refused in many ways', async () => {
    const find = createFinder(files);
    for await (const { where, bytes } of filesOf(directory)) if (!where.endsWith('servers.json')) expect([where, find(bytes).length > 0]).toEqual([where, true]);
    const { volumes, jobs } = seen;
    // Three series of the directory, two of NIfTI, an archive, one of the server; the single slice is none.
    expect(volumes.nodes.length).toBe(7);
    const codes = new Set(jobs.nodes.flatMap(({ skipped, error }) => [...skipped.map(({ code }) => code), ...(error === null ? [] : [error.code])]));
    for (const code of ['DICOM_NOT_CT', 'DICOM_SECONDARY_CAPTURE', 'DICOM_LOCALIZER', 'DICOM_GEOMETRY_MISSING', 'FILE_TRUNCATED', 'FILE_CORRUPT', 'FORMAT_UNKNOWN', 'NON_FINITE_VOXELS', 'ARCHIVE_UNSAFE', 'MANIFEST_INVALID', 'NOTHING_TO_IMPORT']) expect([...codes]).toContain(code);
    expect(jobs.nodes.filter(({ kind }) => kind === 'IMPORT_DICOMWEB').map(({ state }) => state).sort()).toEqual(['FAILED', 'SUCCEEDED', 'SUCCEEDED']);
  });

  /** Looks through all of something for the values, and for the name that is kept, which must be there. */
  async function expectNone(kept: AsyncIterable<Kept>): Promise<ReadonlyMap<string, number>> {
    const [find, findName] = [createFinder(files), createFinder({ texts: [NAME], numbers: [], dates: [] })];
    const bytesOf = new Map<string, number>();
    let named = 0;
    for await (const { where, bytes } of kept) {
      bytesOf.set(where, bytes.length);
      expect([where, ...find(bytes)]).toEqual([where]);
      if (findName(bytes).length > 0) named += 1;
    }
    expect(named).toBeGreaterThan(0);
    return bytesOf;
  }

  it('are in no file of the installation, compressed or not', async () => {
    expect((await expectNone(filesOf(home))).size).toBeGreaterThan(500);
  });

  it('are in no row of any table', async () => {
    const bytes = await expectNone(rowsOf(voxseek));
    for (const table of ['volumes', 'jobs', 'uploads', 'dataset_members']) expect([table, bytes.get(`table voxseek.${table}`)]).toEqual([table, expect.any(Number)]);
    expect(bytes.get('table voxseek.volumes')).toBeGreaterThan(1_000);
    // A query is forgotten when its job ends.
    expect(bytes.get('table voxseek.job_secrets')).toBe(0);
  });

  it('are in no history of the workflow engine', async () => {
    expect((await expectNone(historiesOf(voxseek))).size).toBeGreaterThan(8);
  });

  it('are in no answer, refusal, output or log', async () => {
    async function* texts(): AsyncGenerator<Kept> {
      await Promise.resolve();
      for (const [index, text] of said.entries()) yield { where: `said ${index}`, bytes: Buffer.from(text) };
    }
    expect((await expectNone(texts())).size).toBeGreaterThan(12);
  });

  it('are given back in one place alone: the address of a viewer, to who may read', async () => {
    const { volumes } = await voxseek.client.query<{ volumes: { nodes: readonly { viewerUrl: string | null }[] } }>(/* GraphQL */ `{ volumes(first: 100) { nodes { viewerUrl } } }`, {});
    const urls = volumes.nodes.flatMap(({ viewerUrl }) => viewerUrl ?? []);
    const address = VIEWER.replace('{studyInstanceUid}', files.studyInstanceUid);
    expect(urls).toEqual([address]);
    expect(found.searchVolumes.volumes.length).toBeGreaterThan(1);
    expect(found.searchVolumes.volumes.flatMap(({ volume }) => volume.viewerUrl ?? [])).toEqual([address]);
  });

  it('leave pseudonyms, a shifted date, flags, and a report of names and counts', () => {
    const fromDicom = seen.volumes.nodes.filter(({ origin }) => origin !== null);
    expect(fromDicom.length).toBe(5);
    // One patient, in whatever way the scans came.
    expect(new Set(fromDicom.map(({ patientId }) => patientId)).size).toBe(1);
    const dates = new Set(fromDicom.map(({ origin }) => origin?.shiftedStudyDate));
    expect(dates.size).toBe(1);
    const [date] = dates;
    const days = Math.abs(Date.parse(date ?? '') - Date.parse('1937-02-11')) / 86_400_000;
    expect(days).toBeGreaterThan(0);
    expect(days).toBeLessThanOrEqual(182);
    for (const { importNotes, origin } of fromDicom) {
      const kinds = importNotes.map(({ kind }) => kind);
      expect(kinds).toEqual(expect.arrayContaining(['HEAD_SCAN', 'BURNED_IN_ANNOTATION']));
      // The header's number is none of a tube.
      expect(origin?.kilovoltage).toBeNull();
      expect(origin?.removal.privateElements).toBeGreaterThan(10);
      const removed = new Map(origin?.removal.removed.map(({ keyword, files: having }) => [keyword, having]));
      for (const keyword of ['PatientName', 'PatientBirthDate', 'AccessionNumber', 'StudyInstanceUID', 'InstitutionName', 'RequestAttributesSequence']) expect([keyword, removed.get(keyword)]).toEqual([keyword, 4]);
      for (const keyword of ['PixelData', 'ImagePositionPatient', 'Rows']) expect(removed.has(keyword)).toBe(false);
    }
  });
});
