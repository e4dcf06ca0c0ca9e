import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createDicomReader } from '../../../../../src/adapters/dicom/dicom-reader.js';
import { createImportSource } from '../../../../../src/adapters/filesystem/import-source.js';
import { openHeaderReader } from '../../../../../src/cli/wiring/volume-reader.js';
import type { ImportLayout } from '../../../../../src/services/ingest/ingest-service.js';
import { readDirectories } from '../../../../../src/services/ingest/create-ingest-service.js';
import { detectLayout } from '../../../../../src/services/ingest/layouts/detect-layout.js';
import { coveredBy, taxonomyOfNames } from '../../../../../src/services/ingest/layouts/named-labels.js';
import { oneListing } from '../../../../../src/services/ingest/one-listing.js';
import { planDirectory } from '../../../../../src/services/ingest/plan-directory.js';
import { createImportPreviews } from '../../../../../src/services/ingest/preview/create-import-previews.js';
import { TREES } from '../../../../testkit/dataset-trees.js';
import { int16Bytes, niftiBytes } from '../../../../testkit/nifti-bytes.js';

const root = mkdtempSync(join(tmpdir(), 'voxseek-layouts-'));
const outside = mkdtempSync(join(tmpdir(), 'voxseek-outside-'));
afterAll(() => [root, outside].forEach((directory) => rmSync(directory, { recursive: true })));

const deps = { source: createImportSource(), importRoots: [root], dicom: createDicomReader(), limits: { maxBytes: 1 << 26, maxDimension: 1024 } };
const limits = { maxBytes: 1 << 26, maxDimension: 1024 };
const ingest = { ofOneListing: () => readDirectories({ ...deps, source: oneListing(deps.source) }) };
const previews = createImportPreviews({ ingest, headers: openHeaderReader(limits) });

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(root, 'set-'));
});

function write(name: string, content: Buffer | string = niftiBytes()): void {
  mkdirSync(dirname(join(directory, name)), { recursive: true });
  writeFileSync(join(directory, name), content);
}

const plan = (layout: ImportLayout, manifest: string | null = null) => planDirectory(deps, { directory, layout, manifest });
const task = (change: object = {}): string => JSON.stringify({ name: 'Spleen', modality: { '0': 'CT' }, labels: { '0': 'background', '1': 'spleen' }, training: [{ image: './imagesTr/spleen_1.nii', label: './labelsTr/spleen_1.nii' }], test: [], ...change });

describe('what a layout passes over, and what it says', () => {
  it('a release of TotalSegmentator: subjects without a CT, columns of persons', async () => {
    await TREES.TOTALSEGMENTATOR_V2(directory);
    const { items, leftOut, remarks, patientsAssumed } = await plan('TOTALSEGMENTATOR');
    expect(leftOut).toEqual([{ item: 's0999', reason: 'meta.csv names it, and it has no CT here.' }]);
    expect(remarks).toEqual(['Of meta.csv these columns are not kept: age, gender.', '1 cases stand in no line of meta.csv: each is taken for a patient of its own, without split and labels.']);
    expect(items.map(({ item, name }) => [item, name])).toEqual([['extra/ct.nii.gz', null], ['s0011/ct.nii.gz', 's0011'], ['s0058/ct.nii.gz', 's0058'], ['s0104/ct.nii.gz', 's0104']]);
    expect(patientsAssumed).toBe(true);
  });

  it('the Decathlon: files that its list does not name; what is no CT is refused by name', async () => {
    await TREES.MSD(directory);
    const { refused, leftOut, items } = await plan('MSD');
    expect(leftOut).toEqual([{ item: 'Task03_Liver/imagesTr/left_over.nii.gz', reason: 'dataset.json does not name it.' }]);
    expect(refused.map(({ item, code }) => [item, code])).toEqual([['Task01_BrainTumour/imagesTr/BRATS_001.nii.gz', 'NOT_CT'], ['Task03_Liver/imagesTr/liver_2.nii.gz', 'FILE_UNREADABLE']]);
    expect(items.map(({ labelSource, covers }) => [labelSource?.taxonomy, covers])).toEqual([['COARSE_29', ['liver']], ['COARSE_29', ['liver']], [undefined, null], ['BINARY_LESION', ['lesion']]]);
    const { rows } = await previews.preview({ directory, layout: 'MSD', manifest: null });
    expect(rows).toContainEqual(expect.objectContaining({ kind: 'REFUSE', item: 'Task03_Liver/imagesTr/liver_3.nii.gz', code: 'NOT_THREE_DIMENSIONAL' }));
  });

  it('3D-MIR: scans that no table names, and names without a scan', async () => {
    await TREES.THREE_D_MIR(directory);
    const { leftOut, remarks } = await plan('THREE_D_MIR');
    expect(leftOut).toContainEqual({ item: 'liver_77.nii.gz', reason: '3D-MIR names it, and no task here has it.' });
    expect(leftOut).toContainEqual({ item: 'Task03_Liver/imagesTs/liver_140.nii.gz', reason: 'No table of 3D-MIR names it.' });
    expect(leftOut).toContainEqual({ item: 'Task01_BrainTumour/imagesTr/BRATS_001.nii.gz', reason: 'No table of 3D-MIR names it.' });
    expect(remarks).toEqual(['Of the tables of labels these columns are not kept: CaptionV1, CaptionV2, CaptionV3.']);
  });

  it('BIDS: what is no CT, what lies with another participant, label maps of no scan', async () => {
    await TREES.BIDS(directory);
    const { items, leftOut, remarks } = await plan('BIDS');
    expect(leftOut.map(({ item }) => item)).toEqual(['sub-02/ct/sub-02_acq-thin_bold.nii.gz', 'sub-03/anat/sub-04_ct.nii.gz', 'derivatives/organs/sub-09/ct/sub-09_dseg.nii.gz']);
    expect(remarks).toEqual(['Of participants.tsv these columns are not kept: age, sex, handedness.']);
    expect(items[0]).toMatchObject({ name: null, producer: { kind: 'MODEL', name: 'OrganNet', version: '2.1' }, covers: ['spleen', 'kidney_left'], labelSource: { taxonomy: 'TOTALSEGMENTATOR_V2' } });
  });
});

describe('which layout a directory has', () => {
  it.each(Object.keys(TREES) as (keyof typeof TREES)[])('%s', async (tree) => {
    await TREES[tree](directory);
    expect((await detectLayout(deps, directory)).layout).toBe(tree.replace(/_V[12]$/u, ''));
  });

  it('one task alone, and scans without any order', async () => {
    write('dataset.json', task());
    expect(await detectLayout(deps, directory)).toEqual({ layout: 'MSD', because: 'there is dataset.json' });
    rmSync(join(directory, 'dataset.json'));
    write('deep/down/one.nii');
    expect(await detectLayout(deps, directory)).toEqual({ layout: 'NIFTI', because: 'no other layout was recognised' });
    expect((await previews.preview({ directory, layout: 'AUTO', manifest: null })).totals).toMatchObject({ imported: 1, patients: 1, splits: { NONE: 1 } });
  });

  it('is NIFTI where a manifest says what files are; layouts that say it themselves take none', async () => {
    write('dataset.json', task());
    write('one.nii');
    write('m.csv', 'file,patient\none.nii,p\n');
    expect(await previews.preview({ directory, layout: 'AUTO', manifest: 'm.csv' })).toMatchObject({ layout: 'FILES', totals: { imported: 1, patients: 1 }, patientsAssumed: false });
    await expect(plan('MSD', 'm.csv')).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'manifest' });
  });

  it('tells nothing of directories outside the import roots', async () => {
    writeFileSync(join(outside, 'dataset.json'), task());
    symlinkSync(outside, join(directory, 'linked'));
    expect((await detectLayout(deps, directory)).layout).toBe('NIFTI');
    for (const path of [outside, join(directory, 'linked'), join(outside, 'absent')]) await expect(detectLayout(deps, path)).rejects.toMatchObject({ code: 'PATH_NOT_ALLOWED' });
  });
});

describe('tables and lists that cannot be right', () => {
  it.each([
    ['a split that is none', 'image_id;split\ns0001;holdout\n', 'meta.csv:2'],
    ['a subject twice', 'image_id;split\ns0001;train\ns0001;test\n', 'meta.csv:3'],
    ['no subject', 'image_id;split\n;train\n', 'meta.csv:2'],
    ['no column of splits', 'image_id;study_type\ns0001;ct\n', 'meta.csv:1'],
    ['a fact as long as a report', `image_id;split;pathology\ns0001;train;${'x'.repeat(201)}\n`, 'meta.csv:2'],
    ['more cells than columns', 'image_id;split\ns0001;train;more\n', 'meta.csv:2'],
  ])('meta.csv with %s stops the import, naming the line', async (_, table, path) => {
    write('s0001/ct.nii.gz');
    write('meta.csv', table);
    await expect(plan('TOTALSEGMENTATOR')).rejects.toMatchObject({ code: 'MANIFEST_INVALID', path });
  });

  it.each([
    ['no JSON', '{', 'no JSON'],
    ['no list of scans', task({ training: undefined }), 'training'],
    ['labels by name', task({ labels: { background: '0' } }), 'labels'],
  ])('dataset.json with %s', async (_, text, words) => {
    write('dataset.json', text);
    await expect(plan('MSD')).rejects.toMatchObject({ code: 'MANIFEST_INVALID', path: 'dataset.json', message: expect.stringContaining(words) as unknown });
  });

  it.each([['{}'], ['no json'], [null]])('BIDS whose data set has no name (%s)', async (text) => {
    if (text !== null) write('dataset_description.json', text);
    write('sub-1/ct/sub-1_ct.nii');
    await expect(plan('BIDS')).rejects.toMatchObject({ code: 'MANIFEST_INVALID', path: 'dataset_description.json' });
  });

  it('paths that a list leads out of the import roots by are refused one by one', async () => {
    writeFileSync(join(outside, 'secret.nii'), niftiBytes());
    mkdirSync(join(directory, 'imagesTr'));
    symlinkSync(join(outside, 'secret.nii'), join(directory, 'imagesTr/linked.nii'));
    write('imagesTr/spleen_1.nii');
    write('labelsTr/spleen_1.nii');
    const training = ['./imagesTr/spleen_1.nii', '../../../../etc/passwd', join(outside, 'secret.nii'), './imagesTr/linked.nii'].map((image) => ({ image, label: './labelsTr/spleen_1.nii' }));
    write('dataset.json', task({ training }));
    const { items, refused } = await plan('MSD');
    expect(items.map(({ item }) => item)).toEqual(['imagesTr/spleen_1.nii']);
    expect(refused.map(({ code }) => code)).toEqual(['PATH_NOT_ALLOWED', 'PATH_NOT_ALLOWED', 'PATH_NOT_ALLOWED']);
    rmSync(join(directory, 'dataset.json'));
    symlinkSync(join(outside, 'secret.nii'), join(directory, 'dataset.json'));
    await expect(plan('MSD')).rejects.toMatchObject({ code: 'PATH_NOT_ALLOWED' });
  });
});

describe('a preview', () => {
  it('refuses what a header tells, and opens no voxels', async () => {
    const good = { dim: [3, 3, 2, 2, 1, 1, 1, 1] };
    write('a/ct.nii.gz', gzipSync(niftiBytes(good)));
    write('b/ct.nii.gz', niftiBytes({ dim: [3, 3, 2, 1, 1, 1, 1, 1], data: int16Bytes([0, 1, 2, 3, 4, 5]) }));
    write('c/ct.nii', niftiBytes().subarray(0, 360));
    write('d/ct.nii', 'not a scan, and longer than nothing');
    write('e/ct.nii', gzipSync(niftiBytes()).subarray(0, 20));
    write('f/ct.nii', niftiBytes());
    write('f/segmentations.nii', niftiBytes({ srow: [1, 0, 0, 5, 0, 1, 0, 0, 0, 0, 1, 0] }));
    write('g/ct.nii', niftiBytes({ datatype: 128 }));
    write('h/ct.nii', niftiBytes({ dim: [3, 9000, 2, 2, 1, 1, 1, 1] }));
    const { rows, totals } = await previews.preview({ directory, layout: 'AUTO', manifest: null });
    expect(rows.map((row) => [row.item, row.kind === 'REFUSE' ? row.code : row.kind])).toEqual([
      ['a/ct.nii.gz', 'IMPORT'],
      ['b/ct.nii.gz', 'TOO_FEW_SLICES'],
      ['c/ct.nii', 'FILE_TRUNCATED'],
      ['d/ct.nii', 'FORMAT_UNKNOWN'],
      ['e/ct.nii', 'FILE_TRUNCATED'],
      ['f/ct.nii', 'MASK_GEOMETRY_MISMATCH'],
      ['g/ct.nii', 'UNSUPPORTED_DATATYPE'],
      ['h/ct.nii', 'FILE_TOO_LARGE'],
    ]);
    expect(totals).toEqual({ imported: 1, skipped: 0, refused: 7, patients: 1, slices: 2, withSegmentation: 0, splits: { TRAIN: 0, VALIDATION: 0, TEST: 0, NONE: 1 } });
  });
});

describe("a data set's own names of labels", () => {
  it.each([
    [['liver', 'cancer'], 'COARSE_29', ['liver']],
    [['Left Kidney', 'kidney-right'], 'TOTALSEGMENTATOR_V2', ['kidney_right']],
    [['Vessel', 'Tumour'], 'BINARY_LESION', ['lesion']],
    [['colon cancer primaries'], 'BINARY_LESION', ['lesion']],
    [['heart_atrium_left', 'face'], 'TOTALSEGMENTATOR_V1', ['heart_atrium_left', 'face']],
  ] as const)('%s are read as %s', (names, taxonomy, covers) => {
    expect(taxonomyOfNames(names)).toBe(taxonomy);
    expect(coveredBy(taxonomy, names)).toEqual(covers);
  });

  it('that no taxonomy knows are read as none', () => {
    expect(taxonomyOfNames(['edema', 'widget'])).toBeNull();
    expect(taxonomyOfNames([])).toBeNull();
  });
});
