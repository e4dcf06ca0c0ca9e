import type { CanonicalLabels } from '../geometry/volume.js';

/** For every label value above 0 that occurs, its pixels on each slice, inferior to superior; by ascending value. */
export function countRegions({ labels, shape }: CanonicalLabels): ReadonlyMap<number, readonly number[]> {
  const [nx, ny, nz] = shape;
  const counts = new Map<number, number[]>();
  const pixels = nx * ny;
  for (let slice = 0; slice < nz; slice += 1) {
    // Labels come in runs, so that one look into the map serves many pixels.
    let [run, value] = [0, 0];
    const flush = (): void => {
      if (value === 0 || run === 0) return;
      const count = counts.get(value) ?? new Array<number>(nz).fill(0);
      count[slice] = (count[slice] ?? 0) + run;
      counts.set(value, count);
    };
    for (const label of labels.subarray(slice * pixels, (slice + 1) * pixels)) {
      if (label !== value) {
        flush();
        [run, value] = [0, label];
      }
      run += 1;
    }
    flush();
  }
  return new Map([...counts].sort(([a], [b]) => a - b));
}
