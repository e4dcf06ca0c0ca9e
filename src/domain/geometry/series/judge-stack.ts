import type { Affine } from '../volume.js';
import type { Point } from '../affine.js';
import { dot, normalOf } from './slice-plane.js';
import type { SliceGrid, SlicePlane } from './slice-plane.js';

/** Slices put in order, as far as they make an even grid. Places are in mm along the normal, from the first slice. */
export type StackJudgement =
  | {
      readonly kind: 'GRID';
      /** For each place the slices there, as indices into what was judged: more than one are duplicates. */
      readonly slices: readonly (readonly number[])[];
      /** Takes (column, row, slice) to mm in RAS+; sheared where the gantry was tilted. */
      readonly affine: Affine;
      /** Between the normal and the way from slice to slice. */
      readonly tiltDegrees: number;
    }
  | { readonly kind: 'TOO_FEW'; readonly places: number }
  /** Gaps of whole multiples of the spacing. */
  | { readonly kind: 'MISSING'; readonly slices: number; readonly firstGapAt: number; readonly spacing: number }
  | { readonly kind: 'UNEVEN'; readonly least: number; readonly greatest: number }
  /** Slices that do not lie behind one another, by up to so many mm. */
  | { readonly kind: 'SHIFTED'; readonly by: number };

/** Nearer than this, in mm, is the same place. */
const SAME_PLACE_MM = 1e-3;
/** How far a slice may lie from the even grid, for headers that round: of the spacing, and in mm where that is more. */
const RELATIVE_TOLERANCE = 0.05;
const LEAST_TOLERANCE_MM = 0.02;
/** How far a gap may be from a whole multiple of the spacing and still tell of slices that are missing. */
const MULTIPLE_TOLERANCE = 0.1;

const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const along = (from: Point, step: Point, count: number): Point => [from[0] + step[0] * count, from[1] + step[1] * count, from[2] + step[2] * count];

function byPlace(planes: readonly SlicePlane[], normal: Point): { readonly slices: readonly (readonly number[])[]; readonly places: readonly number[] } {
  const place = planes.map(({ position }) => dot(position, normal));
  const order = planes.map((_, index) => index).sort((a, b) => (place[a] ?? 0) - (place[b] ?? 0) || a - b);
  const slices: number[][] = [];
  const places: number[] = [];
  for (const index of order) {
    const at = place[index] ?? 0;
    const last = places.at(-1);
    if (last !== undefined && at - last <= SAME_PLACE_MM) slices.at(-1)?.push(index);
    else {
      slices.push([index]);
      places.push(at);
    }
  }
  return { slices, places };
}

/** What is wrong with places that are not even. */
function judgeGaps(places: readonly number[]): StackJudgement {
  const gaps = places.slice(1).map((place, index) => place - (places[index] ?? 0));
  const sorted = [...gaps].sort((a, b) => a - b);
  const spacing = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const multiples = gaps.map((gap) => Math.round(gap / spacing));
  const whole = gaps.every((gap, index) => (multiples[index] ?? 0) >= 1 && Math.abs(gap / spacing - (multiples[index] ?? 0)) <= MULTIPLE_TOLERANCE);
  const first = multiples.findIndex((multiple) => multiple > 1);
  if (!whole || first < 0) return { kind: 'UNEVEN', least: sorted[0] ?? 0, greatest: sorted.at(-1) ?? 0 };
  const slices = multiples.reduce((sum, multiple) => sum + multiple - 1, 0);
  return { kind: 'MISSING', slices, firstGapAt: (places[first] ?? 0) - (places[0] ?? 0), spacing };
}

function affineOf({ rowDirection, columnDirection, pixelSpacing: [betweenRows, betweenColumns] }: SliceGrid, step: Point, first: Point): Affine {
  const row = (axis: 0 | 1 | 2, sign: 1 | -1): Affine[0] => [
    sign * rowDirection[axis] * betweenColumns,
    sign * columnDirection[axis] * betweenRows,
    sign * step[axis],
    sign * first[axis],
  ];
  // From LPS to RAS.
  return [row(0, -1), row(1, -1), row(2, 1), [0, 0, 0, 1]];
}

/** Orders the slices of one stack along their normal and judges whether they make a grid. All planes must have the grid of the first. */
export function judgeStack(planes: readonly SlicePlane[]): StackJudgement {
  const [reference] = planes;
  if (reference === undefined) return { kind: 'TOO_FEW', places: 0 };
  const normal = normalOf(reference.grid);
  const { slices, places } = byPlace(planes, normal);
  const positionOf = (index: number | undefined): Point => planes[index ?? 0]?.position ?? reference.position;
  const first = positionOf(slices[0]?.[0]);
  const count = slices.length - 1;
  if (count < 1) return { kind: 'TOO_FEW', places: slices.length };
  const whole = minus(positionOf(slices[count]?.[0]), first);
  const step: Point = [whole[0] / count, whole[1] / count, whole[2] / count];
  const spacing = dot(step, normal);
  const tolerance = Math.max(LEAST_TOLERANCE_MM, RELATIVE_TOLERANCE * spacing);
  if (places.some((place, index) => Math.abs(place - (places[0] ?? 0) - spacing * index) > tolerance)) return judgeGaps(places);
  const aside = slices.flatMap((same, index) =>
    same.map((slice) => {
      const off = minus(positionOf(slice), along(first, step, index));
      const forward = dot(off, normal);
      return Math.sqrt(Math.max(0, dot(off, off) - forward * forward));
    }),
  );
  const shift = aside.reduce((most, one) => Math.max(most, one), 0);
  if (shift > tolerance) return { kind: 'SHIFTED', by: shift };
  const tilt = Math.atan2(Math.sqrt(Math.max(0, dot(step, step) - spacing * spacing)), spacing);
  return { kind: 'GRID', slices, affine: affineOf(reference.grid, step, first), tiltDegrees: (tilt * 180) / Math.PI };
}
