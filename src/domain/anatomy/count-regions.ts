import type { Plane } from '../geometry/planes.js';
import type { CanonicalLabels } from '../geometry/volume.js';

/** Pixels of one label on each slice of each plane: inferior → superior, posterior → anterior, left → right. */
export type PlaneCounts = Readonly<Record<Plane, readonly number[]>>;

interface Tally {
  readonly axial: Uint32Array;
  readonly coronal: Uint32Array;
  /** From one sagittal slice to the next: what a run adds where it begins, and takes away behind its end. */
  readonly steps: Int32Array;
}

function countsOf({ axial, coronal, steps }: Tally): PlaneCounts {
  let sum = 0;
  const sagittal = Array.from(steps.subarray(0, -1), (step) => (sum += step));
  return { AXIAL: [...axial], CORONAL: [...coronal], SAGITTAL: sagittal };
}

/** For every label value above 0 that occurs, its pixels on each slice of each plane; by ascending value. One pass over the map. */
export function countRegions({ labels, shape: [nx, ny, nz] }: Pick<CanonicalLabels, 'labels' | 'shape'>): ReadonlyMap<number, PlaneCounts> {
  const tallies = new Map<number, Tally>();
  const tallyOf = (value: number): Tally => {
    const known = tallies.get(value) ?? { axial: new Uint32Array(nz), coronal: new Uint32Array(ny), steps: new Int32Array(nx + 1) };
    tallies.set(value, known);
    return known;
  };
  for (let row = 0; row < ny * nz; row += 1) {
    const first = row * nx;
    // Labels come in runs along a row, so that one look into the map serves many pixels.
    for (let start = 0; start < nx; ) {
      const value = labels[first + start]!;
      let end = start + 1;
      while (end < nx && labels[first + end] === value) end += 1;
      if (value !== 0) {
        const { axial, coronal, steps } = tallyOf(value);
        axial[Math.floor(row / ny)]! += end - start;
        coronal[row % ny]! += end - start;
        steps[start]! += 1;
        steps[end]! -= 1;
      }
      start = end;
    }
  }
  return new Map([...tallies].sort(([a], [b]) => a - b).map(([value, tally]) => [value, countsOf(tally)]));
}
