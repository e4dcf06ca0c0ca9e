import { axesOf } from './planes.js';
import type { Plane } from './planes.js';
import type { Shape } from './volume.js';

/** Voxels above 0 on each slice of a plane, in its order. */
export function countForeground(labels: Uint16Array | Uint8Array, shape: Shape, plane: Plane): readonly number[] {
  const [nx, ny] = shape;
  const [, , along] = axesOf(plane);
  const stride = [1, nx, nx * ny][along] ?? 1;
  const counts = new Array<number>(shape[along]).fill(0);
  for (let at = 0; at < labels.length; at += 1) {
    if (labels[at] !== 0) counts[Math.floor(at / stride) % shape[along]]! += 1;
  }
  return counts;
}
