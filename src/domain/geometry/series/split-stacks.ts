import { dot, isSameGrid, normalOf } from './slice-plane.js';
import type { SliceGrid, SlicePlane } from './slice-plane.js';

/** A slice with what tells passes over the same anatomy apart (acquisition, temporal position); null where the file does not say. */
export interface PassedSlice extends SlicePlane {
  readonly pass: string | null;
}

/** More grids than this in one series are a radial or freehand scan. */
const MOST_GRIDS = 32;

/** Slices at the same place along the normal, in mm. */
const SAME_PLACE_MM = 1e-3;

function repeatsPlaces(slices: readonly PassedSlice[], normal: readonly [number, number, number]): boolean {
  const places = slices.map(({ position }) => dot(position, normal)).sort((a, b) => a - b);
  return places.some((place, index) => index > 0 && place - (places[index - 1] ?? 0) <= SAME_PLACE_MM);
}

/** By pass, where places repeat and the passes alone explain it; otherwise the slices stay together. */
function splitPasses<Slice extends PassedSlice>(slices: readonly Slice[], grid: SliceGrid): readonly (readonly Slice[])[] {
  const normal = normalOf(grid);
  if (slices.some(({ pass }) => pass === null) || !repeatsPlaces(slices, normal)) return [slices];
  const passes = new Map<string, Slice[]>();
  for (const slice of slices) {
    const key = slice.pass ?? '';
    const pass = passes.get(key);
    if (pass === undefined) passes.set(key, [slice]);
    else pass.push(slice);
  }
  const apart = [...passes.values()];
  return apart.some((pass) => repeatsPlaces(pass, normal)) ? [slices] : apart;
}

/**
 * The stacks of a series: slices of the same size, spacing and orientation, and of one pass where passes go over the same places.
 * In the order in which their first slices come. Null where there are too many orientations for stacks.
 */
export function splitStacks<Slice extends PassedSlice>(slices: readonly Slice[]): readonly (readonly Slice[])[] | null {
  const groups: { readonly grid: SliceGrid; readonly slices: Slice[] }[] = [];
  for (const slice of slices) {
    const group = groups.find(({ grid }) => grid === slice.grid || isSameGrid(grid, slice.grid));
    if (group !== undefined) group.slices.push(slice);
    else if (groups.length === MOST_GRIDS) return null;
    else groups.push({ grid: slice.grid, slices: [slice] });
  }
  return groups.flatMap((group) => splitPasses(group.slices, group.grid));
}
