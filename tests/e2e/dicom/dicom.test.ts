import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDicom } from '../../../src/adapters/dicom/dataset/dicom-file.js';
import { TAG } from '../../../src/adapters/dicom/dataset/tags.js';
import type { GraphQLClient } from '../../../src/cli/client/graphql-client.js';
import { ensureDataset, importDirectory, takeSnapshot } from '../../../src/cli/client/operations.js';
import { embedAndIndex, follow } from '../../testkit/demo-archive.js';
import { seriesSlices, sliceBytes } from '../../testkit/dicom-series.js';
import { repository, startVoxseek } from '../../testkit/running-voxseek.js';
import type { RunningVoxseek } from '../../testkit/running-voxseek.js';
import { zipBytes } from '../../testkit/zip-bytes.js';
import { clientOfNewTeam, openRecords } from '../faults/records.js';
import type { Records } from '../faults/records.js';
import { upload } from '../query-volume/upload.js';
import type { Found } from '../query-volume/upload.js';

const samples = join(repository, 'samples');
const series = join(samples, 'ts-dicom/series');
const work = mkdtempSync(join(tmpdir(), 'voxseek-dicom-'));
const [archive, heap] = [join(work, 'archive'), join(work, 'heap')];
const PATIENT = 'PAT-20347781';

let voxseek: RunningVoxseek;
let records: Records;
let datasetId: string;
let recipeId: string;
let indexId: string;
let volumeId: string;

beforeAll(async () => {
  for (const directory of [archive, heap]) mkdirSync(directory);
  for (const [index, bytes] of sampleSlices().entries()) writeFileSync(join(archive, String(index)), bytes);
  voxseek = await startVoxseek();
  const { client } = voxseek;
  records = await openRecords(voxseek);
  datasetId = await ensureDataset(client, 'samples', null);
  await follow(client, await importDirectory(client, { datasetId, directory: samples, layout: 'NIFTI', manifest: join(samples, 'manifest.csv') }));
  await follow(client, await importDirectory(client, { datasetId, directory: archive, layout: 'DICOM', manifest: null }));
  const [row] = await records.rows<{ id: string }>("select id from voxseek.volumes where name is null");
  volumeId = row!.id;
  ({ recipeId, indexId } = await embedAndIndex(client, { modelId: 'mod_efficientnet-lite0', snapshotId: await takeSnapshot(client, datasetId), parameters: { kind: 'EXACT' } }));
});
afterAll(async () => {
  rmSync(work, { recursive: true });
  await voxseek?.stop();
});

/** The sample says nothing of its patient: a file of it with a PatientID. */
function identified(bytes: Buffer): Buffer {
  const empty = Buffer.from([0x10, 0, 0x20, 0, 0x4c, 0x4f, 0, 0]);
  const at = bytes.indexOf(empty);
  const value = Buffer.from([...empty.subarray(0, 6), PATIENT.length, 0, ...Buffer.from(PATIENT)]);
  return Buffer.concat([bytes.subarray(0, at), value, bytes.subarray(at + empty.length)]);
}

/** The files of the sample series, or some of them by their place along the normal. */
function sampleSlices(from = 0, to = Infinity): readonly Buffer[] {
  const place = (bytes: Buffer): number => parseDicom(bytes, { maxBytes: 1 << 24 }).dataset.numbers(TAG.ImagePositionPatient)[2]!;
  const files = readdirSync(series).map((name) => identified(readFileSync(join(series, name))));
  return files.sort((a, b) => place(a) - place(b)).slice(from, to);
}

const zipped = (files: readonly Buffer[]): Buffer => zipBytes(files.map((content, index) => ({ name: `SMITH^JOHN/${index}.dcm`, content, deflated: false })));

const IMPORT = /* GraphQL */ `mutation Import($input: ImportVolumeInput!) { importVolume(input: $input) { job { id } userErrors { code message path } } }`;
const SEARCH = /* GraphQL */ `
  query Search($input: SearchVolumesInput!) {
    searchVolumes(input: $input) { querySlices volumes { volume { id name } stage2 { mean } matches(first: 100) { querySlice slice { index } } } }
  }
`;
const QUERY = /* GraphQL */ `mutation Query($input: CreateQueryVolumeInput!) { createQueryVolume(input: $input) { queryVolume { id } job { id } userErrors { code message path } } }`;

async function importUpload(input: object, client: GraphQLClient = voxseek.client): Promise<string> {
  const { job } = await client.mutate<{ job: { id: string } }>(IMPORT, { input });
  return job.id;
}

const imported = async (id: string): Promise<{ readonly resultIds: readonly string[] }> => {
  await follow(voxseek.client, id);
  return (await voxseek.client.query<{ job: { resultIds: readonly string[] } }>('query J($id: ID!) { job(id: $id) { resultIds } }', { id })).job;
};

describe('a directory of one series', () => {
  it('becomes a volume with the voxels and the place that its headers give', async () => {
    const [volume] = await records.rows<{ affine: readonly (readonly number[])[]; voxel_hash: string; voxel_type: string; import_notes: readonly object[] }>(
      'select nx, ny, nz, affine, voxel_hash, voxel_type, import_notes from voxseek.volumes where id = $1', [volumeId],
    );
    expect(volume).toMatchObject({ nx: 512, ny: 512, nz: 20, voxel_type: 'INT16', import_notes: [] });
    // From the headers by hand: −(x + 511 · spacing), −(y + 511 · spacing), the lowest z.
    expect(volume!.affine).toEqual([[0.9765625, 0, 0, -249.51171875], [0, 0.9765625, 0, -61.51171875], [0, 0, 2, -804.5], [0, 0, 0, 1]]);
    expect(volume!.voxel_hash).toBe('f9b7bbd3b908b0168d9fc4f3d7387b4975aa089efbb58e33f14c3e85d76bc160');
  });

  it('is found by some of its slices, uploaded as an archive, and left out with all of its patient', async () => {
    const { queryVolume, job } = await voxseek.client.mutate<{ queryVolume: { id: string }; job: { id: string } }>(QUERY, { input: { recipeId, uploadId: await upload(voxseek.client, 'DICOM_ZIP', zipped(sampleSlices(4, 14))) } });
    await follow(voxseek.client, job.id);
    const search = async (excludeSamePatient: boolean): Promise<Found> =>
      (await voxseek.client.query<{ searchVolumes: Found }>(SEARCH, { input: { indexId, query: { queryVolumeId: queryVolume.id }, k: 1, excludeSamePatient } })).searchVolumes;
    const { querySlices, volumes } = await search(false);
    expect(querySlices).toHaveLength(10);
    expect(volumes[0]?.volume.id).toBe(volumeId);
    expect(volumes[0]?.stage2?.mean).toBeGreaterThan(0.999);
    expect(volumes[0]?.matches.map(({ querySlice, slice }) => slice.index - querySlice)).toEqual(Array.from({ length: 10 }, () => 4));
    const others = await search(true);
    expect(others.volumes.length).toBeGreaterThan(0);
    expect(others.volumes.map(({ volume }) => volume.id)).not.toContain(volumeId);
  });

  it('is the same volume when it comes as an archive, in any order', async () => {
    const { resultIds } = await imported(await importUpload({ uploadId: await upload(voxseek.client, 'DICOM_ZIP', zipped([...sampleSlices()].reverse())), datasetId }));
    expect(resultIds[0]).toBe(volumeId);
  });

  it('is seen by no other team', async () => {
    const other = await clientOfNewTeam(voxseek, 'others');
    expect((await other.query<{ volume: unknown }>('query V($id: ID!) { volume(id: $id) { id } }', { id: volumeId }).catch((error: unknown) => error))).toMatchObject({ code: 'NOT_FOUND' });
    const theirs = await upload(voxseek.client, 'DICOM_ZIP', zipped(sampleSlices(0, 3)));
    await expect(importUpload({ uploadId: theirs, series: 1 }, other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a heap', () => {
  it('of several series is refused with their list, until one is named', async () => {
    const files = zipped([...seriesSlices(3, 2, { series: '1.2.3.4' }), ...seriesSlices(5, 2, { series: '1.2.3.5' })]);
    await expect(imported(await importUpload({ uploadId: await upload(voxseek.client, 'DICOM_ZIP', files) }))).rejects.toMatchObject({
      code: 'SERIES_AMBIGUOUS', message: 'There are 2 CT series; name one by its number: 1: 3 slices of 4 × 3; 2: 5 slices of 4 × 3.',
    });
    const { resultIds } = await imported(await importUpload({ uploadId: await upload(voxseek.client, 'DICOM_ZIP', files), series: 2 }));
    expect(await records.rows('select nx, ny, nz from voxseek.volumes where id = $1', [resultIds[0]!])).toEqual([{ nx: 4, ny: 3, nz: 5 }]);
  });

  it('in a directory becomes a volume a series, and what is none is listed with its code', async () => {
    for (const [index, bytes] of [...seriesSlices(4, 2, { series: '1.9.1', patient: 'MRN-2' }), ...seriesSlices(6, 2, { series: '1.9.2', patient: 'MRN-2' }), sliceBytes({ series: '1.9.3', change: { [TAG.Modality]: [TAG.Modality, 'CS', 'MR'] } })].entries()) writeFileSync(join(heap, `${index}`), bytes);
    writeFileSync(join(heap, 'broken.dcm'), sliceBytes().subarray(0, 200));
    symlinkSync('/etc/hostname', join(heap, 'link.dcm'));
    const target = await ensureDataset(voxseek.client, 'heap', null);
    const jobId = await importDirectory(voxseek.client, { datasetId: target, directory: heap, layout: 'DICOM', manifest: null });
    await follow(voxseek.client, jobId);
    const { job } = await voxseek.client.query<{ job: { imported: object; skipped: readonly { item: string; code: string }[] } }>('query J($id: ID!) { job(id: $id) { imported { created patientsAssumed } skipped { item code } } }', { id: jobId });
    expect(job.imported).toEqual({ created: 2, patientsAssumed: false });
    expect([...job.skipped].sort((a, b) => (a.item < b.item ? -1 : 1))).toEqual([{ item: 'file 12', code: 'FILE_TRUNCATED' }, { item: 'file 3', code: 'DICOM_NOT_CT' }]);
    const patients = await records.rows('select distinct v.patient_id from voxseek.volumes v join voxseek.dataset_members m on m.volume_id = v.id where m.dataset_id = $1', [target]);
    expect(patients).toHaveLength(1);
  });
});

it('nothing that headers or archives say of a person is kept', async () => {
  const { dataset } = parseDicom(sampleSlices(0, 1)[0]!, { maxBytes: 1 << 24 });
  const STATION = 0x0008_1010;
  const told = [dataset.text(TAG.PatientID), dataset.text(STATION), dataset.text(0x0020_0052), PATIENT, 'SMITH', 'MRN-1', '1.2.3.4', '1.9.1'];
  expect(told.slice(0, 3)).toEqual([PATIENT, 'PETCT2', expect.stringMatching(/^1\.3\.12\.2/u)]);
  const tables = await records.rows<{ name: string }>("select table_name as name from information_schema.tables where table_schema = 'voxseek' and table_type = 'BASE TABLE'");
  const kept = [voxseek.output()];
  for (const { name } of tables) for (const { row } of await records.rows<{ row: string }>(`select t::text as row from voxseek."${name}" t`).catch(() => [])) kept.push(row);
  expect(kept.length).toBeGreaterThan(20);
  for (const value of told) expect(kept.filter((text) => text.includes(value!)), value!).toEqual([]);
});
