import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import { createImportSource } from '../../../../src/adapters/filesystem/import-source.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import { openHeaderReader, openVolumeReader } from '../../../../src/cli/wiring/volume-reader.js';
import type { SourceTaxonomy } from '../../../../src/domain/anatomy/taxonomy.js';
import { asId } from '../../../../src/domain/ids.js';
import { createIngestService } from '../../../../src/services/ingest/create-ingest-service.js';
import type { ImportItem, IngestService } from '../../../../src/services/ingest/ingest-service.js';
import { createImportPreviews } from '../../../../src/services/ingest/preview/create-import-previews.js';
import { parseStructureNames } from '../../../../src/services/ingest/structure-names.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';
import type { MemoryObjects } from '../../../testkit/memory-objects.js';
import { createMemoryTeam } from '../../../testkit/memory-team.js';
import type { MemoryTeam } from '../../../testkit/memory-team.js';
import { nrrdBytes } from '../../../testkit/nrrd-bytes.js';

const samples = join(import.meta.dirname, '../../../../samples');
const root = mkdtempSync(join(tmpdir(), 'voxseek-labels-'));
afterAll(() => rmSync(root, { recursive: true }));

const datasetId = asId('Dataset', 'ds_a');
const signal = new AbortController().signal;
const logged: unknown[] = [];
const log = { debug: (...line: unknown[]) => logged.push(line), info: (...line: unknown[]) => logged.push(line), warn: (...line: unknown[]) => logged.push(line), error: (...line: unknown[]) => logged.push(line) };

let objects: MemoryObjects;
let team: MemoryTeam;
let ingest: IngestService;
beforeEach(() => {
  objects = createMemoryObjects();
  team = createMemoryTeam();
  team.addDataset(datasetId);
  logged.length = 0;
  const limits = { maxBytes: 1 << 26, maxDimension: 1024 };
  ingest = createIngestService({ objects, files: createVolumeFiles(objects), reader: openVolumeReader(), dicom: createDicomReader(), source: createImportSource(), pseudonymKey: 'secret', importRoots: [root, samples], limits, log });
});

const write = (name: string, content: Buffer | string): string => {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
};

const item = (path: string, labels: string, taxonomy: SourceTaxonomy, names: string | null = null): ImportItem => ({
  item: 'scan',
  source: { kind: 'FILE', path },
  name: null,
  patient: { kind: 'KEY', key: 'p' },
  study: null,
  split: 'NONE',
  labels: {},
  labelSource: { kind: 'LABEL_MAP', path: labels, taxonomy, names: names === null ? null : parseStructureNames(names) },
  producer: { kind: 'MANUAL', name: 'reader', version: null },
  covers: null,
  derivedFrom: [],
});

const scan = join(samples, 'slicer-chest/CTChest4.nrrd');
const segments = join(samples, 'slicer-chest/Segmentation.seg.nrrd');

describe('the segmentation of a scan in NRRD', () => {
  it('becomes labels by the names of its segments, as its values are in the taxonomy of its own', async () => {
    await ingest.importItem(team.catalogue, item(scan, segments, 'SLICER_CHEST'), datasetId, signal);
    const [stored] = team.segmentations;
    expect(stored?.covers).toEqual(['ribs', 'cervical vertebral column', 'thoracic vertebral column', 'lumbar vertebral column', 'right lung', 'left lung', 'tissue']);
    expect(stored?.unknownLabels).toEqual([]);
    const { labels } = await createVolumeFiles(objects).readLabels(objectKeys.labels(team.catalogue.teamId, stored!.volumeId, stored!.id));
    const values = await openVolumeReader().readLabels(segments, { limits: { maxBytes: 1 << 26, maxDimension: 1024 } });
    expect(labels).toEqual(values.labels);
  });

  it('becomes coarse classes, several segments to one, where that taxonomy is asked for', async () => {
    const { notes } = await ingest.importItem(team.catalogue, item(scan, segments, 'COARSE_29'), datasetId, signal);
    expect(team.segmentations[0]?.covers).toEqual(['lung', 'vertebrae', 'rib']);
    // "tissue" is no class: told of by its place in the file.
    expect(team.segmentations[0]?.unknownLabels).toMatchObject([{ value: 1007, name: null }]);
    expect(notes).toEqual([{ kind: 'UNKNOWN_LABELS', message: 'Labels that are not in COARSE_29 were kept, unread: structure 7 of the file.' }]);
  });

  it('is read by the table that comes with the import, where it has one', async () => {
    await ingest.importItem(team.catalogue, item(scan, segments, 'COARSE_29', 'name,region\nTISSUE,colon\n'), datasetId, signal);
    expect(team.segmentations[0]?.covers).toEqual(['lung', 'vertebrae', 'colon', 'rib']);
    expect(team.segmentations[0]?.unknownLabels).toEqual([]);
  });
});

describe('names that no table knows', () => {
  const SECRET = 'Müller^Hans 1950-03-01';
  const bytes = nrrdBytes({ type: 'uint8', space: 'RAS' }, { Segment0_Name: 'Liver', Segment0_LabelValue: '1', Segment1_Name: SECRET, Segment1_LabelValue: '2' }, Buffer.from([1, 1, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0]));

  it('are nowhere in what is stored, returned or logged', async () => {
    const done = await ingest.importItem(team.catalogue, item(write('ct.nrrd', nrrdBytes({ space: 'RAS' })), write('l.seg.nrrd', bytes), 'COARSE_29'), datasetId, signal);
    expect(team.segmentations[0]).toMatchObject({ covers: ['liver'], unknownLabels: [{ value: 1002, name: null, voxels: 3 }] });
    const everything = JSON.stringify([done, team.segmentations, [...team.volumes.values()], logged]);
    for (const part of ['Müller', 'Hans', '1950']) expect(everything).not.toContain(part);
    for (const held of objects.held.values()) expect(held.includes('Hans')).toBe(false);
  });

  it('are not in the refusal of a file of which nothing is known', async () => {
    const failed = ingest.importItem(team.catalogue, item(write('ct.nrrd', nrrdBytes({ space: 'RAS' })), write('l.seg.nrrd', bytes), 'BINARY_LESION'), datasetId, signal);
    await expect(failed).rejects.toMatchObject({ code: 'UNKNOWN_LABEL', message: 'No label of the mask is in BINARY_LESION: structure 1 of the file, structure 2 of the file.' });
    expect(objects.held.size).toBe(0);
  });
});

describe('a table of structure names', () => {
  it.each([
    ['MANIFEST_INVALID', 'structureNames:1', 'another column', 'name,class\nx,liver\n'],
    ['MANIFEST_INVALID', 'structureNames:3', 'a region of no taxonomy', 'name,region\nx,liver\ny,toe\n'],
    ['MANIFEST_INVALID', 'structureNames:2', 'a name that is empty', 'name,region\n -_,liver\n'],
    ['MANIFEST_INVALID', 'structureNames:3', 'a row twice', 'name,region\nMy Liver,liver\nmy_liver,Liver\n'],
    ['MANIFEST_INVALID', 'structureNames:3', 'a row too long', 'name,region\nx,liver\ny,liver,z\n'],
    ['LIMIT_EXCEEDED', 'structureNames', 'too much text', `name,region\n${'x'.repeat(64_000)},liver\n`],
  ])('is refused with %s at %s for %s', (code, path, _, text) => {
    expect(() => parseStructureNames(text)).toThrow(expect.objectContaining({ code, path }) as Error);
  });

  it('reaches every item of a directory that has labels', async () => {
    write('tree/ct.nrrd', nrrdBytes());
    write('tree/m.csv', 'file,segmentation,taxonomy\nct.nrrd,ct.nrrd,COARSE_29\n');
    const request = { directory: join(root, 'tree'), layout: 'FILES', manifest: 'm.csv' } as const;
    const { items } = await ingest.planDirectory({ ...request, structureNames: 'name,region\nLeber,liver\n' });
    expect(items[0]?.labelSource?.names?.get('leber')).toEqual(['liver']);
    await expect(ingest.planDirectory({ ...request, structureNames: 'nothing' })).rejects.toMatchObject({ code: 'MANIFEST_INVALID' });
  });
});

describe('the layout of files', () => {
  it('takes scans of every format, and no segmentation or voxels beside a header', async () => {
    for (const name of ['a.nii', 'b/b.nii.gz', 'c.nrrd', 'd.nhdr', 'd.raw', 'e.MHA', 'f.mhd', 'f.zraw', 'g.seg.nrrd', 'readme.txt']) write(`files/${name}`, 'x');
    const plan = (layout: 'FILES' | 'NIFTI') => ingest.planDirectory({ directory: join(root, 'files'), layout, manifest: null });
    expect((await plan('FILES')).items.map((each) => each.item)).toEqual(['a.nii', 'b/b.nii.gz', 'c.nrrd', 'd.nhdr', 'e.MHA', 'f.mhd']);
    expect((await plan('NIFTI')).items.map((each) => each.item)).toEqual(['a.nii', 'b/b.nii.gz']);
  });

  it('is found out where there are scans of other formats than NIfTI, and shown by their headers before it is imported', async () => {
    const limits = { maxBytes: 1 << 26, maxDimension: 1024 };
    const previews = createImportPreviews({ ingest, headers: openHeaderReader(limits) });
    const directory = join(root, 'previewed');
    write('previewed/chest.nrrd', readFileSync(scan));
    write('previewed/flat.nrrd', nrrdBytes({ sizes: '2 6 1' }));
    write('previewed/other.mha', Buffer.from('NDims = 3\nDimSize = 2 3 2\nElementType = MET_SHORT\nElementDataFile = LOCAL\n'));
    const { layout, rows } = await previews.preview({ directory, layout: 'AUTO', manifest: null });
    expect(layout).toBe('FILES');
    expect(rows.map((row) => [row.item, row.kind === 'IMPORT' ? row.shape : row.kind === 'REFUSE' ? row.code : null])).toEqual([['chest.nrrd', [128, 128, 34]], ['other.mha', [2, 3, 2]], ['flat.nrrd', 'TOO_FEW_SLICES']]);
  });

  it('reads each by its bytes, whatever it is called', async () => {
    const path = write('named.nii', nrrdBytes());
    const { created } = await ingest.importItem(team.catalogue, { ...item(path, '', 'COARSE_29'), labelSource: null }, datasetId, signal);
    expect(created).toBe(true);
    const text = ingest.importItem(team.catalogue, { ...item(write('text.nrrd', 'no image'), '', 'COARSE_29'), labelSource: null }, datasetId, signal);
    await expect(text).rejects.toMatchObject({ code: 'FORMAT_UNKNOWN' });
  });
});
