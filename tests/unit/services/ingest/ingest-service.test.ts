import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createImportSource } from '../../../../src/adapters/filesystem/import-source.js';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import { projectRegions } from '../../../../src/domain/anatomy/project-regions.js';
import type { SourceTaxonomy } from '../../../../src/domain/anatomy/taxonomy.js';
import { asId } from '../../../../src/domain/ids.js';
import { createIngestService } from '../../../../src/services/ingest/create-ingest-service.js';
import type { ImportedVolume, ImportItem, IngestService, LabelSource } from '../../../../src/services/ingest/ingest-service.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';
import type { MemoryObjects } from '../../../testkit/memory-objects.js';
import { createMemoryTeam } from '../../../testkit/memory-team.js';
import type { MemoryTeam } from '../../../testkit/memory-team.js';
import { float32Bytes, int16Bytes, niftiBytes } from '../../../testkit/nifti-bytes.js';

const samples = join(import.meta.dirname, '../../../../samples');
const root = mkdtempSync(join(tmpdir(), 'voxseek-ingest-'));
const outside = mkdtempSync(join(tmpdir(), 'voxseek-outside-'));
afterAll(() => [root, outside].forEach((directory) => rmSync(directory, { recursive: true })));

const datasetId = asId('Dataset', 'ds_a');
const signal = new AbortController().signal;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let objects: MemoryObjects;
let team: MemoryTeam;
let ingest: IngestService;
beforeEach(() => {
  objects = createMemoryObjects();
  team = createMemoryTeam();
  team.addDataset(datasetId);
  ingest = createIngestService({
    objects,
    files: createVolumeFiles(objects),
    reader: createNiftiReader(),
    dicom: createDicomReader(),
    source: createImportSource(),
    pseudonymKey: 'secret',
    importRoots: [root, samples],
    limits: { maxBytes: 1 << 26, maxDimension: 1024 },
    log: silent,
  });
});

let serial = 0;
/** A path below the import root, with the bytes written to it. */
function write(bytes: Buffer | string, name?: string): string {
  serial += 1;
  const path = join(root, name ?? `file-${serial}.nii`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

const scan = (first = 0): string => write(niftiBytes({ data: int16Bytes([first, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) }));
const mask = (values: readonly number[], name?: string): string => write(niftiBytes({ data: int16Bytes(values) }), name);
const patient = (key: string): ImportItem['patient'] => ({ kind: 'KEY', key });

/** A change of the item below; `path` is that of its file. */
type Change = Partial<ImportItem> & { readonly path?: string };

function item({ path, ...change }: Change = {}): ImportItem {
  return {
    item: 'ct.nii',
    source: { kind: 'FILE', path: path ?? scan() },
    name: null,
    patient: patient('MRN-4711'),
    study: null,
    split: 'NONE',
    labels: {},
    labelSource: null,
    producer: { kind: 'MANUAL', name: 'reader', version: null },
    covers: null,
    derivedFrom: [],
    ...change,
  };
}

const run = (change: Change = {}): Promise<ImportedVolume> => ingest.importItem(team.catalogue, item(change), datasetId, signal);
const labelMap = (path: string, taxonomy: SourceTaxonomy = 'COARSE_29'): LabelSource => ({ kind: 'LABEL_MAP', path, taxonomy });

describe('importing the samples', () => {
  it('gives five volumes of four patients, with the regions of their label maps', async () => {
    const plan = await ingest.planDirectory({ directory: samples, layout: 'NIFTI', manifest: 'manifest.csv' });
    expect(plan.refused).toEqual([]);
    expect(plan.patientsAssumed).toBe(false);
    for (const each of plan.items) await ingest.importItem(team.catalogue, each, datasetId, signal);
    const volumes = [...team.volumes.values()];
    expect(volumes.map(({ name, shape }) => [name, ...shape])).toEqual([
      ['ts-abdomen', 122, 101, 112],
      ['ts-slab', 122, 101, 30],
      ['ts-thorax', 116, 83, 95],
      ['slicer-chest', 128, 128, 34],
      ['lung1', 128, 128, 48],
    ]);
    expect(new Set(volumes.map(({ patientId }) => patientId)).size).toBe(4);
    expect(volumes[0]?.patientId).toBe(volumes[1]?.patientId);
    expect(volumes[0]?.studyId).toBe(volumes[1]?.studyId);
    expect(volumes.flatMap(({ importNotes }) => importNotes)).toEqual([]);
    const [abdomen, slab, lesion] = team.segmentations;
    expect(abdomen?.regions.length).toBe(61);
    expect(slab?.covers.length).toBe(117);
    expect(slab?.regions.length).toBeGreaterThan(10);
    expect(slab?.regions.every(({ pixelCounts }) => pixelCounts.length === 30)).toBe(true);
    expect(lesion).toMatchObject({ taxonomy: 'BINARY_LESION', covers: ['lesion'], unknownLabels: [] });
    expect(projectRegions(abdomen!, 'COARSE_29').counts.has('liver')).toBe(true);
    expect(projectRegions(slab!, 'FINE_104').covers.size).toBe(97);
    expect(team.members.get(datasetId)?.get(volumes[0]!.id)?.labels).toEqual({ region: 'abdomen-pelvis' });
  });
});

describe('importItem', () => {
  it('stores voxels, rows and flags, and nothing that names the patient', async () => {
    const air = niftiBytes({ dim: [3, 2, 2, 3, 1, 1, 1, 1], data: int16Bytes([-1000, -900, -500, -501, 40, 40, 40, 40, -1000, 0, 0, 0]) });
    const labels = labelMap(mask([0, 1, 1, 0, 5, 5, 5, 5, 0, 0, 0, 0]));
    const bad = run({ path: write(air), labelSource: labels });
    await expect(bad).rejects.toMatchObject({ code: 'MASK_GEOMETRY_MISMATCH' });
    const { volumeId, created, notes, segmentationId } = await run({ path: write(air), name: 'one', study: patient('ACC-1'), split: 'TEST', labels: { tumour: 'yes' } });
    expect([created, notes, segmentationId]).toEqual([true, [], null]);
    const stored = team.volumes.get(volumeId)!;
    expect(stored).toMatchObject({ name: 'one', voxelType: 'INT16', shape: [2, 2, 3], sliceFlags: [1, 2, 0], derivedFrom: [], importNotes: [] });
    expect(stored.patientId).toMatch(/^pat_[0-9a-f]{32}$/u);
    expect(stored.studyId).toMatch(/^std_[0-9a-f]{32}$/u);
    expect([...objects.held.keys()]).toEqual([`teams/team_a/volumes/${volumeId}/voxels.nii.gz`]);
    expect(stored.bytes).toBe(objects.held.get(`teams/team_a/volumes/${volumeId}/voxels.nii.gz`)?.length);
    expect(team.members.get(datasetId)?.get(volumeId)).toEqual({ volumeId, split: 'TEST', labels: { tumour: 'yes' } });
    expect(JSON.stringify([...team.volumes.values()])).not.toMatch(/MRN|ACC-1/u);
  });

  it('returns the first volume for the same voxels, in whatever type, order and compression they come', async () => {
    const first = await run();
    const asFloats = niftiBytes({ datatype: 16, bitpix: 32, data: float32Bytes([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) });
    const flipped = niftiBytes({ srow: [-1, 0, 0, 2, 0, 1, 0, 0, 0, 0, 1, 0], data: int16Bytes([2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9]) });
    for (const bytes of [gzipSync(asFloats), flipped]) {
      expect(await run({ path: write(bytes), name: 'again' })).toEqual({ ...first, created: false });
    }
    expect(team.volumes.size).toBe(1);
    expect((await run({ path: scan(99) })).created).toBe(true);
  });

  it('is its own patient without a key, and says so', async () => {
    const first = await run({ patient: null });
    expect(first.notes.map(({ kind }) => kind)).toEqual(['PATIENT_ASSUMED']);
    const second = await run({ patient: null, path: scan(7) });
    expect(team.volumes.get(first.volumeId)?.patientId).not.toBe(team.volumes.get(second.volumeId)?.patientId);
    expect(team.volumes.get(first.volumeId)?.importNotes.map(({ kind }) => kind)).toEqual(['PATIENT_ASSUMED']);
  });

  it('refuses the same voxels under another patient, and takes them without one', async () => {
    const first = await run();
    await expect(run({ patient: patient('MRN-2') })).rejects.toMatchObject({ code: 'PATIENT_CONFLICT', details: { volumeId: first.volumeId } });
    expect((await run({ patient: null })).volumeId).toBe(first.volumeId);
    const pseudonym = team.volumes.get(first.volumeId)!.patientId.replace('pat_', '');
    expect((await run({ patient: { kind: 'PSEUDONYM', pseudonym } })).volumeId).toBe(first.volumeId);
    await expect(run({ patient: { kind: 'PSEUDONYM', pseudonym: 'Doe^John' } })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('keeps teams apart: other ids, other pseudonyms, other keys', async () => {
    const other = createMemoryTeam('team_b');
    other.addDataset(datasetId);
    const mine = await run();
    const theirs = await ingest.importItem(other.catalogue, item(), datasetId, signal);
    expect(theirs).toMatchObject({ created: true });
    expect(theirs.volumeId).not.toBe(mine.volumeId);
    expect(other.volumes.get(theirs.volumeId)?.patientId).not.toBe(team.volumes.get(mine.volumeId)?.patientId);
    expect([...objects.held.keys()].filter((key) => key.startsWith('teams/team_b/')).length).toBe(1);
  });

  it('names the volumes that one is derived from', async () => {
    const source = await run({ name: 'source' });
    const derived = await run({ path: scan(50), patient: patient('virtual'), derivedFrom: ['source'] });
    expect(team.volumes.get(derived.volumeId)?.derivedFrom).toEqual([source.volumeId]);
    await expect(run({ path: scan(51), derivedFrom: ['nobody'] })).rejects.toMatchObject({ code: 'NOT_FOUND', path: 'derivedFrom' });
    await ingest.importItem(team.catalogue, item({ path: scan(52), name: 'source' }), null, signal);
    const again = await run({ path: scan(53), derivedFrom: ['source'] });
    expect(team.volumes.get(again.volumeId)?.derivedFrom).toEqual([source.volumeId]);
    await expect(ingest.importItem(team.catalogue, item({ path: scan(54), derivedFrom: ['source'] }), null, signal)).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('labels', () => {
  it('are a new version when the mask or what it covers changes', async () => {
    const path = mask([0, 1, 1, 0, 5, 5, 0, 0, 0, 0, 0, 0]);
    const versions = async (change: Change): Promise<number | undefined> => {
      const { segmentationId } = await run({ labelSource: labelMap(path), ...change });
      return team.segmentations.find(({ id }) => id === segmentationId)?.version;
    };
    expect(await versions({})).toBe(1);
    expect(await versions({})).toBe(1);
    expect(await versions({ covers: ['spleen', 'kidney', 'stomach'] })).toBe(2);
    expect(await versions({ labelSource: labelMap(mask([0, 1, 1, 0, 5, 5, 0, 0, 0, 0, 0, 1])) })).toBe(3);
    expect(team.segmentations[0]).toMatchObject({
      covers: expect.objectContaining({ length: 29 }) as unknown,
      regions: [
        { region: 'spleen', pixelCounts: [2, 0] },
        { region: 'stomach', pixelCounts: [2, 0] },
      ],
    });
  });

  it('that the taxonomy does not know are kept and reported', async () => {
    const { notes, segmentationId } = await run({ labelSource: labelMap(mask([1, 200, 200, 0, 0, 0, 0, 0, 0, 0, 0, 0])) });
    expect(notes.map(({ kind }) => kind)).toEqual(['UNKNOWN_LABELS']);
    expect(team.segmentations[0]).toMatchObject({ regions: [{ region: 'spleen' }], unknownLabels: [{ value: 200, name: null, voxels: 2 }] });
    const key = [...objects.held.keys()].find((name) => name.includes(segmentationId!))!;
    expect([...(await createVolumeFiles(objects).readLabels(key)).labels.subarray(0, 3)]).toEqual([1, 200, 200]);
  });

  it('of a directory are named by its files: empty ones absent, unknown ones reported, overlaps noted', async () => {
    const directory = join(root, 'masks');
    mask([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], 'masks/spleen.nii');
    mask([0, 1, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0], 'masks/liver.nii');
    mask([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 'masks/pancreas.nii');
    mask([0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0], 'masks/widget.nii');
    write('notes', 'masks/readme.txt');
    const { notes } = await run({ labelSource: { kind: 'MASK_DIRECTORY', path: directory, taxonomy: 'TOTALSEGMENTATOR_V2' } });
    expect(notes.map(({ kind }) => kind)).toEqual(['OVERLAPPING_MASKS', 'UNKNOWN_LABELS']);
    expect(team.segmentations[0]).toMatchObject({
      covers: ['spleen', 'liver', 'pancreas'],
      regions: [
        { region: 'spleen', pixelCounts: [2, 0] },
        { region: 'liver', pixelCounts: [1, 1] },
      ],
      unknownLabels: [{ value: 1001, name: 'widget', voxels: 2 }],
    });
  });

  it('may be empty where it is said what was looked for', async () => {
    await run({ labelSource: labelMap(mask(Array<number>(12).fill(0))), covers: ['spleen'] });
    expect(team.segmentations[0]).toMatchObject({ covers: ['spleen'], regions: [] });
  });
});

describe('bad input leaves nothing behind', () => {
  const zeros = Array<number>(12).fill(0);
  const one = [1, ...zeros.slice(1)];
  const cases: readonly (readonly [string, string, () => Change])[] = [
    ['NOT_NIFTI', 'not an image', () => ({ path: write('no image') })],
    ['FILE_TRUNCATED', 'a short image', () => ({ path: write(niftiBytes().subarray(0, 360)) })],
    ['FILE_UNREADABLE', 'no file', () => ({ path: join(root, 'none.nii') })],
    ['TOO_FEW_SLICES', 'one slice', () => ({ path: write(niftiBytes({ dim: [3, 4, 3, 1, 1, 1, 1, 1] })) })],
    ['EMPTY_MASK', 'an empty mask', () => ({ labelSource: labelMap(mask(zeros)) })],
    ['MASK_NOT_INTEGRAL', 'a mask of fractions', () => ({ labelSource: labelMap(write(niftiBytes({ slope: 0.5 }))) })],
    ['MASK_GEOMETRY_MISMATCH', 'a mask of another shape', () => ({ labelSource: labelMap(write(niftiBytes({ dim: [3, 2, 3, 2, 1, 1, 1, 1] }))) })],
    ['MASK_GEOMETRY_MISMATCH', 'a mask that lies elsewhere', () => ({ labelSource: labelMap(write(niftiBytes({ srow: [1, 0, 0, 0.2, 0, 1, 0, 0, 0, 0, 1, 0] }))) })],
    ['UNKNOWN_LABEL', 'a mask of another taxonomy', () => ({ labelSource: labelMap(mask([300, ...zeros.slice(1)])) })],
    ['UNKNOWN_LABEL', 'covers of another taxonomy', () => ({ labelSource: labelMap(mask(one)), covers: ['toe'] })],
    ['FILE_UNREADABLE', 'no mask', () => ({ labelSource: labelMap(join(root, 'none.nii')) })],
    ['NOT_NIFTI', 'a mask that is no image', () => ({ labelSource: labelMap(write('no mask')) })],
    ['NOTHING_TO_IMPORT', 'a directory without masks', () => ({ labelSource: { kind: 'MASK_DIRECTORY', path: dirname(write('x', 'no-masks/readme.txt')), taxonomy: 'COARSE_29' } })],
    ['UNKNOWN_LABEL', 'a directory of unknown masks', () => ({ labelSource: { kind: 'MASK_DIRECTORY', path: dirname(mask(one, 'unknown/toe.nii')), taxonomy: 'COARSE_29' } })],
    ['NOT_FOUND', 'a source that is not there', () => ({ derivedFrom: ['nobody'] })],
  ];

  it.each(cases)('%s: %s', async (code, _, change) => {
    await expect(run(change())).rejects.toMatchObject({ code });
    expect([objects.held.size, team.volumes.size, team.segmentations.length, team.members.get(datasetId)?.size]).toEqual([0, 0, 0, 0]);
  });

  it('an unknown data set, an abort and a failing database neither', async () => {
    await expect(ingest.importItem(team.catalogue, item(), asId('Dataset', 'ds_none'), signal)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ingest.importItem(team.catalogue, item(), datasetId, AbortSignal.abort())).rejects.toThrow();
    team.failNext('volumes.insert', new Error('connection lost'));
    await expect(run()).rejects.toThrow('connection lost');
    expect([objects.held.size, team.volumes.size]).toEqual([0, 0]);
  });

  it('an import that failed halfway is completed by the next', async () => {
    team.failNext('segmentations.insert', new Error('connection lost'));
    const change = { labelSource: labelMap(mask(one)) };
    await expect(run(change)).rejects.toThrow('connection lost');
    const done = await run(change);
    expect(team.segmentations.map(({ id }) => id)).toEqual([done.segmentationId]);
    expect(team.members.get(datasetId)?.size).toBe(1);
    expect(objects.held.size).toBe(2);
  });
});

describe('planDirectory', () => {
  const plan = (directory: string, layout: 'NIFTI' | 'TOTALSEGMENTATOR' = 'NIFTI', manifest: string | null = null): ReturnType<IngestService['planDirectory']> =>
    ingest.planDirectory({ directory: join(root, directory), layout, manifest });

  it('takes every NIfTI file of a directory, in a stable order, each its own patient', async () => {
    for (const name of ['plain/b.nii', 'plain/a/x.nii.gz', 'plain/readme.md', 'plain/.hidden.nii']) write('x', name);
    const { items, patientsAssumed } = await plan('plain');
    expect(items.map((each) => each.item)).toEqual(['a/x.nii.gz', 'b.nii']);
    expect(patientsAssumed).toBe(true);
    expect(items.every((each) => each.patient === null && each.labelSource === null)).toBe(true);
  });

  it('takes the TotalSegmentator layout, in the version that its masks are named by', async () => {
    for (const name of ['ts/s1/ct.nii.gz', 'ts/s1/segmentations/liver.nii.gz', 'ts/s1/segmentations/face.nii.gz']) write('x', name);
    for (const name of ['ts/s2/ct.nii', 'ts/s2/segmentations/liver.nii.gz', 'ts/s3/ct.nii.gz', 'ts/s3/segmentations.nii.gz', 'ts/s4/other.nii.gz', 'ts/s5/segmentations/liver.nii.gz']) write('x', name);
    const { items, refused } = await plan('ts', 'TOTALSEGMENTATOR');
    expect(refused).toMatchObject([{ item: 's5/ct.nii.gz', code: 'FILE_UNREADABLE' }]);
    expect(items.map((each) => [each.item, each.labelSource?.kind, each.labelSource?.taxonomy])).toEqual([
      ['s1/ct.nii.gz', 'MASK_DIRECTORY', 'TOTALSEGMENTATOR_V1'],
      ['s2/ct.nii', 'MASK_DIRECTORY', 'TOTALSEGMENTATOR_V2'],
      ['s3/ct.nii.gz', 'LABEL_MAP', 'TOTALSEGMENTATOR_V2'],
    ]);
    expect(items[0]?.producer).toEqual({ kind: 'MODEL', name: 'TotalSegmentator', version: null });
  });

  it('follows a manifest: sources before what is derived from them, bad files listed', async () => {
    for (const name of ['list/a.nii', 'list/b.nii', 'list/seg.nii']) write('x', name);
    write('file,patient,segmentation,taxonomy,derived_from\nb.nii,v,,,a\nnone.nii,p,,,\n../../etc/passwd,p,,,\na.nii,p,seg.nii,BINARY_LESION,\n', 'list/m.csv');
    const { items, refused, patientsAssumed } = await plan('list', 'NIFTI', 'm.csv');
    expect(items.map((each) => [each.item, each.labelSource?.kind ?? null])).toEqual([['a.nii', 'LABEL_MAP'], ['b.nii', null]]);
    expect(refused.map(({ item: name, code }) => [name, code])).toEqual([['none.nii', 'FILE_UNREADABLE'], ['../../etc/passwd', 'PATH_NOT_ALLOWED']]);
    expect(patientsAssumed).toBe(false);
    write('file,segmentation\na.nii,seg.nii\n', 'list/bad.csv');
    await expect(plan('list', 'NIFTI', 'bad.csv')).rejects.toMatchObject({ code: 'MANIFEST_INVALID', path: 'manifest:2' });
    await expect(plan('list', 'NIFTI', 'absent.csv')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('refuses paths outside the import roots, links that lead there, and tells nothing of what is there', async () => {
    writeFileSync(join(outside, 'secret.nii'), 'x');
    mkdirSync(join(root, 'links'));
    symlinkSync(join(outside, 'secret.nii'), join(root, 'links/secret.nii'));
    symlinkSync(outside, join(root, 'linked'));
    symlinkSync(outside, join(root, 'links/directory'));
    write('x', 'links/fine.nii');
    expect(await plan('links')).toMatchObject({ items: [{ item: 'fine.nii' }], refused: [{ item: 'secret.nii', code: 'PATH_NOT_ALLOWED' }] });
    mkdirSync(join(root, 'linked-masks'));
    symlinkSync(join(outside, 'secret.nii'), join(root, 'linked-masks/liver.nii'));
    const masks: LabelSource = { kind: 'MASK_DIRECTORY', path: join(root, 'linked-masks'), taxonomy: 'COARSE_29' };
    await expect(run({ labelSource: masks })).rejects.toMatchObject({ code: 'PATH_NOT_ALLOWED' });
    for (const directory of ['linked', '..', '../..']) await expect(plan(directory)).rejects.toMatchObject({ code: 'PATH_NOT_ALLOWED' });
    for (const directory of [outside, join(outside, 'not-there'), `${root}-beside`]) {
      await expect(ingest.planDirectory({ directory, layout: 'NIFTI', manifest: null })).rejects.toMatchObject({ code: 'PATH_NOT_ALLOWED' });
    }
    await expect(plan('links', 'NIFTI', join(outside, 'm.csv'))).rejects.toMatchObject({ code: 'PATH_NOT_ALLOWED' });
  });

  it('ends where links run in circles', async () => {
    write('x', 'circle/one.nii');
    symlinkSync(join(root, 'circle'), join(root, 'circle/again'));
    expect((await plan('circle')).items.map((each) => each.item)).toEqual(['one.nii']);
  });

  it('says when there is nothing to import', async () => {
    write('x', 'nothing/readme.md');
    await expect(plan('nothing')).rejects.toMatchObject({ code: 'NOTHING_TO_IMPORT' });
    await expect(plan('nothing', 'TOTALSEGMENTATOR')).rejects.toMatchObject({ code: 'NOTHING_TO_IMPORT' });
    await expect(plan('not-there')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(plan('nothing/readme.md')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('hashes a listing by names, sizes, times and manifest', async () => {
    const hash = (manifest: string | null = null): Promise<string> => ingest.listingHash({ directory: join(root, 'listed'), manifest });
    write('x', 'listed/a.nii');
    write('file\na.nii\n', 'm1.csv');
    const first = await hash();
    expect(await hash()).toBe(first);
    expect(await hash(join(root, 'm1.csv'))).not.toBe(first);
    write('xy', 'listed/a.nii');
    expect(await hash()).not.toBe(first);
    await expect(ingest.listingHash({ directory: outside, manifest: null })).rejects.toMatchObject({ code: 'PATH_NOT_ALLOWED' });
  });
});
