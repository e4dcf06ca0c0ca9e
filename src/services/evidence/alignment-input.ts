import type { Matrix } from '../../domain/matrix.js';

/** How a query compares with one volume, slice by slice: what late interaction sums up. */
export interface AlignmentInput {
  /** Cosines, −1 … 1: [query slices compared, slices of the volume]. At least one of each. */
  readonly similarities: Matrix;
  /** For each row the column that speaks for it, i → argmax_j. */
  readonly alignment: ArrayLike<number>;
  /** Of the slices, in words, e.g. "inferior to superior". */
  readonly order: string;
  readonly query: AlignedAxis;
  readonly result: AlignedAxis;
  /** The region that was asked for, by name; null without one. */
  readonly region: string | null;
}

/** One side of the comparison. */
export interface AlignedAxis {
  /** What the axis is called, e.g. the id of the volume. */
  readonly name: string;
  /** The slice, from 0, of each row or column; ascending. */
  readonly slices: readonly number[];
  /** Millimetres from one slice to the next; null where not known. */
  readonly spacing: number | null;
  /** Slices that show the region. */
  readonly regionSlices: readonly number[];
}
