import { slicesIn } from './planes.js';
import type { Plane } from './planes.js';
import type { Shape } from './volume.js';

/** What the rows of all embeddings by a recipe are, whatever the volume. */
export interface RowKind {
  /** Whose slices have rows, in the order of their rows. */
  readonly planes: readonly Plane[];
  /** Rows of a slice: its patches, row by row of the picture; 1 where a slice has one vector. */
  readonly patches: number;
}

/**
 * Which row of a volume's embedding is what: plane after plane, slice after slice, patch after patch. Slices are counted through, from 0 and over
 * all planes; where the first plane is AXIAL, or the only one, a slice has its own index in it.
 */
export interface RowLayout {
  readonly rows: number;
  /** Of all planes. */
  readonly slices: number;
  /** Rows of each slice. */
  readonly patches: number;
  /** The slice of a row. Throws RangeError beyond the last row. */
  sliceOf(row: number): number;
  /** The rows of some slices, slice after slice in the order given. Throws RangeError beyond the last slice. */
  rowsOf(slices: readonly number[]): readonly number[];
  /** Where a slice lies: its plane, and its index among the slices of that. Throws RangeError beyond the last slice. */
  placeOf(slice: number): { readonly plane: Plane; readonly index: number };
}

function requireBelow(what: string, number: number, count: number): void {
  if (!(Number.isInteger(number) && number >= 0 && number < count)) throw new RangeError(`${what} ${number} of ${count}`);
}

/** @param slicesOf how many slices a plane has */
function makeRowLayout({ planes, patches }: RowKind, slicesOf: (plane: Plane) => number): RowLayout {
  const counts = planes.map((plane) => ({ plane, count: slicesOf(plane) }));
  const slices = counts.reduce((sum, { count }) => sum + count, 0);
  return {
    rows: slices * patches,
    slices,
    patches,
    sliceOf(row) {
      requireBelow('row', row, slices * patches);
      return Math.floor(row / patches);
    },
    rowsOf(chosen) {
      return chosen.flatMap((slice) => {
        requireBelow('slice', slice, slices);
        return Array.from({ length: patches }, (_, patch) => slice * patches + patch);
      });
    },
    placeOf(slice) {
      requireBelow('slice', slice, slices);
      let index = slice;
      for (const { plane, count } of counts) {
        if (index < count) return { plane, index };
        index -= count;
      }
      throw new RangeError(`slice ${slice} of ${slices}`);
    },
  };
}

/** The rows of the embedding of a volume of this shape. */
export const rowLayout = (kind: RowKind, shape: Shape): RowLayout => makeRowLayout(kind, (plane) => slicesIn(plane, shape));

/** The same where the slices lie in one plane, by the number of all rows. Throws RangeError for more planes. */
export function onePlaneLayout(kind: RowKind, rows: number): RowLayout {
  onlyPlane(kind);
  return makeRowLayout(kind, () => rows / kind.patches);
}

/** The plane that all slices lie in. Throws RangeError where they lie in more than one. */
export function onlyPlane({ planes }: Pick<RowKind, 'planes'>): Plane {
  const [plane, ...others] = planes;
  if (plane === undefined || others.length > 0) throw new RangeError(`slices of ${planes.length} planes`);
  return plane;
}
