import { expect, it } from 'vitest';
import { countForeground } from '../../../../src/domain/geometry/count-foreground.js';

it('counts what lies above 0 on each slice of a plane', () => {
  // Voxel (i, j, k) is at i + 2 j + 6 k.
  const labels = new Uint16Array(24);
  for (const at of [0, 1, 6, 9, 23]) labels[at] = at + 1;
  expect(countForeground(labels, [2, 3, 4], 'AXIAL')).toEqual([2, 2, 0, 1]);
  expect(countForeground(labels, [2, 3, 4], 'CORONAL')).toEqual([3, 1, 1]);
  expect(countForeground(labels, [2, 3, 4], 'SAGITTAL')).toEqual([2, 3]);
});
