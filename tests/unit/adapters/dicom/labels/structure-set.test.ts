import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createDicomLabelReader } from '../../../../../src/adapters/dicom/labels/dicom-label-reader.js';
import type { CanonicalGrid } from '../../../../../src/domain/geometry/volume.js';
import type { TestStructure, Vector } from '../../../../testkit/dicom-labels.js';
import { structureSetBytes } from '../../../../testkit/dicom-labels.js';

const grid: CanonicalGrid = { shape: [6, 5, 4], spacing: [1, 1, 2], affine: [[1, 0, 0, 10], [0, 1, 0, 20], [0, 0, 2, -30], [0, 0, 0, 1]] };
const directory = mkdtempSync(join(tmpdir(), 'voxseek-rtstruct-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function read(bytes: Buffer) {
  const path = join(directory, 'rs.dcm');
  writeFileSync(path, bytes);
  const file = await createDicomLabelReader().readStructures(path, grid, { limits: { maxBytes: 1 << 16, maxDimension: 64 } });
  if (file.kind !== 'STRUCTURES') throw new Error('no structures');
  return file;
}

/** A rectangle of whole voxels on a slice, in LPS. */
const box = (i: readonly [number, number], j: readonly [number, number], z: number): readonly Vector[] => {
  const at = (u: number, v: number): Vector => [-(10 + u), -(20 + v), z];
  return [at(i[0] - 0.5, j[0] - 0.5), at(i[1] + 0.5, j[0] - 0.5), at(i[1] + 0.5, j[1] + 0.5), at(i[0] - 0.5, j[1] + 0.5)];
};
const structure = (name: string, ...contours: TestStructure['contours']): TestStructure => ({ name, contours });
const voxels = (mask: Uint8Array): readonly number[] => [...mask.keys()].filter((index) => mask[index] === 1);
const index = (i: number, j: number, k: number): number => (k * 5 + j) * 6 + i;

describe('an RT Structure Set', () => {
  it('fills its contours on the slices of the scan, in either byte form', async () => {
    for (const syntax of ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99']) {
      const { structures, notes } = await read(structureSetBytes([structure('Liver', { points: box([1, 3], [2, 2], -28) }), structure('GTV', { points: box([0, 0], [0, 1], -24) })], syntax));
      expect(structures.map(({ names }) => names)).toEqual([['Liver'], ['GTV']]);
      expect(structures.map(({ mask }) => voxels(mask()))).toEqual([[index(1, 2, 1), index(2, 2, 1), index(3, 2, 1)], [index(0, 0, 3), index(0, 1, 3)]]);
      expect(notes).toEqual([]);
    }
  });

  it('cuts a hole where one contour lies within another, whatever kind of closed curve it is', async () => {
    for (const type of ['CLOSED_PLANAR', 'CLOSEDPLANAR_XOR']) {
      const { structures } = await read(structureSetBytes([structure('ring', { type, points: box([0, 4], [0, 4], -28) }, { type, points: box([1, 3], [1, 3], -28) })]));
      expect(voxels(structures[0]!.mask()).length).toBe(25 - 9);
    }
  });

  it('says how many contours enclose nothing on the scan', async () => {
    const slope: readonly Vector[] = [[-11, -21, -30], [-14, -21, -28], [-14, -24, -26]];
    const contours = [
      { points: box([1, 2], [1, 2], -28) },
      { points: box([3, 4], [1, 2], -27.5) },
      { points: box([1, 2], [1, 2], 50) },
      { points: slope },
      { type: 'POINT', points: [[-11, -21, -28] as const] },
      { type: 'OPEN_PLANAR', points: box([1, 2], [1, 2], -28) },
    ];
    const { structures, notes } = await read(structureSetBytes([structure('x', ...contours)]));
    expect(notes).toEqual([{ kind: 'CONTOURS_LEFT_OUT', message: 'Contours were passed over: 2 open or of single points, 1 outside the scan, 1 along no slice, 1 between slices with a nearer contour.' }]);
    expect(voxels(structures[0]!.mask()).length).toBe(4);
  });

  it('has not looked for what was planned and never drawn', async () => {
    const { structures } = await read(structureSetBytes([structure('drawn', { points: box([1, 2], [1, 2], -28) }), structure('planned')]));
    expect(structures.map(({ sought, mask }) => [sought, voxels(mask()).length])).toEqual([[true, 4], [false, 0]]);
  });

  it('is refused off its scan, and with coordinates that make no points', async () => {
    await expect(read(structureSetBytes([structure('far', { points: box([1, 2], [1, 2], 400) })]))).rejects.toMatchObject({ code: 'MASK_GEOMETRY_MISMATCH' });
    await expect(read(structureSetBytes([structure('odd', { points: [[1, 2, 3], [4, 5] as unknown as Vector] })]))).rejects.toMatchObject({ code: 'FILE_CORRUPT' });
    await expect(read(structureSetBytes([structure('word', { points: [['x', 2, 3] as unknown as Vector] })]))).rejects.toMatchObject({ code: 'FILE_CORRUPT' });
  });
});
