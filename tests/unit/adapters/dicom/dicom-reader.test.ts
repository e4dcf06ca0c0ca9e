import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { TAG } from '../../../../src/adapters/dicom/dataset/tags.js';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import { chooseSeries } from '../../../../src/services/ingest/dicom/choose-series.js';
import type { DicomSurvey, ReadSeries } from '../../../../src/services/ports/dicom-reader.js';
import { dicomBytes } from '../../../testkit/dicom-bytes.js';
import type { DicomElement } from '../../../testkit/dicom-bytes.js';
import { ENHANCED_CT, seriesSlices, sliceBytes, sliceElements } from '../../../testkit/dicom-series.js';
import type { TestSlice } from '../../../testkit/dicom-series.js';

const limits = { maxBytes: 1 << 24, maxDimension: 100 };
const signal = new AbortController().signal;
const reader = createDicomReader();
const root = mkdtempSync(join(tmpdir(), 'voxseek-dicom-'));
afterAll(() => rmSync(root, { recursive: true }));

let heap = '';
beforeEach(() => {
  heap = mkdtempSync(join(root, 'heap-'));
});

const write = (files: readonly Buffer[], name = (index: number): string => String(index)): readonly string[] =>
  files.map((bytes, index) => {
    const path = join(heap, name(index));
    writeFileSync(path, bytes);
    return path;
  });

const survey = (files: readonly Buffer[], name?: (index: number) => string): Promise<DicomSurvey> => reader.survey(write(files, name), { limits, signal });
const read = async (files: readonly Buffer[]): Promise<ReadSeries> => reader.readSeries(chooseSeries(await survey(files), null), { limits });
const set = (tag: number, vr: string, value: DicomElement[2]): Readonly<Record<number, DicomElement>> => ({ [tag]: [tag, vr, value] });

describe('survey', () => {
  it('tells series apart by their UIDs, and patients whose series have the same', async () => {
    const found = await survey([
      ...seriesSlices(3, 2, { series: '1.1' }),
      ...seriesSlices(2, 2, { series: '1.2' }),
      ...seriesSlices(4, 2, { series: '1.1', patient: 'MRN-2' }),
    ]);
    expect(found.refused).toEqual([]);
    expect(found.series.map(({ slices, patient, study, rows, columns, files }) => [slices, patient, study, rows, columns, files.length])).toEqual([
      [3, 'MRN-1', '1.2', 3, 4, 3], [2, 'MRN-1', '1.2', 3, 4, 2], [4, 'MRN-2', '1.2', 3, 4, 4],
    ]);
  });

  it('tells stacks of one series apart, each readable by itself', async () => {
    const { series } = await survey([...seriesSlices(3), sliceBytes({ orientation: [0, 1, 0, 0, 0, -1] }), sliceBytes({ orientation: [0, 1, 0, 0, 0, -1], position: [4, 0, 0] })]);
    expect(series.map(({ slices }) => slices)).toEqual([3, 2]);
    expect((await reader.readSeries(series[0]!, { limits })).volume.shape).toEqual([4, 3, 3]);
    expect((await reader.readSeries(series[1]!, { limits })).volume.shape).toEqual([2, 4, 3]);
  });

  it('joins the issuer to the patient, and knows nobody where the header names nobody', async () => {
    const issued = await survey([sliceBytes({ change: set(TAG.IssuerOfPatientID, 'LO', 'Hospital A') }), sliceBytes({ patient: null, series: '1.9' })]);
    expect(issued.series.map(({ patient }) => patient)).toEqual(['["Hospital A","MRN-1"]', null]);
  });

  it.each<[code: string, what: string, slice: TestSlice]>([
    ['DICOM_NOT_CT', 'an image of another class', { change: set(TAG.SOPClassUID, 'UI', '1.2.840.10008.5.1.4.1.1.4') }],
    ['DICOM_NOT_CT', 'a CT object of another modality', { change: set(TAG.Modality, 'CS', 'PT') }],
    ['DICOM_SECONDARY_CAPTURE', 'a secondary capture', { change: set(TAG.SOPClassUID, 'UI', '1.2.840.10008.5.1.4.1.1.7') }],
    ['DICOM_SECONDARY_CAPTURE', 'a multi-frame secondary capture', { change: set(TAG.SOPClassUID, 'UI', '1.2.840.10008.5.1.4.1.1.7.2') }],
    ['DICOM_LOCALIZER', 'a localizer', { change: set(TAG.ImageType, 'CS', 'ORIGINAL\\PRIMARY\\LOCALIZER') }],
    ...['1.2.840.10008.1.3.10', '1.2.840.10008.5.1.4.1.1.88.67', '1.2.840.10008.5.1.4.1.1.11.1', '1.2.840.10008.5.1.4.1.1.66.4', '1.2.840.10008.5.1.4.1.1.481.3', '1.2.840.10008.5.1.4.1.1.104.1'].map(
      (uid): [string, string, TestSlice] => ['DICOM_NO_IMAGE', uid, { change: set(TAG.SOPClassUID, 'UI', uid) }],
    ),
    ['DICOM_NO_IMAGE', 'a slice without pixels', { change: { [TAG.PixelData]: null } }],
    ['DICOM_GEOMETRY_MISSING', 'no position', { change: { [TAG.ImagePositionPatient]: null } }],
    ['DICOM_GEOMETRY_MISSING', 'no orientation', { change: { [TAG.ImageOrientationPatient]: null } }],
    ['DICOM_GEOMETRY_MISSING', 'directions that are none', { orientation: [1, 0, 0, 1, 0, 0] }],
    ['DICOM_GEOMETRY_MISSING', 'pixels without size', { spacing: [0, 1] }],
    ['DICOM_MODALITY_LUT', 'values by a table', { change: set(TAG.ModalityLUTSequence, 'SQ', [[]]) }],
    ['FILE_CORRUPT', 'no rows', { rows: 0 }],
    ['FILE_CORRUPT', 'a slope of nought', { rescale: [0, 0] }],
  ])('lists as %s: %s', async (code, _, slice) => {
    const { series, refused } = await survey([sliceBytes(slice), sliceBytes({ ...slice, series: '1.2.3' })]);
    expect(series).toEqual([]);
    expect(refused).toEqual([{ file: join(heap, '0'), count: 2, code, message: expect.any(String) as string }]);
  });

  it('refuses a whole series of which one slice has no place', async () => {
    const { series, refused } = await survey([...seriesSlices(3), sliceBytes({ position: [0, 0, 9], change: { [TAG.ImagePositionPatient]: null } }), ...seriesSlices(2, 2, { series: '1.7' })]);
    expect(series.map(({ slices }) => slices)).toEqual([2]);
    expect(refused).toMatchObject([{ code: 'DICOM_GEOMETRY_MISSING', count: 4 }]);
  });

  it('passes over what is no DICOM, unless its name says that it is', async () => {
    const { series, refused } = await survey([Buffer.from('readme'), ...seriesSlices(2), Buffer.alloc(500), Buffer.alloc(0)], (index) => (index === 3 ? 'x.DCM' : String(index)));
    expect(series.length).toBe(1);
    expect(refused.map(({ code, file }) => [code, file])).toEqual([['NOT_DICOM', join(heap, 'x.DCM')]]);
  });

  it('reads headers alone: pixels that are missing are missed only when they are read', async () => {
    const cut = seriesSlices(2, 2, { rows: 50, columns: 50 }).map((bytes) => bytes.subarray(0, bytes.length - 3000));
    const { series } = await survey(cut);
    expect(series.length).toBe(1);
    await expect(reader.readSeries(series[0]!, { limits })).rejects.toMatchObject({ code: 'FILE_TRUNCATED' });
  });

  it('stops when it is told to', async () => {
    await expect(reader.survey(write(seriesSlices(2)), { limits, signal: AbortSignal.abort(new Error('cancelled')) })).rejects.toThrow('cancelled');
  });
});

describe('readSeries', () => {
  it.each<[code: string, what: string, files: () => readonly Buffer[]]>([
    ['TOO_FEW_SLICES', 'one slice', () => seriesSlices(1)],
    ['TOO_FEW_SLICES', 'a coronal stack of one row', () => seriesSlices(3, 2, { rows: 1 }).map((_, index) => sliceBytes({ rows: 1, orientation: [1, 0, 0, 0, 0, -1], position: [0, index, 0] }))],
    ['UNSUPPORTED_DATATYPE', 'a colour image', () => seriesSlices(2, 2, { change: { ...set(TAG.SamplesPerPixel, 'US', [3]), ...set(TAG.PhotometricInterpretation, 'CS', 'RGB') } })],
    ['UNSUPPORTED_DATATYPE', '32 bits', () => seriesSlices(2, 2, { change: set(TAG.BitsAllocated, 'US', [32]) })],
    ['FILE_CORRUPT', 'more bits than there are', () => seriesSlices(2, 2, { change: set(TAG.BitsStored, 'US', [17]) })],
    ['FILE_CORRUPT', 'fewer pixels than announced', () => seriesSlices(2, 2, { values: [1, 2, 3] })],
    ['FILE_TOO_LARGE', 'more columns than the limit', () => seriesSlices(2, 2, { columns: 101, rows: 1 })],
    ['DICOM_SYNTAX_UNSUPPORTED', 'a syntax without decoder', () => seriesSlices(2, 2, { syntax: '1.2.840.10008.1.2.4.110' })],
    ['DICOM_SYNTAX_UNSUPPORTED', 'a private syntax', () => seriesSlices(2, 2, { syntax: '1.3.6.1.4.1.4711' })],
    ['NON_FINITE_VOXELS', 'a slope beyond all numbers', () => seriesSlices(2, 2, { rescale: [1e300, 0] })],
  ])('refuses as %s: %s', async (code, _, files) => {
    await expect(read(files())).rejects.toMatchObject({ code });
  });

  it('says which syntax it is, and of a private one nothing', async () => {
    await expect(read(seriesSlices(2, 2, { syntax: '1.2.840.10008.1.2.4.110' }))).rejects.toThrow('1.2.840.10008.1.2.4.110');
    await expect(read(seriesSlices(2, 2, { syntax: '1.3.6.1.4.1.4711' }))).rejects.not.toThrow('4711');
  });

  it('takes stored values for Hounsfield units where nothing rescales them, and says so', async () => {
    const { volume, notes } = await read(seriesSlices(2, 2, { rescale: null, values: Array.from({ length: 12 }, (_, index) => index) }));
    expect(notes.map(({ kind }) => kind)).toEqual(['RESCALE_ASSUMED']);
    // Columns run to the left and rows to posterior: in RAS+ both are turned.
    expect([...volume.voxels.subarray(0, 12)]).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  });

  it('reads many files of different lengths, each one its own pixels', async () => {
    const count = 60;
    const files = Array.from({ length: count }, (_, k) =>
      sliceBytes({ position: [0, 0, 2 * k], values: Array.from({ length: 12 }, (__, index) => 100 * k + index), rescale: [1, 0], change: set(TAG.IssuerOfPatientID, 'LO', 'x'.repeat(2 * (k % 7) + 2)) }),
    );
    // Their order is not that of the slices.
    const { volume } = await read([...files.filter((_, k) => k % 2 === 1), ...files.filter((_, k) => k % 2 === 0)]);
    expect([...volume.voxels]).toEqual(Array.from({ length: count * 12 }, (_, at) => 100 * Math.floor(at / 12) + 11 - (at % 12)));
  });

  it('gives the identity of the header, and nothing of it in notes or errors', async () => {
    const { identity, notes } = await read([...seriesSlices(3), ...seriesSlices(3).slice(0, 1)]);
    expect(identity).toEqual({ patient: 'MRN-1', study: '1.2' });
    expect(notes).toEqual([{ kind: 'DUPLICATE_SLICES', message: '1 slices came twice and were left out.' }]);
    const told = await read([...seriesSlices(2), ...seriesSlices(3, 10)]).catch((error: unknown) => String((error as Error).message));
    expect(told).not.toMatch(/MRN|1\.2\.3/u);
  });

  it('refuses a multi-frame object whose frames are not described', async () => {
    const object = (frames: number, described: number): Buffer =>
      dicomBytes(sliceElements({ change: { ...set(TAG.SOPClassUID, 'UI', ENHANCED_CT), ...set(TAG.NumberOfFrames, 'IS', String(frames)), ...set(TAG.PerFrameFunctionalGroupsSequence, 'SQ', Array.from({ length: described }, () => [])) } }));
    expect((await survey([object(3, 2)])).refused).toMatchObject([{ code: 'FILE_CORRUPT' }]);
    expect((await survey([object(2, 2)])).refused).toMatchObject([{ code: 'DICOM_GEOMETRY_MISSING' }]);
    expect((await survey([object(-1, 0)])).refused).toMatchObject([{ code: 'FILE_CORRUPT' }]);
  });
});

describe('chooseSeries', () => {
  it('takes the only series, the one that is named, and guesses none', async () => {
    const heapOf = await survey([...seriesSlices(2, 2, { series: '1.1' }), sliceBytes({ series: '1.5' })]);
    // One slice is no volume: beside another it is no choice.
    expect(chooseSeries(heapOf, null).slices).toBe(2);
    const two: DicomSurvey = { ...heapOf, series: [heapOf.series[0]!, { ...heapOf.series[0]!, slices: 7 }] };
    expect(() => chooseSeries(two, null)).toThrow('There are 2 CT series; name one by its number: 1: 2 slices of 4 × 3; 2: 7 slices of 4 × 3.');
    expect(chooseSeries(two, 2).slices).toBe(7);
    expect(() => chooseSeries(two, 3)).toThrow('There is no series 3.');
  });

  it('takes no series beside a damaged file, which may be one of its slices', async () => {
    const found = await survey([...seriesSlices(3), sliceBytes({ position: [0, 0, 7.5] }).subarray(0, 301)]);
    expect(() => chooseSeries(found, null)).toThrow('The file ends within its header');
  });

  it('says what was sent in place of a series', async () => {
    const code = async (files: readonly Buffer[]): Promise<unknown> => {
      try {
        return chooseSeries(await survey(files), null);
      } catch (error) {
        return (error as { code: unknown }).code;
      }
    };
    expect(await code([Buffer.from('text')])).toBe('NOT_DICOM');
    expect(await code([sliceBytes({ change: set(TAG.Modality, 'CS', 'MR') })])).toBe('DICOM_NOT_CT');
    expect(await code([sliceBytes({ change: set(TAG.Modality, 'CS', 'MR') }), sliceBytes({ change: { [TAG.PixelData]: null } })])).toBe('NOTHING_TO_IMPORT');
  });
});
