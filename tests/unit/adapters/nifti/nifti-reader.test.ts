import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import type { ErrorCode } from '../../../../src/domain/errors/error-codes.js';
import { isVoxseekError } from '../../../../src/domain/errors/voxseek-error.js';
import { float32Bytes, int16Bytes, niftiBytes } from '../../../testkit/nifti-bytes.js';
import type { NiftiFields } from '../../../testkit/nifti-bytes.js';

const reader = createNiftiReader();
const limits = { maxBytes: 1 << 20, maxDimension: 512 };
let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'voxseek-nifti-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function file(bytes: Buffer): string {
  const path = join(directory, 'ct.nii.gz');
  writeFileSync(path, bytes);
  return path;
}

const read = (bytes: Buffer): ReturnType<typeof reader.readVolume> => reader.readVolume(file(bytes), { limits });
const readLabels = (bytes: Buffer): ReturnType<typeof reader.readLabels> => reader.readLabels(file(bytes), { limits });

async function codeOf(work: Promise<unknown>): Promise<ErrorCode | 'NO ERROR'> {
  try {
    await work;
    return 'NO ERROR';
  } catch (error) {
    if (isVoxseekError(error)) return error.code;
    throw error;
  }
}

const made = niftiBytes();

describe('bad input gets its own code', () => {
  const cases: readonly (readonly [string, ErrorCode, Buffer])[] = [
    ['an empty file', 'NOT_NIFTI', Buffer.alloc(0)],
    ['text', 'NOT_NIFTI', Buffer.from('not an image at all'.repeat(40))],
    ['an ANALYZE header', 'NOT_NIFTI', niftiBytes({ magic: '\0\0\0\0' })],
    ['the header of a pair', 'NOT_NIFTI', niftiBytes({ magic: 'ni1\0' })],
    ['a gzip file of text', 'NOT_NIFTI', gzipSync('hello')],
    ['a file that ends within its header', 'FILE_TRUNCATED', made.subarray(0, 200)],
    ['a file that ends within its voxels', 'FILE_TRUNCATED', made.subarray(0, made.length - 3)],
    ['a compressed file that ends early', 'FILE_TRUNCATED', gzipSync(made).subarray(0, 60)],
    ['a compressed file whose content ends early', 'FILE_TRUNCATED', gzipSync(made.subarray(0, made.length - 3))],
    ['compressed bytes turned over', 'FILE_CORRUPT', corrupted(gzipSync(made))],
    ['a wrong checksum', 'FILE_CORRUPT', withWrongChecksum(gzipSync(made))],
    ['voxels that begin within the header', 'FILE_CORRUPT', niftiBytes({ offset: 100 })],
    ['voxels that begin at half a byte', 'FILE_CORRUPT', niftiBytes({ offset: 352.5 })],
    ['nine dimensions', 'FILE_CORRUPT', niftiBytes({ dim: [9, 3, 2, 2, 1, 1, 1, 1] })],
    ['a negative length', 'FILE_CORRUPT', niftiBytes({ dim: [3, 3, -2, 2, 1, 1, 1, 1] })],
    ['a slope without intercept', 'FILE_CORRUPT', niftiBytes({ slope: 2, intercept: NaN })],
    ['two dimensions', 'NOT_THREE_DIMENSIONAL', niftiBytes({ dim: [2, 3, 2, 1, 1, 1, 1, 1] })],
    ['two volumes', 'NOT_THREE_DIMENSIONAL', niftiBytes({ dim: [4, 3, 2, 2, 2, 1, 1, 1] })],
    ['RGB', 'UNSUPPORTED_DATATYPE', niftiBytes({ datatype: 128, bitpix: 24 })],
    ['RGBA', 'UNSUPPORTED_DATATYPE', niftiBytes({ datatype: 2304, bitpix: 32 })],
    ['complex', 'UNSUPPORTED_DATATYPE', niftiBytes({ datatype: 32, bitpix: 64 })],
    ['128-bit reals', 'UNSUPPORTED_DATATYPE', niftiBytes({ datatype: 1536, bitpix: 128 })],
    ['an unknown type', 'UNSUPPORTED_DATATYPE', niftiBytes({ datatype: 77 })],
    ['NaN', 'NON_FINITE_VOXELS', floats([0, 1, 2, 3, NaN, 5, 6, 7, 8, 9, 10, 11])],
    ['infinity', 'NON_FINITE_VOXELS', floats([0, 1, 2, 3, 4, 5, 6, -Infinity, 8, 9, 10, 11])],
    ['a slope beyond float32', 'NON_FINITE_VOXELS', floats([0, 1, 2, 3, 4, 5, 6, 1e38, 8, 9, 10, 11], { slope: 1e30 })],
    ['an sform without a third axis', 'SINGULAR_AFFINE', niftiBytes({ srow: [1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0] })],
    ['an sform of NaN', 'SINGULAR_AFFINE', niftiBytes({ srow: [NaN, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] })],
    ['no spacing', 'SINGULAR_AFFINE', niftiBytes({ sformCode: 0, pixdim: [1, 1, 0, 1] })],
    ['one slice', 'TOO_FEW_SLICES', niftiBytes({ dim: [3, 3, 4, 1, 1, 1, 1, 1] })],
    ['a length over the limit', 'FILE_TOO_LARGE', niftiBytes({ dim: [3, 600, 1, 2, 1, 1, 1, 1] })],
    ['voxels over the limit', 'FILE_TOO_LARGE', niftiBytes({ dim: [3, 500, 500, 500, 1, 1, 1, 1] })],
    ['voxels that begin beyond the limit', 'FILE_TOO_LARGE', niftiBytes({ offset: 1 << 24 })],
    ['a file over the limit', 'FILE_TOO_LARGE', Buffer.concat([made, Buffer.alloc(1 << 20)])],
    ['a file that unpacks beyond the limit', 'FILE_TOO_LARGE', gzipSync(Buffer.concat([made, Buffer.alloc(1 << 22)]))],
  ];

  it.each(cases)('%s: %s', async (_, code, bytes) => {
    expect(await codeOf(read(bytes))).toBe(code);
  });

  it('no file, and a directory, cannot be read', async () => {
    expect(await codeOf(reader.readVolume(join(directory, 'none.nii'), { limits }))).toBe('FILE_UNREADABLE');
    expect(await codeOf(reader.readVolume(directory, { limits }))).toBe('FILE_UNREADABLE');
  });

  it('takes no memory for a bomb: neither for what its header claims nor for what it unpacks to', async () => {
    const generous = { maxBytes: 8 * 2 ** 30, maxDimension: 16_000 };
    const liar = gzipSync(niftiBytes({ dim: [3, 2000, 1000, 1500, 1, 1, 1, 1] }));
    const bomb = gzipSync(Buffer.concat([made, Buffer.alloc(256 << 20)]));
    const before = process.memoryUsage().arrayBuffers;
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().arrayBuffers)), 1);
    expect(await codeOf(reader.readVolume(file(liar), { limits: generous }))).toBe('FILE_TRUNCATED');
    expect(await codeOf(read(bomb))).toBe('FILE_TOO_LARGE');
    clearInterval(watch);
    expect(peak - before).toBeLessThan(64 << 20);
  });

  it('an aborted read ends with the reason of the signal', async () => {
    await expect(reader.readVolume(file(made), { limits, signal: AbortSignal.abort() })).rejects.toThrow(/abort/iu);
  });

  it('masks with broken or negative values are no labels', async () => {
    expect(await codeOf(readLabels(floats([0, 0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])))).toBe('MASK_NOT_INTEGRAL');
    expect(await codeOf(readLabels(niftiBytes({ data: int16Bytes([0, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) })))).toBe('MASK_NOT_INTEGRAL');
    expect(await codeOf(readLabels(floats([0, 70000, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])))).toBe('MASK_NOT_INTEGRAL');
    expect(await codeOf(readLabels(floats([0, NaN, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])))).toBe('NON_FINITE_VOXELS');
    expect((await readLabels(floats([0, 65535, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]))).labels[1]).toBe(65535);
  });
});

function floats(values: readonly number[], fields: NiftiFields = {}): Buffer {
  return niftiBytes({ datatype: 16, bitpix: 32, data: float32Bytes(values), ...fields });
}

function corrupted(bytes: Buffer): Buffer {
  bytes.fill(0xff, 14, 24);
  return bytes;
}

function withWrongChecksum(bytes: Buffer): Buffer {
  bytes.writeUInt8((bytes[bytes.length - 8] ?? 0) ^ 1, bytes.length - 8);
  return bytes;
}

describe('values', () => {
  it('whole numbers that fit stay int16, whatever they were stored as; others become float32', async () => {
    const voxels = async (bytes: Buffer): Promise<Int16Array | Float32Array> => (await read(bytes)).volume.voxels;
    expect(await voxels(floats([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -32768]))).toEqual(Int16Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -32768));
    expect(await voxels(floats([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 32768]))).toEqual(Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 32768));
    expect(await voxels(niftiBytes({ slope: 2, intercept: -1024 }))).toEqual(Int16Array.from({ length: 12 }, (_, i) => 2 * i - 1024));
    expect(await voxels(niftiBytes({ slope: 0.5, intercept: 0 }))).toEqual(Float32Array.from({ length: 12 }, (_, i) => i / 2));
    expect(await voxels(niftiBytes({ slope: NaN, intercept: NaN }))).toEqual(Int16Array.from({ length: 12 }, (_, i) => i));
  });

  it('one volume in four dimensions is three-dimensional', async () => {
    expect((await read(niftiBytes({ dim: [4, 3, 2, 2, 1, 1, 1, 1] }))).volume.shape).toEqual([3, 2, 2]);
  });

  it('several gzip members and an extension before the voxels are read over', async () => {
    const extended = Buffer.concat([niftiBytes({ offset: 352 + 32 }).subarray(0, 352), Buffer.alloc(32, 7), int16Bytes([...Array(12).keys()])]);
    const members = Buffer.concat([extended.subarray(0, 100), extended.subarray(100, 390), extended.subarray(390)].map((part) => gzipSync(part)));
    expect((await read(members)).volume.voxels).toEqual(Int16Array.from(Array(12).keys()));
  });
});

describe('geometry', () => {
  it('records forms that disagree, and uses the sform', async () => {
    const agreeing = await read(niftiBytes({ qformCode: 1 }));
    expect(agreeing.notes).toEqual([]);
    const { notes, volume } = await read(niftiBytes({ qformCode: 1, pixdim: [1, 1, 1, 3] }));
    expect(notes.map(({ kind }) => kind)).toEqual(['FORMS_DISAGREE']);
    expect(volume.spacing).toEqual([1, 1, 1]);
  });

  it.each([
    ['metres', 1, 0.001],
    ['millimetres', 2, 1],
    ['micrometres', 3, 1000],
  ])('takes forms in %s for the same up to 0.1 mm at the corners', async (_name, units, millimetre) => {
    const srow = [millimetre, 0, 0, 0, 0, millimetre, 0, 0, 0, 0, millimetre, 0];
    // The grid is two slices high, so its far corners are as far apart as the spacings are.
    const notesOf = async (apart: number): Promise<readonly string[]> => (await read(niftiBytes({ units, qformCode: 1, srow, pixdim: [1, millimetre, millimetre, millimetre * (1 + apart)] }))).notes.map(({ message }) => message);
    expect(await notesOf(0.05)).toEqual([]);
    expect(await notesOf(0.2)).toEqual(['sform and qform put corners 0.20 mm apart; the sform was used.']);
  });

  it('uses the qform without an sform, and says so when there is neither', async () => {
    const turned = await read(niftiBytes({ sformCode: 0, qformCode: 1, quaternion: [0, 0, 1], pixdim: [1, 2, 3, 4] }));
    expect(turned.volume.spacing).toEqual([2, 3, 4]);
    // Half a turn about the body axis: both in-plane axes run backwards.
    expect([...turned.volume.voxels.subarray(0, 6)]).toEqual([5, 4, 3, 2, 1, 0]);
    const formless = await read(niftiBytes({ sformCode: 0 }));
    expect(formless.notes.map(({ kind }) => kind)).toEqual(['NO_SPATIAL_FORM']);
    expect([...formless.volume.voxels.subarray(0, 3)]).toEqual([2, 1, 0]);
  });

  it('reads metres and micrometres as what they are', async () => {
    expect((await read(niftiBytes({ units: 3, srow: [1000, 0, 0, 0, 0, 1000, 0, 0, 0, 0, 2000, 0] }))).volume.spacing).toEqual([1, 1, 2]);
  });

  it('puts slices from inferior to superior and columns to the right', async () => {
    const { volume } = await read(niftiBytes({ srow: [-1, 0, 0, 9, 0, 1, 0, 0, 0, 0, -2, 5] }));
    expect([...volume.voxels]).toEqual([8, 7, 6, 11, 10, 9, 2, 1, 0, 5, 4, 3]);
    expect(volume.affine).toEqual([[1, 0, 0, 7], [0, 1, 0, 0], [0, 0, 2, 3], [0, 0, 0, 1]]);
  });
});
