import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createDicomReader } from '../../../../../src/adapters/dicom/dicom-reader.js';
import { createImportSource } from '../../../../../src/adapters/filesystem/import-source.js';
import { createNiftiReader } from '../../../../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../../../../src/adapters/nifti/volume-files.js';
import { createIngestService } from '../../../../../src/services/ingest/create-ingest-service.js';
import type { ImportPlan, IngestService } from '../../../../../src/services/ingest/ingest-service.js';
import { createPseudonyms, patientIdOf } from '../../../../../src/services/ingest/pseudonyms.js';
import { seriesSlices, sliceBytes } from '../../../../testkit/dicom-series.js';
import { createMemoryObjects } from '../../../../testkit/memory-objects.js';
import { createMemoryTeam } from '../../../../testkit/memory-team.js';

const LONG = process.env.VOXSEEK_TEST_LONG !== undefined;
const base = mkdtempSync(join(tmpdir(), 'voxseek-plan-'));
afterAll(() => rmSync(base, { recursive: true }));
const never = new AbortController().signal;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let root = '';
let ingest: IngestService;
let team: ReturnType<typeof createMemoryTeam>;
beforeEach(() => {
  root = mkdtempSync(join(base, 'root-'));
  team = createMemoryTeam();
  const objects = createMemoryObjects();
  const parts = { objects, files: createVolumeFiles(objects), reader: createNiftiReader(), dicom: createDicomReader(), source: createImportSource() };
  ingest = createIngestService({ ...parts, pseudonymKey: 'secret', importRoots: [root], limits: { maxBytes: 1 << 26, maxDimension: 1024 }, log: silent });
});

function write(name: string, bytes: Buffer | string): void {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

const writeAll = (directory: string, files: readonly Buffer[]): void => files.forEach((bytes, index) => write(`${directory}/${index}`, bytes));

const plan = (manifest: string | null = null): Promise<ImportPlan> => ingest.planDirectory({ directory: root, layout: 'DICOM', manifest });

const key = (text: string): object => ({ kind: 'KEY', key: text });

describe('planDirectory of DICOM', () => {
  it('makes an item of each series, named by its place alone, and of each refused series a line', async () => {
    writeAll('a/ct', seriesSlices(3, 2, { series: '1.1' }));
    writeAll('b', [...seriesSlices(2, 2, { series: '1.2', patient: 'MRN-2' }), ...seriesSlices(2, 3, { series: '1.3', patient: null })]);
    writeAll('c', seriesSlices(2, 2, { series: '1.4', change: { 0x0008_0060: [0x0008_0060, 'CS', 'MR'] } }));
    write('whole.dcm', sliceBytes({ series: '1.5' }));
    write('notes.txt', 'not an image');
    const { items, refused, patientsAssumed } = await plan();
    expect(items.map(({ item, patient, study, source }) => [item, patient, study, source.kind === 'DICOM_SERIES' ? source.files.length : 0])).toEqual([
      ['series 1', key('MRN-1'), key('1.2'), 3],
      ['series 2', key('MRN-2'), key('1.2'), 2],
      ['series 3', null, null, 2],
      ['series 4', key('MRN-1'), key('1.2'), 1],
    ]);
    expect(refused).toEqual([{ item: 'file 8', code: 'DICOM_NOT_CT', message: 'The object states another modality than CT. The same holds for 1 more files.' }]);
    expect(patientsAssumed).toBe(true);
  });

  it('follows no link out of the import roots, and reads a file once that has two names', async () => {
    const outside = mkdtempSync(join(base, 'outside-'));
    seriesSlices(2).forEach((bytes, index) => writeFileSync(join(outside, String(index)), bytes));
    writeAll('ct', seriesSlices(2, 2, { series: '1.7' }));
    symlinkSync(outside, join(root, 'linked'));
    symlinkSync(join(outside, '0'), join(root, 'ct', 'link'));
    symlinkSync(join(root, 'ct', '1'), join(root, 'ct', 'second'));
    const { items, refused } = await plan();
    expect(items.map(({ item, source }) => [item, source.kind === 'DICOM_SERIES' ? source.files.length : 0])).toEqual([['series 1', 2]]);
    expect(refused).toEqual([{ item: 'file 3', code: 'PATH_NOT_ALLOWED', message: 'The path is outside the directories that imports may read.' }]);
  });

  it('lets a manifest name directories and files, and go before their headers', async () => {
    writeAll('one', seriesSlices(2, 2, { series: '1.1' }));
    writeAll('two', seriesSlices(3, 2, { series: '1.2' }));
    writeAll('many', [...seriesSlices(2, 2, { series: '1.3' }), ...seriesSlices(2, 2, { series: '1.4' })]);
    writeAll('none', [Buffer.from('text')]);
    write('manifest.csv', 'file,patient,study,name,split\none,P1,S1,first,TEST\ntwo,,,second,\nmany,P3,,,\nnone,P4,,,\nmissing,P5,,,\n');
    const { items, refused } = await plan('manifest.csv');
    expect(items.map(({ item, name, patient, study, split }) => [item, name, patient, study, split])).toEqual([
      ['line 2', 'first', key('P1'), key('S1'), 'TEST'],
      ['line 3', 'second', key('MRN-1'), key('1.2'), 'NONE'],
    ]);
    expect(refused.map(({ item, code }) => [item, code])).toEqual([['line 4', 'SERIES_AMBIGUOUS'], ['line 5', 'NOT_DICOM'], ['line 6', 'FILE_UNREADABLE']]);
  });

  it('finds nothing where there is nothing', async () => {
    write('notes.txt', 'not an image');
    await expect(plan()).rejects.toMatchObject({ code: 'NOTHING_TO_IMPORT', message: 'The directory has nothing to import: a DICOM file was looked for.' });
  });

  it('says how far it is, and stops when it is told to', async () => {
    writeAll('ct', seriesSlices(4));
    const seen: (readonly [number, number])[] = [];
    const cancel = new AbortController();
    const onProgress = (done: number, total: number): void => {
      seen.push([done, total]);
      if (done === 3) cancel.abort(new Error('cancelled'));
    };
    await expect(ingest.planDirectory({ directory: root, layout: 'DICOM', manifest: null }, { signal: cancel.signal, onProgress })).rejects.toThrow('cancelled');
    expect(seen).toEqual([[1, 4], [2, 4], [3, 4]]);
  });

  const files = LONG ? 100_000 : 3_000;
  it(`plans ${files} files in bounded memory`, { timeout: 600_000 }, async () => {
    const perSeries = 500;
    for (let number = 0; number < files / perSeries; number += 1) writeAll(`s${number}`, seriesSlices(perSeries, 1, { series: `1.${number + 1}` }));
    const before = process.memoryUsage().rss;
    const { items } = await plan();
    expect(items.map(({ source }) => (source.kind === 'DICOM_SERIES' ? source.files.length : 0))).toEqual(Array.from({ length: files / perSeries }, () => perSeries));
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(400);
  });
});

describe('importItem of DICOM', () => {
  it('stores the patient of the header as the keyed hash that a manifest would give, and no word of the header', async () => {
    writeAll('ct', seriesSlices(3));
    const [item] = (await plan()).items;
    const { volumeId, notes } = await ingest.importItem(team.catalogue, item!, null, never);
    const stored = [...team.volumes.values()].find(({ id }) => id === volumeId)!;
    expect(notes).toEqual([]);
    expect(stored.patientId).toBe(patientIdOf(createPseudonyms('secret').patient(team.catalogue.teamId, 'MRN-1')));
    expect(JSON.stringify(stored)).not.toMatch(/MRN-1|1\.2\.3/u);
  });
});
