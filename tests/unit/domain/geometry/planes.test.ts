import { expect, it } from 'vitest';
import { PLANES, sliceDistance, slicesIn, turnLabels, turnTo } from '../../../../src/domain/geometry/planes.js';
import type { CanonicalVolume } from '../../../../src/domain/geometry/volume.js';

/** Each voxel is 100 i + 10 j + k. */
const shape = [2, 3, 4] as const;
const [nx, ny, nz] = shape;
const volume: CanonicalVolume = {
  shape,
  spacing: [0.5, 0.75, 5],
  affine: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]],
  voxels: Int16Array.from({ length: nx * ny * nz }, (_, at) => 100 * (at % nx) + 10 * (Math.floor(at / nx) % ny) + Math.floor(at / (nx * ny))),
};

it('counts slices of each plane and the mm between them', () => {
  expect(PLANES.map((plane) => [slicesIn(plane, shape), sliceDistance(plane, volume.spacing)])).toEqual([[4, 5], [3, 0.75], [2, 0.5]]);
});

it('leaves a volume as it is for axial slices', () => {
  expect(turnTo('AXIAL', volume)).toBe(volume);
});

it.each([
  // Columns to the right, rows upwards, slices to anterior.
  ['CORONAL', [2, 4, 3], [0.5, 5, 0.75], (column: number, row: number, slice: number) => [column, slice, row]],
  // Columns from anterior to posterior, rows upwards, slices to the right.
  ['SAGITTAL', [3, 4, 2], [0.75, 5, 0.5], (column: number, row: number, slice: number) => [slice, 2 - column, row]],
] as const)('turns a volume to %s slices', (plane, turnedShape, spacing, voxelOf) => {
  for (const voxels of [volume.voxels, Float32Array.from(volume.voxels)]) {
    const turned = turnTo(plane, { ...volume, voxels });
    expect([turned.shape, turned.spacing, turned.voxels.constructor]).toEqual([turnedShape, spacing, voxels.constructor]);
    const labels = turnLabels(plane, { ...volume, labels: Uint16Array.from(volume.voxels) });
    expect([labels.shape, labels.spacing]).toEqual([turnedShape, spacing]);
    const [columns, rows, slices] = turned.shape;
    for (let slice = 0; slice < slices; slice += 1) {
      for (let row = 0; row < rows; row += 1) {
        for (let column = 0; column < columns; column += 1) {
          const [i, j, k] = voxelOf(column, row, slice);
          expect(turned.voxels[(slice * rows + row) * columns + column]).toBe(100 * i! + 10 * j! + k!);
          expect(labels.labels[(slice * rows + row) * columns + column]).toBe(100 * i! + 10 * j! + k!);
        }
      }
    }
  }
});
