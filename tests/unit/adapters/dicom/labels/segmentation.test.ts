import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { TAG } from '../../../../../src/adapters/dicom/dataset/tags.js';
import { createDicomLabelReader } from '../../../../../src/adapters/dicom/labels/dicom-label-reader.js';
import type { CanonicalGrid } from '../../../../../src/domain/geometry/volume.js';
import type { Structure } from '../../../../../src/services/ports/volume-reader.js';
import type { TestSegmentation } from '../../../../testkit/dicom-labels.js';
import { packed, segmentationBytes } from '../../../../testkit/dicom-labels.js';

/** Of 3 × 2 × 2 voxels; the position 0 0 0 of a frame in LPS is its right-most, anterior-most voxel. */
const grid: CanonicalGrid = { shape: [3, 2, 2], spacing: [1, 1, 1], affine: [[1, 0, 0, -2], [0, 1, 0, -1], [0, 0, 1, 0], [0, 0, 0, 1]] };
const limits = { maxBytes: 1 << 16, maxDimension: 64 };
const directory = mkdtempSync(join(tmpdir(), 'voxseek-seg-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function read(bytes: Buffer): Promise<readonly Structure[]> {
  const path = join(directory, 'seg.dcm');
  writeFileSync(path, bytes);
  const file = await createDicomLabelReader().readStructures(path, grid, { limits });
  return file.kind === 'STRUCTURES' ? file.structures : [];
}
const masks = async (change: TestSegmentation): Promise<readonly string[]> => (await read(segmentationBytes(change))).map(({ mask }) => mask().join(''));

describe('a DICOM Segmentation', () => {
  it('puts bits where the place of their frame says, columns to the left and rows to the back', async () => {
    // The first row, from the right of the patient: 1 0 0; the second 0 1 0.
    expect(await masks({ pixels: packed([1, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 0]) })).toEqual(['010001000000', '000000000111']);
    expect(await masks({ frames: [{ segment: 2, position: [0, 0, 1] }, { segment: 1, position: [0, 0, 0] }], pixels: packed([1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0]) })).toEqual(['010001000000', '000000000111']);
  });

  it('is read turned: rows to the right, columns to the head', async () => {
    const frames = [{ segment: 1, position: [2, 0, 0] as const }, { segment: 2, position: [2, 1, 0] as const }];
    expect(await masks({ orientation: [0, 0, 1, -1, 0, 0], rows: 3, columns: 2, frames, pixels: packed([1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0]) })).toEqual(['000100000001', '000000100000']);
  });

  it('names segments by label, code and side', async () => {
    const [first] = await read(segmentationBytes());
    expect(first?.names).toEqual(['liver', 'SCT:39607008+SCT:24028007', 'Right Lung', 'Lung Right', 'SCT:39607008', 'Lung']);
    expect(first?.sought).toBe(true);
  });

  it('takes half of the maximum and more of a fractional one', async () => {
    const pixels = Buffer.from([100, 99, 0, 200, 101, 50, 0, 0, 0, 0, 0, 100]);
    expect(await masks({ type: 'FRACTIONAL', bits: 8, most: 200, pixels })).toEqual(['011001000000', '000000100000']);
    expect(await masks({ type: 'FRACTIONAL', bits: 8, pixels })).toEqual(['001000000000', '000000000000']);
  });

  it('takes the number of a segment of a label map, in 8 bits and 16', async () => {
    const frames = [{ segment: 0, position: [0, 0, 0] as const }, { segment: 0, position: [0, 0, 1] as const }];
    const numbers = [1, 2, 0, 0, 2, 1, 2, 2, 0, 3, 0, 1];
    const expected = ['100001100000', '010010000011'];
    expect(await masks({ type: 'LABELMAP', bits: 8, frames, pixels: Buffer.from(numbers) })).toEqual(expected);
    expect(await masks({ type: 'LABELMAP', bits: 16, frames, pixels: Buffer.from(Uint16Array.from(numbers).buffer) })).toEqual(expected);
  });

  it('may have frames beyond the scan as long as nothing there is within', async () => {
    const frames = [{ segment: 1, position: [0, 0, 0] as const }, { segment: 1, position: [0, 0, 7] as const }];
    const inside = packed([1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    expect((await masks({ frames, pixels: inside }))[0]).toBe('111111000000');
    await expect(masks({ frames })).rejects.toMatchObject({ code: 'MASK_GEOMETRY_MISMATCH' });
  });

  it.each<[string, string, TestSegmentation]>([
    ['MASK_GEOMETRY_MISMATCH', 'frames between voxels', { frames: [{ segment: 1, position: [0.4, 0, 0] }] }],
    ['MASK_GEOMETRY_MISMATCH', 'frames turned against the scan', { orientation: [0.8, 0.6, 0, -0.6, 0.8, 0] }],
    ['MASK_GEOMETRY_MISMATCH', 'no orientation in space', { orientation: [0, 0, 0, 0, 0, 0] }],
    ['MASK_GEOMETRY_MISMATCH', 'no place in a patient', { change: { [TAG.SharedFunctionalGroupsSequence]: null } }],
    ['FILE_CORRUPT', 'fewer frames than it has', { change: { [TAG.NumberOfFrames]: [TAG.NumberOfFrames, 'IS', '3'] } }],
    ['FILE_CORRUPT', 'no type', { change: { [TAG.SegmentationType]: null } }],
    ['FILE_CORRUPT', 'no rows', { change: { [TAG.Rows]: null } }],
    ['FILE_CORRUPT', 'fewer pixels than it has', { pixels: Buffer.alloc(0) }],
    ['FILE_CORRUPT', 'fractions of one bit', { type: 'FRACTIONAL' }],
    ['FILE_CORRUPT', 'an orientation of two numbers', { orientation: [1, 0] }],
    ['FILE_TOO_LARGE', 'frames that are too wide', { change: { [TAG.Columns]: [TAG.Columns, 'US', [65]] } }],
    ['DICOM_SYNTAX_UNSUPPORTED', 'bits that are compressed', { transferSyntax: '1.2.840.10008.1.2.5' }],
    ['DICOM_SYNTAX_UNSUPPORTED', 'bits in words turned round', { transferSyntax: '1.2.840.10008.1.2.2' }],
    ['DICOM_NO_LABELS', 'an object of another class', { change: { [TAG.SOPClassUID]: [TAG.SOPClassUID, 'UI', '1.2.840.10008.5.1.4.1.1.2'] } }],
  ])('is refused with %s for %s', async (code, _, change) => {
    await expect(masks(change)).rejects.toMatchObject({ code });
  });

  it('is refused when it ends early or is too large', async () => {
    const bytes = segmentationBytes();
    await expect(read(bytes.subarray(0, bytes.length - 1))).rejects.toMatchObject({ code: 'FILE_TRUNCATED' });
    await expect(read(Buffer.concat([bytes, Buffer.alloc(1 << 16)]))).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    await expect(read(Buffer.from('no DICOM'))).rejects.toMatchObject({ code: 'NOT_DICOM' });
  });
});
