import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PLANES, slicesIn, turnTo } from '../../../../src/domain/geometry/planes.js';
import { sliceRanges } from '../../../../src/domain/geometry/slice-summary.js';
import type { Affine } from '../../../../src/domain/geometry/volume.js';

const affine: Affine = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]];
const size = fc.integer({ min: 1, max: 5 });
const volume = fc
  .tuple(size, size, size)
  .chain((shape) => fc.tuple(fc.constant(shape), fc.array(fc.integer({ min: -1024, max: 3071 }), { minLength: shape[0] * shape[1] * shape[2], maxLength: shape[0] * shape[1] * shape[2] }), fc.boolean()))
  .map(([shape, values, whole]) => ({ shape, spacing: [1, 1, 1] as const, affine, voxels: whole ? Int16Array.from(values) : Float32Array.from(values) }));

it('gives the extremes of the slices of every plane, as they are of the turned volume', () => {
  fc.assert(
    fc.property(volume, (scan) => {
      const ranges = sliceRanges(scan);
      for (const plane of PLANES) {
        const { voxels } = turnTo(plane, scan);
        const pixels = voxels.length / slicesIn(plane, scan.shape);
        const expected = Array.from({ length: slicesIn(plane, scan.shape) }, (_, slice) => voxels.subarray(slice * pixels, (slice + 1) * pixels));
        expect(ranges[plane]).toEqual(expected.map((slice) => ({ minimum: Math.min(...slice), maximum: Math.max(...slice) })));
      }
    }),
  );
});
