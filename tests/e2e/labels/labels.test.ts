import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDicom } from '../../../src/adapters/dicom/dataset/dicom-file.js';
import { TAG } from '../../../src/adapters/dicom/dataset/tags.js';
import type { GraphQLClient } from '../../../src/cli/client/graphql-client.js';
import { ensureDataset, importDirectory, takeSnapshot } from '../../../src/cli/client/operations.js';
import { embedAndIndex, follow } from '../../testkit/demo-archive.js';
import type { Vector } from '../../testkit/dicom-labels.js';
import { structureSetBytes } from '../../testkit/dicom-labels.js';
import { repository, startVoxseek } from '../../testkit/running-voxseek.js';
import type { RunningVoxseek } from '../../testkit/running-voxseek.js';
import { zipBytes } from '../../testkit/zip-bytes.js';
import { clientOfNewTeam, openRecords } from '../faults/records.js';
import type { Records } from '../faults/records.js';
import { createQueryVolume, searchBy, upload } from '../query-volume/upload.js';

const samples = join(repository, 'samples');
const series = join(samples, 'ts-dicom/series');
const directory = mkdtempSync(join(tmpdir(), 'voxseek-labels-'));
const TYPED = 'Meyer_Hans_1950';

let voxseek: RunningVoxseek;
let records: Records;
let datasetId: string;
beforeAll(async () => {
  voxseek = await startVoxseek();
  records = await openRecords(voxseek);
  datasetId = await ensureDataset(voxseek.client, 'formats', null);
  for (const name of ['CTChest4.nrrd', 'Segmentation.seg.nrrd']) copyFileSync(join(samples, 'slicer-chest', name), join(directory, name));
  copyFileSync(join(samples, 'lung1/ct.nii.gz'), join(directory, 'lung1.nii.gz'));
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await voxseek?.stop();
});

const IMPORT = /* GraphQL */ `mutation Import($input: ImportVolumeInput!) { importVolume(input: $input) { job { id } userErrors { code message path } } }`;
const VOLUME = /* GraphQL */ `
  query Volume($id: ID!) { volume(id: $id) { importNotes { kind message } latestSegmentation { taxonomy covers regions { region voxels } unknownLabels { value name } } } }
`;

interface Seen {
  readonly importNotes: readonly { readonly kind: string; readonly message: string }[];
  readonly latestSegmentation: { readonly covers: readonly string[]; readonly regions: readonly { readonly region: string; readonly voxels: number }[]; readonly unknownLabels: readonly { readonly value: number; readonly name: string | null }[] } | null;
}

const seen = async (id: string): Promise<Seen> => (await voxseek.client.query<{ volume: Seen }>(VOLUME, { id })).volume;

async function importUpload(input: object, client: GraphQLClient = voxseek.client): Promise<string> {
  const { job } = await client.mutate<{ job: { id: string } }>(IMPORT, { input });
  await follow(client, job.id);
  return (await client.query<{ job: { resultIds: readonly string[] } }>('query J($id: ID!) { job(id: $id) { resultIds } }', { id: job.id })).job.resultIds[0]!;
}

/** `count` slices of the sample in NRRD, from `first` on. */
function chestSlices(first: number, count: number): Buffer {
  const file = readFileSync(join(samples, 'slicer-chest/CTChest4.nrrd'));
  const end = file.indexOf('\n\n') + 2;
  const header = file.toString('latin1', 0, end).replace('sizes: 128 128 34', `sizes: 128 128 ${count}`);
  const sliceBytes = 128 * 128 * 4;
  return Buffer.concat([Buffer.from(header, 'latin1'), gzipSync(gunzipSync(file.subarray(end)).subarray(first * sliceBytes, (first + count) * sliceBytes))]);
}

const importFiles = async (manifest: string | null, structureNames: string | null): Promise<string> =>
  importDirectory(voxseek.client, { datasetId, directory, layout: 'FILES', manifest, structureNames });

describe('a directory with scans of several formats', () => {
  it('is imported, and its scan in NRRD is found by some of its slices', async () => {
    await follow(voxseek.client, await importFiles(null, null));
    expect(await records.rows('select nx, ny, nz from voxseek.volumes order by nz')).toEqual([{ nx: 128, ny: 128, nz: 34 }, { nx: 128, ny: 128, nz: 48 }]);
    const { recipeId, indexId } = await embedAndIndex(voxseek.client, { modelId: 'mod_efficientnet-lite0', snapshotId: await takeSnapshot(voxseek.client, datasetId), parameters: { kind: 'EXACT' } });
    const query = await createQueryVolume(voxseek.client, recipeId, await upload(voxseek.client, 'NRRD', chestSlices(5, 20)));
    await follow(voxseek.client, query.jobId);
    const { volumes } = await searchBy(voxseek.client, indexId, { queryVolumeId: query.id });
    const [chest] = await records.rows<{ id: string }>('select id from voxseek.volumes where nz = 34');
    expect(volumes[0]?.volume.id).toBe(chest!.id);
    expect(volumes[0]?.stage2?.mean).toBeGreaterThan(0.999);
    expect(volumes[0]?.matches.map(({ querySlice, slice }) => slice.index - querySlice)).toEqual(Array.from({ length: 20 }, () => 5));
  });

  it('takes labels by a table of names that comes with it, and another table is another job', async () => {
    writeFileSync(join(directory, 'manifest.csv'), 'file,segmentation,taxonomy\nCTChest4.nrrd,Segmentation.seg.nrrd,COARSE_29\n');
    const plain = await importFiles('manifest.csv', null);
    await follow(voxseek.client, plain);
    const named = await importFiles('manifest.csv', 'name,region\ntissue,colon\n');
    expect(named).not.toBe(plain);
    expect(await importFiles('manifest.csv', 'name,region\ntissue,colon\n')).toBe(named);
    await follow(voxseek.client, named);
    const [chest] = await records.rows<{ id: string }>('select id from voxseek.volumes where nz = 34');
    expect((await seen(chest!.id)).latestSegmentation).toMatchObject({ covers: ['lung', 'vertebrae', 'colon', 'rib'], unknownLabels: [] });
    await expect(importFiles('manifest.csv', 'name,region\ntissue,toe\n')).rejects.toMatchObject({ code: 'MANIFEST_INVALID', path: 'input.structureNames' });
  });
});

describe('an uploaded series with a structure set', () => {
  const files = readdirSync(series).map((name) => readFileSync(join(series, name)));
  const headers = files.map((bytes) => parseDicom(bytes, { maxBytes: 1 << 24 }).dataset);
  const zip = zipBytes(files.map((content, index) => ({ name: `${index}`, content, deflated: false })));
  /** A square of 10 × 10 pixels around the centre of a slice, in LPS. */
  const square = (slice: number): readonly Vector[] => {
    const [x, y, z] = headers[slice]!.numbers(TAG.ImagePositionPatient) as [number, number, number];
    const [spacing] = headers[slice]!.numbers(TAG.PixelSpacing) as [number];
    const at = (column: number, row: number): Vector => [x + column * spacing, y + row * spacing, z];
    return [at(249.5, 249.5), at(259.5, 249.5), at(259.5, 259.5), at(249.5, 259.5)];
  };
  const labels = structureSetBytes([
    { name: 'Leber', contours: [{ points: square(3) }, { points: square(4) }] },
    { name: 'Kidney_L', contours: [{ points: square(7) }, { points: square(7).map(([x, y]): Vector => [x, y, 5_000]) }] },
    { name: TYPED, contours: [{ points: square(9) }] },
  ]);
  const segmentation = async (change: object = {}) => ({ uploadId: await upload(voxseek.client, 'DICOM_RTSTRUCT', labels), taxonomy: 'TOTALSEGMENTATOR_V2', ...change });

  it('has its structures on its slices, and no name that no table knows anywhere', async () => {
    const uploadId = await upload(voxseek.client, 'DICOM_ZIP', zip);
    const id = await importUpload({ uploadId, segmentation: await segmentation({ structureNames: 'name,region\nLeber,liver\n' }) });
    const { latestSegmentation, importNotes } = await seen(id);
    expect(latestSegmentation).toMatchObject({ covers: ['kidney_left', 'liver'], unknownLabels: [{ value: 1003, name: null }] });
    expect(importNotes.map(({ kind }) => kind).sort()).toEqual(['CONTOURS_LEFT_OUT', 'PATIENT_ASSUMED', 'UNKNOWN_LABELS']);
    const voxels = new Map(latestSegmentation!.regions.map((each) => [each.region, each.voxels]));
    expect([voxels.get('liver'), voxels.get('kidney_left')]).toEqual([200, 100]);
    const tables = await records.rows<{ name: string }>("select relname as name from pg_class where relnamespace = 'voxseek'::regnamespace and relkind = 'r' and has_table_privilege(oid, 'select')");
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['volumes', 'segmentations', 'jobs', 'uploads']));
    for (const { name } of tables) {
      expect(await records.rows(`select 1 as hit from voxseek."${name}" as held where held::text ilike '%meyer%' limit 1`), name).toEqual([]);
    }
    const below = `teams/${records.teamId}/volumes/${id}`;
    const held = records.objectsBelow(below).filter((name) => name.endsWith('.gz'));
    expect(held.length).toBe(2);
    for (const name of held) expect(gunzipSync(records.object(`${below}/${name}`)).includes('Meyer'), name).toBe(false);
  });

  it('is refused with what is wrong: a table, a format, an upload of another team', async () => {
    const uploadId = await upload(voxseek.client, 'DICOM_ZIP', zip);
    await expect(importUpload({ uploadId, segmentation: await segmentation({ structureNames: 'x,y\n' }) })).rejects.toMatchObject({ code: 'MANIFEST_INVALID', path: 'input.segmentation.structureNames' });
    await expect(importUpload({ uploadId: await upload(voxseek.client, 'DICOM_SEG', labels) })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'input.uploadId' });
    const other = await clientOfNewTeam(voxseek, 'others');
    const theirs = await upload(other, 'DICOM_ZIP', zip);
    await expect(importUpload({ uploadId: theirs, segmentation: await segmentation() }, other)).rejects.toMatchObject({ code: 'NOT_FOUND', path: 'input.segmentation.uploadId' });
  });
});
