import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVolumeReader } from '../../../../src/cli/wiring/volume-reader.js';
import { labelNames } from '../../../../src/domain/anatomy/labels.js';
import { labelOfStructure } from '../../../../src/domain/anatomy/structure-names.js';
import { voxelToWorld, worldToVoxel } from '../../../../src/domain/geometry/affine.js';
import type { CanonicalGrid, Shape } from '../../../../src/domain/geometry/volume.js';
import type { Structure } from '../../../../src/services/ports/volume-reader.js';
import { runReference } from '../../../testkit/run-python.js';

const root = join(import.meta.dirname, '../../../..');
const shared = join(root, '../shared');
const limits = { maxBytes: 2 ** 31, maxDimension: 4096 };
const reader = openVolumeReader();
const directory = mkdtempSync(join(tmpdir(), 'voxseek-dicom-labels-'));
afterAll(() => rmSync(directory, { recursive: true }));

const linesOf = (output: string): readonly string[] => output.trim().split('\n');

/** The grid of a series, saved by SimpleITK as one file. */
async function scanOf(series: string, name: string): Promise<{ readonly path: string; readonly grid: CanonicalGrid }> {
  const path = join(directory, `${name}.nii.gz`);
  await runReference('series_to_nifti.py', [series, path]);
  return { path, grid: (await reader.readVolume(path, { limits })).volume };
}

async function structuresOf(path: string, grid: CanonicalGrid): Promise<readonly Structure[]> {
  const file = await reader.readStructures(path, grid, { limits });
  if (file.kind !== 'STRUCTURES') throw new Error(`${path} is a label map`);
  return file.structures;
}

function dice(ours: Uint8Array, theirs: Uint8Array): number {
  let [both, sum] = [0, 0];
  ours.forEach((flag, index) => {
    both += flag & theirs[index]!;
    sum += flag + theirs[index]!;
  });
  return sum === 0 ? 1 : (2 * both) / sum;
}

/** Voxels of which half of the 2 × 2 block on their slice, and more, is within the mask. */
function halfOfBlocks(mask: Uint8Array, grid: CanonicalGrid, [nx, ny, nz]: Shape): Uint8Array {
  const blocks = new Uint8Array(nx * ny * nz);
  const at = (i: number, j: number, k: number): number => mask[(k * grid.shape[1] + j) * grid.shape[0] + i]!;
  for (let k = 0; k < nz; k += 1) {
    for (let j = 0; j < ny; j += 1) {
      for (let i = 0; i < nx; i += 1) {
        const held = at(2 * i, 2 * j, k) + at(2 * i + 1, 2 * j, k) + at(2 * i, 2 * j + 1, k) + at(2 * i + 1, 2 * j + 1, k);
        blocks[(k * ny + j) * nx + i] = held >= 2 ? 1 : 0;
      }
    }
  }
  return blocks;
}

interface Segment {
  readonly label: string;
  readonly mask: string;
  readonly voxels: number;
}

describe('DICOM Segmentations against highdicom', () => {
  let written: readonly string[] = [];
  let scan: Awaited<ReturnType<typeof scanOf>>;
  let segments: ReadonlyMap<string, readonly Segment[]>;
  const labels = join(root, 'samples/ts-dicom/segmentations.nii.gz');
  beforeAll(async () => {
    const series = join(root, 'samples/ts-dicom/series');
    const names = join(directory, 'names.txt');
    writeFileSync(names, labelNames('TOTALSEGMENTATOR_V2').join('\n'));
    written = linesOf(await runReference('seg_write.py', [directory, series, labels, names]));
    scan = await scanOf(series, 'ts-dicom');
    const answers = linesOf(await runReference('seg_masks.py', [directory, scan.path, ...written]));
    segments = new Map(answers.map((line) => JSON.parse(line) as { file: string; segments: readonly Segment[] }).map(({ file, segments: held }) => [basename(file, '.dcm'), held]));
  }, 300_000);

  it.each([
    ['binary-sparse', 31],
    ['binary-whole', 6],
    ['binary-shuffled', 6],
    ['binary-part', 6],
    ['binary-overlapping', 6],
    ['labelmap', 31],
    ['labelmap-rle', 31],
    ['fractional', 3],
    ['fractional-rle', 3],
    ['coded', 12],
  ])('reads %s: the masks of its %i segments to the voxel', async (name, count) => {
    const ours = await structuresOf(join(directory, `${name}.dcm`), scan.grid);
    const theirs = segments.get(name)!;
    expect(ours.length).toBe(count);
    expect(theirs.length).toBe(count);
    for (const [index, { mask, names }] of ours.entries()) {
      const reference = theirs[index]!;
      expect(names[0]).toBe(reference.label);
      // Some of the part have no voxel there, and are listed all the same.
      if (name !== 'binary-part') expect(reference.voxels, reference.label).toBeGreaterThan(0);
      expect(Buffer.from(mask()).equals(readFileSync(reference.mask)), `${name}: ${reference.label}`).toBe(true);
    }
  });

  it('finds in a label map that was written the one that it was written from', async () => {
    const map = (await reader.readLabels(labels, { limits })).labels;
    for (const { mask, names } of await structuresOf(join(directory, 'binary-sparse.dcm'), scan.grid)) {
      const value = labelNames('TOTALSEGMENTATOR_V2').indexOf(names[0]!) + 1;
      const found = mask();
      let differing = 0;
      for (let index = 0; index < map.length; index += 1) if ((map[index] === value ? 1 : 0) !== found[index]) differing += 1;
      expect(differing, names[0]).toBe(0);
    }
  });

  it('knows segments by their codes where their names say nothing', async () => {
    const found = (await structuresOf(join(directory, 'coded.dcm'), scan.grid)).map(({ names }) => labelOfStructure('TOTALSEGMENTATOR_V2', names, null));
    expect(found.filter((label) => label !== null).sort()).toEqual(['liver', 'spleen', 'stomach']);
  });

  it('refuses what lies on another grid, and what is no object of labels', async () => {
    const moved: CanonicalGrid = { ...scan.grid, affine: [[...scan.grid.affine[0].slice(0, 3), scan.grid.affine[0][3] + 0.3] as unknown as CanonicalGrid['affine'][0], scan.grid.affine[1], scan.grid.affine[2], [0, 0, 0, 1]] };
    await expect(structuresOf(join(directory, 'binary-sparse.dcm'), moved)).rejects.toMatchObject({ code: 'MASK_GEOMETRY_MISMATCH' });
    const cropped: CanonicalGrid = { ...scan.grid, shape: [scan.grid.shape[0], scan.grid.shape[1], 4] };
    const [spleen] = await structuresOf(join(directory, 'binary-sparse.dcm'), cropped);
    expect(() => spleen!.mask()).toThrow(expect.objectContaining({ code: 'MASK_GEOMETRY_MISMATCH' }) as Error);
    const slice = join(root, 'samples/ts-dicom/series/CT.1.3.12.2.1107.5.1.4.60064.30000022120808113428000016573');
    await expect(structuresOf(slice, scan.grid)).rejects.toMatchObject({ code: 'DICOM_NO_LABELS' });
    await expect(reader.readVolume(slice, { limits })).rejects.toMatchObject({ code: 'FORMAT_UNKNOWN' });
  });
});

describe.skipIf(!existsSync(shared))('RT Structure Sets of shared series against scikit-image (skipped without ../shared)', () => {
  it.each(['STS_019', 'STS_047'])('%s: the mask of its tumour', async (patient) => {
    const scan = await scanOf(join(shared, 'dicom', patient, 'CT/image'), patient);
    const path = join(shared, 'dicom', patient, 'CT/mask/RS.dcm');
    const [reference] = JSON.parse(await runReference('rtstruct_masks.py', [directory, scan.path, path])) as readonly Segment[];
    const file = await reader.readStructures(path, scan.grid, { limits });
    if (file.kind !== 'STRUCTURES') throw new Error('no structures');
    const [tumour] = file.structures;
    expect(file.notes).toEqual([]);
    expect(labelOfStructure('BINARY_LESION', tumour!.names, null)).toBe('lesion');
    const mask = tumour!.mask();
    expect(reference!.voxels).toBeGreaterThan(5_000);
    const agreement = dice(mask, readFileSync(reference!.mask));
    console.info(`${patient}: Dice ${agreement.toFixed(5)} with scikit-image`);
    expect(agreement).toBeGreaterThanOrEqual(0.99);
    // The published mask is down-sampled: a voxel is within if half of its 2 × 2 block is.
    const published = await reader.readLabels(join(shared, 'ct', `${patient}_gtv.nii.gz`), { limits });
    const corner = worldToVoxel(scan.grid.affine, voxelToWorld(published.affine, [0, 0, 0]));
    expect(corner.map((at) => Number(at.toFixed(1)))).toEqual([0.5, 0.5, 0]);
    const same = dice(halfOfBlocks(mask, scan.grid, published.shape), Uint8Array.from(published.labels));
    console.info(`${patient}: Dice ${same.toFixed(5)} with the published mask`);
    expect(same).toBeGreaterThanOrEqual(0.99);
  });
});
