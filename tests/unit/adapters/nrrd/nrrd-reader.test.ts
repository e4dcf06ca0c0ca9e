import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { createNrrdReader } from '../../../../src/adapters/nrrd/nrrd-reader.js';
import type { CanonicalGrid } from '../../../../src/domain/geometry/volume.js';
import type { LabelFile, Structure } from '../../../../src/services/ports/volume-reader.js';
import { nrrdBytes } from '../../../testkit/nrrd-bytes.js';

const reader = createNrrdReader();
const limits = { maxBytes: 1 << 20, maxDimension: 512 };
const directory = mkdtempSync(join(tmpdir(), 'voxseek-nrrd-'));
afterAll(() => rmSync(directory, { recursive: true }));

let serial = 0;
function write(bytes: Buffer | string, name = `file-${(serial += 1)}.nrrd`): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}
const read = (bytes: Buffer | string, name?: string) => reader.readVolume(write(bytes, name), { limits });
const shorts = (...values: readonly number[]): Buffer => Buffer.from(Int16Array.from(values).buffer);

describe('an NRRD', () => {
  it('lies where its space says, brought to RAS+', async () => {
    const lps = (await read(nrrdBytes({ 'space origin': '(10,20,30)' }))).volume;
    // Left and posterior run against right and anterior: both axes are flipped, and the first voxel is the last one of file.
    expect(lps.affine).toEqual([[1, 0, 0, -11], [0, 1, 0, -22], [0, 0, 1, 30], [0, 0, 0, 1]]);
    expect([...lps.voxels]).toEqual([5, 4, 3, 2, 1, 0, 11, 10, 9, 8, 7, 6]);
    const ras = (await read(nrrdBytes({ space: 'RAS', 'space origin': '(10,20,30)' }))).volume;
    expect(ras.affine).toEqual([[1, 0, 0, 10], [0, 1, 0, 20], [0, 0, 1, 30], [0, 0, 0, 1]]);
    expect([...ras.voxels]).toEqual([...Array(12).keys()]);
    const las = (await read(nrrdBytes({ space: 'left-anterior-superior', 'space origin': '(10,20,30)' }))).volume;
    expect(las.affine).toEqual([[1, 0, 0, -11], [0, 1, 0, 20], [0, 0, 1, 30], [0, 0, 0, 1]]);
  });

  it('says so when its header states no place', async () => {
    const { volume, notes } = await read(nrrdBytes({ space: null, 'space directions': null, 'space origin': null, spacings: '2 3 4' }));
    expect(volume.spacing).toEqual([2, 3, 4]);
    expect(notes.map(({ kind }) => kind)).toEqual(['NO_SPATIAL_FORM']);
    expect((await read(nrrdBytes())).notes).toEqual([]);
  });

  it('is read big-endian, gzip, with bytes before its voxels, and with voxels beside it', async () => {
    const voxels = shorts(...Array(12).keys());
    const expected = [...(await read(nrrdBytes())).volume.voxels];
    const swapped = Buffer.from(voxels).swap16();
    const cases = [
      nrrdBytes({ endian: 'big' }, {}, swapped),
      nrrdBytes({ encoding: 'gzip' }, {}, gzipSync(voxels)),
      nrrdBytes({ encoding: 'gz', 'byte skip': '3' }, {}, gzipSync(Buffer.concat([Buffer.from('abc'), voxels]))),
      nrrdBytes({ 'byte skip': '5' }, {}, Buffer.concat([Buffer.alloc(5), voxels])),
      nrrdBytes({ 'byte skip': '-1' }, {}, Buffer.concat([Buffer.alloc(7), voxels])),
    ];
    for (const [index, bytes] of cases.entries()) expect([...(await read(bytes)).volume.voxels], `case ${index}`).toEqual(expected);
    write(voxels, 'beside.raw');
    expect([...(await read(nrrdBytes({ 'data file': './beside.raw' }, {}, Buffer.alloc(0)), 'beside.nhdr')).volume.voxels]).toEqual(expected);
  });

  it.each([
    ['FILE_CORRUPT', 'a version that is not known', Buffer.from('NRRD0009\n\n')],
    ['FILE_CORRUPT', 'a header without an end', Buffer.concat([Buffer.from('NRRD0004\n'), Buffer.alloc(5 << 20, 'a')])],
    ['FILE_CORRUPT', 'a line that is no field', Buffer.from('NRRD0004\nnonsense\n\n')],
    ['FILE_CORRUPT', 'sizes of another dimension', nrrdBytes({ sizes: '2 3' })],
    ['FILE_CORRUPT', 'a size of nothing', nrrdBytes({ sizes: '2 0 2' })],
    ['FILE_CORRUPT', 'no byte order', nrrdBytes({ endian: null })],
    ['FILE_CORRUPT', 'a vector of two', nrrdBytes({ 'space origin': '(1,2)' })],
    ['FILE_CORRUPT', 'directions of other axes', nrrdBytes({ 'space directions': '(1,0,0) (0,1,0)' })],
    ['FILE_TRUNCATED', 'too few voxels', nrrdBytes({}, {}, shorts(1, 2, 3))],
    ['FILE_TRUNCATED', 'compressed voxels that end early', nrrdBytes({ encoding: 'gzip' }, {}, gzipSync(Buffer.alloc(24, 7)).subarray(0, 12))],
    ['FILE_TOO_LARGE', 'a long axis', nrrdBytes({ sizes: '2 3 600' })],
    ['FILE_TOO_LARGE', 'more bytes than are taken', nrrdBytes({ sizes: '500 500 500' })],
    ['UNSUPPORTED_DATATYPE', 'blocks', nrrdBytes({ type: 'block' })],
    ['UNSUPPORTED_ENCODING', 'bzip2', nrrdBytes({ encoding: 'bzip2' })],
    ['UNSUPPORTED_ENCODING', 'text', nrrdBytes({ encoding: 'ascii' })],
    ['UNSUPPORTED_ENCODING', 'hex', nrrdBytes({ encoding: 'hex' })],
    ['UNSUPPORTED_ENCODING', 'a list of files', nrrdBytes({ 'data file': 'LIST' })],
    ['UNSUPPORTED_ENCODING', 'a pattern of files', nrrdBytes({ datafile: 'slice.%03d.raw 1 2 1' })],
    ['UNSUPPORTED_ENCODING', 'lines to skip', nrrdBytes({ 'line skip': '1' })],
    ['NOT_THREE_DIMENSIONAL', 'a picture', nrrdBytes({ dimension: '2', sizes: '2 6', 'space directions': '(1,0,0) (0,1,0)' })],
    ['NOT_THREE_DIMENSIONAL', 'a vector a voxel', nrrdBytes({ dimension: '4', sizes: '2 2 3 1', 'space directions': 'none (1,0,0) (0,1,0) (0,0,1)' })],
    ['SINGULAR_AFFINE', 'two axes in one direction', nrrdBytes({ 'space directions': '(1,0,0) (1,0,0) (0,0,1)' })],
    ['SINGULAR_AFFINE', 'a direction that is no number', nrrdBytes({ 'space directions': '(nan,0,0) (0,1,0) (0,0,1)' })],
    ['TOO_FEW_SLICES', 'one slice', nrrdBytes({ sizes: '2 6 1' })],
  ])('is refused with %s for %s', async (code, _, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({ code });
  });

  it('reads no file but one beside its header', async () => {
    const secret = join(directory, '..', 'voxseek-nrrd-secret.raw');
    writeFileSync(secret, Buffer.alloc(24));
    try {
      mkdirSync(join(directory, 'inner'), { recursive: true });
      write(Buffer.alloc(24), 'inner/voxels.raw');
      symlinkSync(secret, join(directory, 'link.raw'));
      for (const name of ['../voxseek-nrrd-secret.raw', secret, 'inner/voxels.raw', 'inner/../link.raw', 'link.raw', '..', String.raw`..\x.raw`]) {
        await expect(read(nrrdBytes({ 'data file': name }), 'escape.nhdr'), name).rejects.toMatchObject({ code: 'PATH_NOT_ALLOWED' });
      }
      await expect(read(nrrdBytes({ 'data file': 'absent.raw' }), 'alone.nhdr')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    } finally {
      rmSync(secret);
    }
  });
});

describe('a segmentation of 3D Slicer', () => {
  const grid: CanonicalGrid = { shape: [4, 3, 2], spacing: [1, 1, 1], affine: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]] };
  const structures = (file: LabelFile): readonly Structure[] => (file.kind === 'STRUCTURES' ? file.structures : []);
  const readOn = async (bytes: Buffer) => structures(await reader.readStructures(write(bytes), grid, { limits }));
  const bytes = (...values: readonly number[]): Buffer => Buffer.from(values);
  const named = { Segment0_ID: 'a', Segment0_Name: 'Lunge rechts ä', Segment0_LabelValue: '3', Segment0_Layer: '0', Segment0_Tags: 'Segmentation.Status:inprogress|TerminologyEntry:List~SCT^123037004^Anatomical Structure~SCT^39607008^Lung~SCT^24028007^Right~Anatomic codes~^^~^^|' };

  it('names its segments by what was typed, then by their codes', async () => {
    const file = nrrdBytes({ type: 'uint8', space: 'RAS' }, named, bytes(...Array.from({ length: 12 }, () => 3)));
    const utf8 = Buffer.from(file.toString('latin1'), 'latin1');
    expect((await readOn(utf8)).map(({ names }) => names)).toEqual([['Lunge rechts ä', 'SCT:39607008+SCT:24028007', 'Right Lung', 'Lung Right', 'SCT:39607008', 'Lung']]);
  });

  it('is put on the grid of its volume when it covers a part of it', async () => {
    const file = nrrdBytes({ type: 'uint8', space: 'RAS', sizes: '2 2 1', 'space origin': '(1,1,1)' }, named, bytes(3, 0, 9, 3));
    const [structure] = await readOn(file);
    const at = (i: number, j: number, k: number): number => structure!.mask()[(k * 3 + j) * 4 + i]!;
    expect([at(1, 1, 1), at(2, 1, 1), at(1, 2, 1), at(2, 2, 1)]).toEqual([1, 0, 0, 1]);
    expect(structure!.mask().reduce((sum, flag) => sum + flag, 0)).toBe(2);
  });

  it('takes overlapping segments from their layers, old files with one layer each', async () => {
    const place = { type: 'uint8', space: 'RAS', dimension: '4', sizes: '2 2 1 2', 'space directions': 'none (1,0,0) (0,1,0) (0,0,1)' };
    const voxels = bytes(1, 1, 1, 0, 0, 1, 0, 5);
    const layered = await readOn(nrrdBytes(place, { Segment0_Layer: '0', Segment0_LabelValue: '1', Segment1_Layer: '1', Segment1_LabelValue: '5' }, voxels));
    expect(layered.map(({ mask }) => mask().reduce((sum, flag) => sum + flag, 0))).toEqual([2, 1]);
    const old = await readOn(nrrdBytes(place, { Segment0_ID: 'a', Segment1_ID: 'b' }, voxels));
    expect(old.map(({ mask }) => mask().reduce((sum, flag) => sum + flag, 0))).toEqual([2, 2]);
  });

  it('is refused off the grid of its volume, or with a segment outside it', async () => {
    for (const change of [{ 'space origin': '(0.5,0,0)' }, { 'space directions': '(2,0,0) (0,1,0) (0,0,1)' }, { 'space origin': '(3,0,0)' }]) {
      const [structure] = await readOn(nrrdBytes({ type: 'uint8', space: 'RAS', ...change }, named, bytes(...Array.from({ length: 12 }, () => 3))));
      expect(() => structure!.mask(), JSON.stringify(change)).toThrow(expect.objectContaining({ code: 'MASK_GEOMETRY_MISMATCH' }) as Error);
    }
    await expect(readOn(nrrdBytes({ type: 'uint8' }, { Segment0_Layer: '4' }, bytes(...Array.from({ length: 12 }, () => 1))))).rejects.toMatchObject({ code: 'FILE_CORRUPT' });
  });

  it('is a label map where nothing names its values', async () => {
    const file = await reader.readStructures(write(nrrdBytes()), grid, { limits });
    expect(file.kind).toBe('LABEL_MAP');
  });
});
