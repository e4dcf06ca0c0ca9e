import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import type { CanonicalVolume } from '../../../../src/domain/geometry/volume.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';
import { referencePython } from '../../../testkit/python.js';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../../..');
const reference = join(root, 'tests/reference');
const shared = join(root, '../shared/ct');
const limits = { maxBytes: 2 ** 31, maxDimension: 4096 };
const reader = createNiftiReader();
const directory = mkdtempSync(join(tmpdir(), 'voxseek-nibabel-'));
let python = '';

beforeAll(async () => {
  python = await referencePython();
}, 600_000);
afterAll(() => rmSync(directory, { recursive: true }));

interface Canonical {
  readonly voxels: string;
  readonly shape: readonly number[];
  readonly affine: readonly (readonly number[])[];
}

async function nibabel(files: readonly string[]): Promise<readonly Canonical[]> {
  const { stdout } = await run(python, [join(reference, 'nifti_canonical.py'), directory, ...files], { maxBuffer: 1 << 26 });
  return stdout.trim().split('\n').map((line) => JSON.parse(line) as Canonical);
}

function compare(ours: CanonicalVolume, theirs: Canonical, path: string): void {
  expect(ours.shape, path).toEqual(theirs.shape.slice(0, 3));
  const expected = readFileSync(theirs.voxels);
  const voxels = Float32Array.from(ours.voxels);
  // Adding 0 makes −0 and 0 the same bits.
  for (let index = 0; index < voxels.length; index += 1) voxels[index]! += 0;
  const reference32 = new Float32Array(expected.buffer.slice(expected.byteOffset, expected.byteOffset + expected.byteLength)).map((value) => value + 0);
  expect(Buffer.from(voxels.buffer).equals(Buffer.from(reference32.buffer)), `voxels of ${path}`).toBe(true);
  const apart = Math.max(...ours.affine.flatMap((row, i) => row.map((value, j) => Math.abs(value - theirs.affine[i]![j]!))));
  expect(apart, `affine of ${path}`).toBeLessThan(1e-4);
}

async function compareAll(files: readonly string[]): Promise<void> {
  const expected = await nibabel(files);
  for (const [index, path] of files.entries()) compare((await reader.readVolume(path, { limits })).volume, expected[index]!, path);
}

describe('against nibabel', () => {
  it('reads every type, byte order, version and orientation: voxels to the bit, affine to 1e-4 mm', async () => {
    const { stdout } = await run(python, [join(reference, 'nifti_synthetic.py'), directory, '20260']);
    const files = stdout.trim().split('\n');
    expect(files.length).toBe(80);
    await compareAll(files);
  });

  it('reads all samples', async () => {
    const samples = ['ts-abdomen', 'ts-slab', 'ts-thorax', 'slicer-chest', 'lung1'].map((name) => join(root, 'samples', name, 'ct.nii.gz'));
    await compareAll(samples);
  });

  it('reads label maps and masks of the samples', async () => {
    const masks = ['ts-abdomen/segmentations.nii.gz', 'ts-slab/segmentations/aorta.nii.gz', 'lung1/tumour.nii.gz', 'ts-dicom/segmentations.nii.gz'];
    const files = masks.map((name) => join(root, 'samples', name));
    const expected = await nibabel(files);
    for (const [index, path] of files.entries()) {
      const { labels, ...grid } = await reader.readLabels(path, { limits });
      compare({ ...grid, voxels: Float32Array.from(labels) }, expected[index]!, path);
    }
  });

  it.skipIf(!existsSync(shared))('reads the 40 shared scans (skipped without ../shared/ct)', async () => {
    const files = readdirSync(shared).filter((name) => /^[^_]+(?:_\d+|_ct(?:_cropped)?)?\.nii\.gz$/u.test(name)).map((name) => join(shared, name));
    expect(files.length).toBe(40);
    await compareAll(files);
  });

  it('nibabel reads what VolumeFiles stores', async () => {
    const objects = createMemoryObjects();
    const { volume } = await reader.readVolume(join(root, 'samples/lung1/ct.nii.gz'), { limits });
    const half = { ...volume, voxels: Float32Array.from(volume.voxels, (value) => value / 2) };
    await createVolumeFiles(objects).writeVolume('whole', volume);
    await createVolumeFiles(objects).writeVolume('half', half);
    const files = ['whole', 'half'].map((key) => join(directory, `${key}.nii.gz`));
    files.forEach((path, index) => writeFileSync(path, objects.held.get(['whole', 'half'][index]!)!));
    const expected = await nibabel(files);
    compare(volume, expected[0]!, 'whole');
    compare(half, expected[1]!, 'half');
  });
});
