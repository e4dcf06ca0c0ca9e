import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openVolumeReader } from '../../../../src/cli/wiring/volume-reader.js';
import type { CanonicalVolume } from '../../../../src/domain/geometry/volume.js';
import { runReference } from '../../../testkit/run-python.js';

const root = join(import.meta.dirname, '../../../..');
const samples = join(root, 'samples');
const shared = join(root, '../shared/ct');
const limits = { maxBytes: 2 ** 31, maxDimension: 4096 };
const reader = openVolumeReader();
const directory = mkdtempSync(join(tmpdir(), 'voxseek-itk-'));
afterAll(() => rmSync(directory, { recursive: true }));

interface Canonical {
  readonly voxels: string;
  readonly shape: readonly number[];
  readonly affine: readonly (readonly number[])[];
}

async function itk(files: readonly string[]): Promise<readonly Canonical[]> {
  const output = await runReference('itk_canonical.py', [directory, ...files]);
  return output.trim().split('\n').map((line) => JSON.parse(line) as Canonical);
}

const linesOf = (output: string): readonly string[] => output.trim().split('\n');

function compare(ours: CanonicalVolume, theirs: Canonical, path: string): void {
  expect(ours.shape, path).toEqual(theirs.shape);
  const expected = readFileSync(theirs.voxels);
  const voxels = Float32Array.from(ours.voxels, (value) => value + 0);
  const reference = new Float32Array(expected.buffer.slice(expected.byteOffset, expected.byteOffset + expected.byteLength)).map((value) => value + 0);
  expect(Buffer.from(voxels.buffer).equals(Buffer.from(reference.buffer)), `voxels of ${path}`).toBe(true);
  const apart = Math.max(...ours.affine.flatMap((row, i) => row.map((value, j) => Math.abs(value - theirs.affine[i]![j]!))));
  expect(apart, `affine of ${path}`).toBeLessThan(1e-4);
}

async function compareAll(files: readonly string[]): Promise<void> {
  const expected = await itk(files);
  expect(expected.length).toBe(files.length);
  for (const [index, path] of files.entries()) compare((await reader.readVolume(path, { limits })).volume, expected[index]!, path);
}

describe('NRRD and MetaImage against SimpleITK', () => {
  it('reads every type, form, compression, byte order and orientation: voxels to the bit, affine to 1e-4 mm', async () => {
    const files = linesOf(await runReference('itk_write.py', [directory, join(samples, 'ts-abdomen/ct.nii.gz')]));
    expect(files.length).toBe(10 * 8 + 8 * 2);
    await compareAll(files);
  });

  it('reads the sample scan in NRRD, and the voxels of the same scan in NIfTI', async () => {
    const path = join(samples, 'slicer-chest/CTChest4.nrrd');
    await compareAll([path]);
    const nrrd = (await reader.readVolume(path, { limits })).volume;
    const nifti = (await reader.readVolume(join(samples, 'slicer-chest/ct.nii.gz'), { limits })).volume;
    expect(Buffer.from(nrrd.voxels.buffer).equals(Buffer.from(nifti.voxels.buffer))).toBe(true);
  });

  it.skipIf(!existsSync(shared))('reads shared scans that SimpleITK saved again (skipped without ../shared/ct)', async () => {
    const scans = readdirSync(shared).filter((name) => /^STS_\d+\.nii\.gz$/u.test(name)).slice(0, 6);
    expect(scans.length).toBe(6);
    const files = linesOf(await runReference('itk_convert.py', [directory, ...scans.map((name) => join(shared, name))]));
    expect(files.length).toBe(12);
    await compareAll(files);
  });
});
