import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { createMetaImageReader } from '../../../../src/adapters/metaimage/metaimage-reader.js';

const reader = createMetaImageReader();
const limits = { maxBytes: 1 << 20, maxDimension: 512 };
const directory = mkdtempSync(join(tmpdir(), 'voxseek-meta-'));
afterAll(() => rmSync(directory, { recursive: true }));

const LINES: Readonly<Record<string, string>> = {
  ObjectType: 'Image',
  NDims: '3',
  BinaryData: 'True',
  BinaryDataByteOrderMSB: 'False',
  CompressedData: 'False',
  TransformMatrix: '1 0 0 0 1 0 0 0 1',
  Offset: '0 0 0',
  ElementSpacing: '1 1 1',
  DimSize: '2 3 2',
  ElementType: 'MET_SHORT',
  ElementDataFile: 'LOCAL',
};
const VOXELS = Buffer.from(Int16Array.from({ length: 12 }, (_, index) => index).buffer);

function metaBytes(change: Readonly<Record<string, string | null>> = {}, data: Buffer = VOXELS): Buffer {
  const { ElementDataFile, ...lines } = { ...LINES, ...change };
  const text = Object.entries(lines).flatMap(([key, value]) => (value === null ? [] : [`${key} = ${value}\n`]));
  return Buffer.concat([Buffer.from([...text, ElementDataFile === null ? '' : `ElementDataFile = ${ElementDataFile}\n`].join('')), data]);
}

let serial = 0;
function write(bytes: Buffer, name = `file-${(serial += 1)}.mha`): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}
const read = (bytes: Buffer, name?: string) => reader.readVolume(write(bytes, name), { limits });

describe('a MetaImage', () => {
  it('lies in LPS: left and posterior are brought to RAS+', async () => {
    const { volume, notes } = await read(metaBytes({ Offset: '10 20 30', ElementSpacing: '2 3 4' }));
    expect(volume.affine).toEqual([[2, 0, 0, -12], [0, 3, 0, -26], [0, 0, 4, 30], [0, 0, 0, 1]]);
    expect([...volume.voxels]).toEqual([5, 4, 3, 2, 1, 0, 11, 10, 9, 8, 7, 6]);
    expect(notes).toEqual([]);
  });

  it('says so when its header states no directions', async () => {
    expect((await read(metaBytes({ TransformMatrix: null }))).notes.map(({ kind }) => kind)).toEqual(['NO_SPATIAL_FORM']);
  });

  it('is read big-endian, compressed, with voxels beside it, behind other bytes, and with a fourth axis of one', async () => {
    const expected = [...(await read(metaBytes())).volume.voxels];
    write(Buffer.concat([Buffer.alloc(9), VOXELS]), 'beside.raw');
    write(deflateSync(VOXELS), 'beside.zraw');
    const cases = [
      metaBytes({ BinaryDataByteOrderMSB: 'True' }, Buffer.from(VOXELS).swap16()),
      metaBytes({ CompressedData: 'True' }, deflateSync(VOXELS)),
      metaBytes({ CompressedData: 'True' }, Buffer.concat([deflateSync(VOXELS), Buffer.from('what other writers append')])),
      metaBytes({ ElementDataFile: 'beside.raw', HeaderSize: '9' }, Buffer.alloc(0)),
      metaBytes({ ElementDataFile: 'beside.raw', HeaderSize: '-1' }, Buffer.alloc(0)),
      metaBytes({ ElementDataFile: 'beside.zraw', CompressedData: 'True' }, Buffer.alloc(0)),
      metaBytes({ NDims: '4', DimSize: '2 3 2 1', Offset: '0 0 0 0', ElementSpacing: '1 1 1 1', TransformMatrix: '1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1' }),
    ];
    for (const [index, bytes] of cases.entries()) expect([...(await read(bytes)).volume.voxels], `case ${index}`).toEqual(expected);
  });

  it.each([
    ['FILE_CORRUPT', 'a header without an end', metaBytes({ ElementDataFile: null })],
    ['FILE_CORRUPT', 'a line that is no field', Buffer.concat([Buffer.from('ObjectType = Image\nnonsense\n'), metaBytes()])],
    ['FILE_CORRUPT', 'no count of dimensions', metaBytes({ NDims: null })],
    ['FILE_CORRUPT', 'sizes of another dimension', metaBytes({ DimSize: '2 3' })],
    ['FILE_CORRUPT', 'a matrix with too few numbers', metaBytes({ TransformMatrix: '1 0 0' })],
    ['FILE_CORRUPT', 'an offset that is no number', metaBytes({ Offset: '0 x 0' })],
    ['FILE_TRUNCATED', 'too few voxels', metaBytes({}, VOXELS.subarray(0, 9))],
    ['FILE_TRUNCATED', 'compressed voxels that end early', metaBytes({ CompressedData: 'True' }, deflateSync(VOXELS).subarray(0, 9))],
    ['FILE_CORRUPT', 'voxels that are not compressed', metaBytes({ CompressedData: 'True' })],
    ['FILE_TOO_LARGE', 'a long axis', metaBytes({ DimSize: '2 3 600' })],
    ['FILE_TOO_LARGE', 'more bytes than are taken', metaBytes({ DimSize: '500 500 500' })],
    ['UNSUPPORTED_DATATYPE', 'colour', metaBytes({ ElementNumberOfChannels: '3' })],
    ['UNSUPPORTED_DATATYPE', 'arrays', metaBytes({ ElementType: 'MET_UCHAR_ARRAY' })],
    ['UNSUPPORTED_DATATYPE', 'something that is no image', metaBytes({ ObjectType: 'Tube' })],
    ['UNSUPPORTED_ENCODING', 'text', metaBytes({ BinaryData: 'False' })],
    ['UNSUPPORTED_ENCODING', 'a list of files', metaBytes({ ElementDataFile: 'LIST' })],
    ['UNSUPPORTED_ENCODING', 'a pattern of files', metaBytes({ ElementDataFile: 'slice%03d.raw 1 2 1' })],
    ['NOT_THREE_DIMENSIONAL', 'a picture', metaBytes({ NDims: '2', DimSize: '2 6' })],
    ['NOT_THREE_DIMENSIONAL', 'a film', metaBytes({ NDims: '4', DimSize: '2 3 1 2' })],
    ['SINGULAR_AFFINE', 'no spacing', metaBytes({ ElementSpacing: '1 0 1' })],
    ['TOO_FEW_SLICES', 'one slice', metaBytes({ DimSize: '2 6 1' })],
    ['PATH_NOT_ALLOWED', 'voxels elsewhere', metaBytes({ ElementDataFile: '../elsewhere.raw' })],
    ['PATH_NOT_ALLOWED', 'voxels at an absolute path', metaBytes({ ElementDataFile: '/etc/passwd' })],
    ['FILE_UNREADABLE', 'voxels that are not there', metaBytes({ ElementDataFile: 'absent.raw' })],
  ])('is refused with %s for %s', async (code, _, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({ code });
  });
});
