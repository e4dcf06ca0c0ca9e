import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { firstBytes } from '../../../../src/adapters/images/first-bytes.js';
import { openHeaderReader, openVolumeReader } from '../../../../src/cli/wiring/volume-reader.js';
import { niftiBytes } from '../../../testkit/nifti-bytes.js';
import { nrrdBytes } from '../../../testkit/nrrd-bytes.js';

const root = mkdtempSync(join(tmpdir(), 'voxseek-headers-'));
afterAll(() => rmSync(root, { recursive: true }));

const limits = { maxBytes: 1 << 20, maxDimension: 512 };
const codeOf = (error: unknown): string => (error as { readonly code?: string }).code ?? String(error);

const metaBytes = (spacing: string, offset = '0 0 0', matrix = '1 0 0 0 1 0 0 0 1'): Buffer =>
  Buffer.concat([Buffer.from(`ObjectType = Image\nNDims = 3\nDimSize = 2 3 2\nElementSpacing = ${spacing}\nOffset = ${offset}\nTransformMatrix = ${matrix}\nElementType = MET_SHORT\nElementDataFile = LOCAL\n`), Buffer.alloc(24)]);

/** What a plan, which reads headers, and an import, which reads all, make of a file. */
async function bothOf(name: string, bytes: Buffer): Promise<{ readonly plan: unknown; readonly imported: unknown }> {
  const path = join(root, name);
  writeFileSync(path, bytes);
  return {
    plan: await openHeaderReader(limits).readGrid(path).then(({ shape, spacing }) => ({ shape, spacing }), codeOf),
    imported: await openVolumeReader().readVolume(path, { limits }).then(({ volume: { shape, spacing } }) => ({ shape, spacing }), codeOf),
  };
}

describe('a plan refuses what its import refuses, with the same code', () => {
  it.each([
    ['tiny.nrrd', 'SINGULAR_AFFINE', nrrdBytes({ 'space directions': '(1e-60,0,0) (0,1e-60,0) (0,0,1e-60)' })],
    ['large.nrrd', 'SINGULAR_AFFINE', nrrdBytes({ 'space directions': '(1e39,0,0) (0,1e39,0) (0,0,1e39)' })],
    ['far.nrrd', 'SINGULAR_AFFINE', nrrdBytes({ 'space origin': '(0,0,-1e39)' })],
    ['tiny.mha', 'SINGULAR_AFFINE', metaBytes('1e-60 1e-60 1e-60')],
    ['large.mha', 'SINGULAR_AFFINE', metaBytes('1 1 1e39')],
    ['far.mha', 'SINGULAR_AFFINE', metaBytes('1 1 1', '0 0 -1e39')],
    ['turned.nii', 'SINGULAR_AFFINE', niftiBytes({ srow: [-3e38, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] })],
    ['turned.nii.gz', 'SINGULAR_AFFINE', gzipSync(niftiBytes({ srow: [-3e38, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] }))],
    ['empty.nii', 'FORMAT_UNKNOWN', Buffer.alloc(0)],
    ['broken.nii.gz', 'FILE_CORRUPT', Buffer.concat([gzipSync(niftiBytes()).subarray(0, 10), Buffer.alloc(400, 0xff)])],
  ])('%s: %s', async (name, code, bytes) => {
    expect(await bothOf(name, bytes)).toEqual({ plan: code, imported: code });
  });

  it.each([
    ['plain.nrrd', nrrdBytes()],
    ['plain.mha', metaBytes('0.7 0.8 5')],
    ['plain.nii', niftiBytes()],
    ['plain.nii.gz', gzipSync(niftiBytes())],
  ])('%s is taken by both, on one grid', async (name, bytes) => {
    const { plan, imported } = await bothOf(name, bytes);
    expect(plan).toHaveProperty('shape');
    expect(plan).toEqual(imported);
  });

  it.each([
    ['a directory', 'directory.nii'],
    ['nothing', 'absent.nii'],
  ])('%s under the name of a file is unreadable to both', async (_, name) => {
    const path = join(root, name);
    if (name === 'directory.nii') mkdirSync(path);
    await expect(openHeaderReader(limits).readGrid(path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(openVolumeReader().readVolume(path, { limits })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});

it('reads no more than it is asked for, and tells the size of the whole', async () => {
  const path = join(root, 'long');
  writeFileSync(path, 'abcdefgh');
  expect(await firstBytes(path, 3)).toEqual({ head: Buffer.from('abc'), bytes: 8 });
  expect(await firstBytes(path, 30)).toEqual({ head: Buffer.from('abcdefgh'), bytes: 8 });
});
