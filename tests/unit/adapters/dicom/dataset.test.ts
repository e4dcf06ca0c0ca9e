import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseDicom } from '../../../../src/adapters/dicom/dataset/dicom-file.js';
import { encodedFrames } from '../../../../src/adapters/dicom/dataset/fragments.js';
import { TAG } from '../../../../src/adapters/dicom/dataset/tags.js';
import { dicomBytes } from '../../../testkit/dicom-bytes.js';
import type { DicomElement } from '../../../testkit/dicom-bytes.js';

const limits = { maxBytes: 1 << 20 };
const SYNTAXES = ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99'];
const PRIVATE_UNKNOWN = 0x0029_1010;

const ELEMENTS: readonly DicomElement[] = [
  [TAG.ImageType, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'],
  [TAG.PatientID, 'LO', 'odd'],
  [TAG.ImagePositionPatient, 'DS', '-1.5\\2e1\\ 3 '],
  [TAG.Rows, 'US', [512]],
  [TAG.PlanePositionSequence, 'SQ', [[[TAG.ImagePositionPatient, 'DS', '1\\2\\3']], [[TAG.Rows, 'US', [7]]]]],
  [TAG.PlaneOrientationSequence, 'SQ', { undefinedLength: [[[TAG.PixelMeasuresSequence, 'SQ', { undefinedLength: [[[TAG.PixelSpacing, 'DS', '0.5\\0.25']]] }]]] }],
  [TAG.PixelData, 'OW', [1, 2, 3, 4]],
];

/** The code that a call fails with. */
function codeOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

describe('parseDicom', () => {
  it.each(SYNTAXES)('reads texts, numbers and nested sequences of %s', (syntax) => {
    const { dataset, transferSyntax, bytes } = parseDicom(dicomBytes(ELEMENTS, syntax), limits);
    expect(transferSyntax.uid).toBe(syntax);
    expect(dataset.texts(TAG.ImageType)).toEqual(['ORIGINAL', 'PRIMARY', 'AXIAL']);
    expect(dataset.text(TAG.PatientID)).toBe('odd');
    expect(dataset.numbers(TAG.ImagePositionPatient)).toEqual([-1.5, 20, 3]);
    expect(dataset.number(TAG.Rows)).toBe(512);
    expect(dataset.items(TAG.PlanePositionSequence).map((item) => [item.numbers(TAG.ImagePositionPatient), item.number(TAG.Rows)])).toEqual([[[1, 2, 3], null], [[], 7]]);
    expect(dataset.item(TAG.PlaneOrientationSequence)?.item(TAG.PixelMeasuresSequence)?.numbers(TAG.PixelSpacing)).toEqual([0.5, 0.25]);
    const pixels = dataset.element(TAG.PixelData)!;
    expect(bytes.subarray(pixels.offset, pixels.offset + pixels.length).length).toBe(8);
    expect(dataset.tags().length).toBe(ELEMENTS.length);
  });

  it('passes over what it need not know: 64-bit values, and unknown sequences written as implicit', () => {
    const { dataset } = parseDicom(dicomBytes([
      [PRIVATE_UNKNOWN, 'UN', { undefinedLength: [[[TAG.PixelSpacing, 'DS', '9\\9']]] }],
      [TAG.Rows, 'US', [3]],
      [0x7fe0_0001, 'OV', [0, 16]],
      [TAG.PixelData, 'OW', [1]],
    ]), limits);
    expect(dataset.item(PRIVATE_UNKNOWN)?.numbers(TAG.PixelSpacing)).toEqual([9, 9]);
    expect(dataset.numbers(0x7fe0_0001)).toEqual([0, 16]);
    expect(dataset.number(TAG.Rows)).toBe(3);
  });

  it('decodes text by the character set, that of the data set for its items', () => {
    const name = (set: string, bytes: Buffer): readonly (string | null | undefined)[] => {
      const { dataset } = parseDicom(dicomBytes([[TAG.SpecificCharacterSet, 'CS', set], [TAG.PatientID, 'LO', bytes], [TAG.PlanePositionSequence, 'SQ', [[[TAG.PatientID, 'LO', bytes]]]]]), limits);
      return [dataset.text(TAG.PatientID), dataset.item(TAG.PlanePositionSequence)?.text(TAG.PatientID)];
    };
    expect(name('ISO_IR 192', Buffer.from('Lübe', 'utf8'))).toEqual(['Lübe', 'Lübe']);
    expect(name('ISO_IR 100', Buffer.from('Lübe', 'latin1'))).toEqual(['Lübe', 'Lübe']);
    expect(name('ISO_IR 144', Buffer.from([0xbb, 0xd8]))).toEqual(['Ли', 'Ли']);
    expect(name('NO SUCH SET', Buffer.from('Lübe', 'latin1'))).toEqual(['Lübe', 'Lübe']);
  });

  it('says of every cut before the pixels that the file ends early', () => {
    const whole = dicomBytes(ELEMENTS);
    const header = whole.length - 8;
    const outcomes = Array.from({ length: header - 133 }, (_, index) => codeOf(() => parseDicom(whole.subarray(0, 133 + index), limits).dataset.has(TAG.PixelData)));
    // Between two elements a shorter file is a whole one without pixels; the first cut leaves no transfer syntax.
    expect(new Set(outcomes)).toEqual(new Set(['FILE_CORRUPT', 'FILE_TRUNCATED', false]));
    expect(outcomes.filter((outcome) => outcome !== 'FILE_TRUNCATED').length).toBeLessThanOrEqual(ELEMENTS.length + 3);
    expect(parseDicom(whole.subarray(0, header), limits).dataset.element(TAG.PixelData)?.offset).toBe(header);
  });

  it('refuses what is no DICOM, nests without end, or inflates past the limit', () => {
    expect(codeOf(() => parseDicom(Buffer.from('a text'), limits))).toBe('NOT_DICOM');
    expect(codeOf(() => parseDicom(dicomBytes([[TAG.Rows, '  ', '12']]), limits))).toBe('FILE_CORRUPT');
    expect(codeOf(() => parseDicom(dicomBytes([[TAG.Rows, 'US', 'odd length']]), limits).dataset.number(TAG.PixelSpacing))).toBe(null);
    expect(codeOf(() => parseDicom(dicomBytes([[TAG.PixelSpacing, 'DS', '1\\x']]), limits).dataset.numbers(TAG.PixelSpacing))).toBe('FILE_CORRUPT');
    let nested: DicomElement = [TAG.Rows, 'US', [1]];
    for (let depth = 0; depth < 100; depth += 1) nested = [TAG.PlanePositionSequence, 'SQ', { undefinedLength: [[nested]] }];
    expect(codeOf(() => parseDicom(dicomBytes([nested]), limits))).toBe('FILE_CORRUPT');
    const head = dicomBytes([], '1.2.840.10008.1.2.1.99').subarray(0, -2);
    expect(codeOf(() => parseDicom(Buffer.concat([head, deflateRawSync(Buffer.alloc(8 << 20))]), limits))).toBe('FILE_TOO_LARGE');
  });
});

describe('encodedFrames', () => {
  const jpeg = (size: number): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(size - 2, 7)]);
  const frames = (count: number, fragments: readonly Buffer[], offsets: readonly number[] = []): readonly number[] => {
    const table = Buffer.alloc(4 * offsets.length);
    offsets.forEach((offset, index) => table.writeUInt32LE(offset, 4 * index));
    const file = parseDicom(dicomBytes([[TAG.PixelData, 'OB', { undefinedLength: [table, ...fragments] }]], '1.2.840.10008.1.2.4.70'), limits);
    return encodedFrames(file, count).map(({ length }) => length);
  };

  it('gives a fragment a frame, or joins fragments by the offset table or by where codestreams begin', () => {
    expect(frames(2, [jpeg(4), jpeg(6)])).toEqual([4, 6]);
    expect(frames(1, [jpeg(4), Buffer.alloc(6)])).toEqual([10]);
    expect(frames(2, [jpeg(4), Buffer.alloc(6), jpeg(8)], [0, 26])).toEqual([10, 8]);
    expect(frames(2, [jpeg(4), Buffer.alloc(6), jpeg(8)])).toEqual([10, 8]);
    expect(frames(2, [jpeg(4), Buffer.alloc(6), jpeg(8)], [0, 27])).toEqual([10, 8]);
  });

  it('refuses fragments that make other frames than were announced', () => {
    expect(codeOf(() => frames(3, [jpeg(4), jpeg(6)]))).toBe('FILE_CORRUPT');
    expect(codeOf(() => frames(2, [Buffer.alloc(4), jpeg(6), jpeg(6)]))).toBe('FILE_CORRUPT');
    expect(codeOf(() => encodedFrames(parseDicom(dicomBytes([[TAG.PixelData, 'OW', [1]]]), limits), 1))).toBe('FILE_CORRUPT');
  });
});
