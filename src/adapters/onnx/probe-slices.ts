import { slicesSeen } from '../../services/embedding/slice-input.js';
import type { EncodeTask } from './encode-task.js';

/** Pixels a side: large enough for an image to have parts. */
const SIDE = 64;
/** Slices that are unlike each other. */
export const PROBE_SLICES = 4;

/** Discs of soft tissue, bone and air, in Hounsfield units; the same again after `PROBE_SLICES`. */
function probeSlices(count: number): Int16Array {
  return Int16Array.from({ length: count * SIDE * SIDE }, (_, index) => {
    const slice = Math.floor(index / (SIDE * SIDE)) % PROBE_SLICES;
    const [x, y] = [(index % SIDE) - SIDE / 2, (Math.floor(index / SIDE) % SIDE) - SIDE / 2];
    const radius = Math.hypot(x + 4 * slice, y);
    if (radius < 5 + 2 * slice) return 200 - 90 * slice;
    return radius < 26 ? 40 + ((index * 7919) % 60) : -1000;
  });
}

/** A task on so many synthetic slices. */
export function probeTask({ count, ...settings }: Omit<EncodeTask, 'nx' | 'ny' | 'voxels' | 'inputs'> & { readonly count: number }): EncodeTask {
  const grid = { shape: [SIDE, SIDE, count], spacing: [1, 1, 1] } as const;
  const inputs = Array.from({ length: count }, (_, slice) => slicesSeen(settings.recipe, slice, grid));
  return { ...settings, nx: SIDE, ny: SIDE, inputs, voxels: probeSlices(count) };
}
