import { worldToVoxel } from './affine.js';
import type { Point } from './affine.js';
import type { CanonicalGrid } from './volume.js';

/** A closed curve in a plane: points in mm in RAS+, one after the other as x, y, z; the last is joined to the first. */
export type ClosedContour = Float64Array;

/** A contour on a slice of the grid, in voxels along the two other axes of the grid: u, v, u, v … */
type FlatContour = Float64Array;

/** The contours of one structure on one slice of the grid, across the given axis. */
interface SliceContours {
  readonly axis: 0 | 1 | 2;
  readonly slice: number;
  readonly contours: readonly FlatContour[];
}

/** Contours by the slices that they are drawn on, and how many lie on none. */
export interface PlacedContours {
  readonly slices: readonly SliceContours[];
  /** Beyond the first or last slice by more than half a slice, or beside the grid. */
  readonly outside: number;
  /** Along no axis of the grid, or with fewer than three points. */
  readonly askew: number;
  /** In a plane between slices, where another plane is nearer to the same slice. */
  readonly between: number;
}

/** A contour may leave its plane by this share of a slice. */
const FLAT = 0.2;
/** Planes that are closer than this share of a slice are one. */
const SAME_PLANE = 0.01;

/**
 * Points are taken to the nearest of so many places a voxel: coarser than the rounding of headers, so that a line drawn through voxel centres
 * stays on them, and finer than anything is drawn.
 */
const PLACES = 4096;

const snapped = (voxel: number): number => Math.round(voxel * PLACES) / PLACES;

/** The axes of a slice across another axis: the faster one first, so that rows of a mask are runs of memory where they can be. */
const ACROSS = { 0: [1, 2], 1: [0, 2], 2: [0, 1] } as const;

interface Flat {
  readonly axis: 0 | 1 | 2;
  readonly height: number;
  readonly points: FlatContour;
}

function flatten(grid: CanonicalGrid, contour: ClosedContour): Flat | null {
  const count = Math.floor(contour.length / 3);
  if (count < 3) return null;
  const voxels = new Float64Array(3 * count);
  const [low, high]: [number[], number[]] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity]];
  for (let index = 0; index < count; index += 1) {
    const voxel = worldToVoxel(grid.affine, [contour[3 * index]!, contour[3 * index + 1]!, contour[3 * index + 2]!]);
    for (const axis of [0, 1, 2] as const) {
      voxels[3 * index + axis] = voxel[axis];
      low[axis] = Math.min(low[axis]!, voxel[axis]);
      high[axis] = Math.max(high[axis]!, voxel[axis]);
    }
  }
  const extent = [0, 1, 2].map((axis) => high[axis]! - low[axis]!);
  const axis = ([2, 1, 0] as const).reduce((best, candidate) => (extent[candidate]! < extent[best]! ? candidate : best));
  if (!(extent[axis]! <= FLAT)) return null;
  const [u, v] = ACROSS[axis];
  const points = new Float64Array(2 * count);
  for (let index = 0; index < count; index += 1) points.set([snapped(voxels[3 * index + u]!), snapped(voxels[3 * index + v]!)], 2 * index);
  return { axis, height: (low[axis]! + high[axis]!) / 2, points };
}

function touches({ shape }: CanonicalGrid, { axis, points }: Flat): boolean {
  return ACROSS[axis].every((other, place) => {
    let [low, high] = [Infinity, -Infinity];
    for (let index = place; index < points.length; index += 2) [low, high] = [Math.min(low, points[index]!), Math.max(high, points[index]!)];
    return high >= 0 && low <= shape[other] - 1;
  });
}

/**
 * Finds the slice of every contour: the nearest one to its plane, at most half a slice away. Of several planes with the same nearest slice the
 * nearest stands, of two as near the lower one. Nothing is made for slices on which nothing is drawn.
 */
export function placeContours(grid: CanonicalGrid, contours: readonly ClosedContour[]): PlacedContours {
  const bySlice = new Map<string, Flat[]>();
  let [outside, askew, between] = [0, 0, 0];
  for (const contour of contours) {
    const flat = flatten(grid, contour);
    if (flat === null) askew += 1;
    else {
      const slice = Math.round(flat.height) + 0;
      if (slice < 0 || slice >= grid.shape[flat.axis] || !touches(grid, flat)) outside += 1;
      else {
        const held = bySlice.get(`${flat.axis}/${slice}`);
        if (held === undefined) bySlice.set(`${flat.axis}/${slice}`, [flat]);
        else held.push(flat);
      }
    }
  }
  const slices = [...bySlice.values()].map((flats): SliceContours => {
    const slice = Math.round(flats[0]!.height) + 0;
    const away = ({ height }: Flat): number => Math.abs(height - slice);
    const nearest = flats.reduce((best, flat) => (away(flat) < away(best) - SAME_PLANE || (away(flat) < away(best) + SAME_PLANE && flat.height < best.height - SAME_PLANE) ? flat : best));
    const same = flats.filter(({ height }) => Math.abs(height - nearest.height) <= SAME_PLANE);
    between += flats.length - same.length;
    return { axis: nearest.axis, slice, contours: same.map(({ points }) => points) };
  });
  return { slices, outside, askew, between };
}

/**
 * Turns the parity of every place in a row from where an edge crosses it: a row runs along u through the centres of its voxels. An edge holds
 * its lower end and not its upper, so that a corner on a row counts once.
 */
function crossEdges(points: FlatContour, width: number, height: number, parity: Uint8Array): void {
  const count = points.length / 2;
  let [u0, v0] = [points[2 * count - 2]!, points[2 * count - 1]!];
  for (let index = 0; index < count; index += 1) {
    const [u1, v1] = [points[2 * index]!, points[2 * index + 1]!];
    const [first, last] = [Math.max(Math.ceil(Math.min(v0, v1)), 0), Math.min(Math.ceil(Math.max(v0, v1)) - 1, height - 1)];
    const slope = (u1 - u0) / (v1 - v0);
    for (let row = first; row <= last; row += 1) {
      const start = Math.min(Math.max(Math.ceil(u0 + (row - v0) * slope), 0), width);
      parity[row * (width + 1) + start]! ^= 1;
    }
    [u0, v0] = [u1, v1];
  }
}

/**
 * The voxels of a structure, 1, else 0: those whose centre an odd number of its contours on the slice encloses. So a contour within another
 * is a hole, and one that runs in and out along the same line (a keyhole) cuts the hole that it means.
 */
export function rasteriseContours(grid: CanonicalGrid, { slices }: PlacedContours): Uint8Array {
  const mask = new Uint8Array(grid.shape[0] * grid.shape[1] * grid.shape[2]);
  const strides: Point = [1, grid.shape[0], grid.shape[0] * grid.shape[1]];
  for (const { axis, slice, contours } of slices) {
    const [u, v] = ACROSS[axis];
    const [width, height] = [grid.shape[u], grid.shape[v]];
    const parity = new Uint8Array((width + 1) * height);
    for (const points of contours) crossEdges(points, width, height, parity);
    for (let row = 0; row < height; row += 1) {
      let inside = 0;
      for (let place = 0; place < width; place += 1) {
        inside ^= parity[row * (width + 1) + place]!;
        if (inside === 1) mask[slice * strides[axis] + row * strides[v] + place * strides[u]] = 1;
      }
    }
  }
  return mask;
}
