import type { Point } from '../affine.js';

/** What slices of one stack have in common: the size of their images and how these lie, in LPS (x to the patient's left, y to posterior). */
export interface SliceGrid {
  readonly rows: number;
  readonly columns: number;
  /** Unit vector along a row of the image: the way of a growing column index. */
  readonly rowDirection: Point;
  /** Unit vector along a column of the image: the way of a growing row index. */
  readonly columnDirection: Point;
  /** Millimetres between the centres of neighbouring rows, then columns. */
  readonly pixelSpacing: readonly [betweenRows: number, betweenColumns: number];
}

/** One slice: its grid, and the centre of its first pixel in mm, LPS. */
export interface SlicePlane {
  readonly grid: SliceGrid;
  readonly position: Point;
}

export const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Unit length, as far as the directions are orthonormal. */
export const normalOf = ({ rowDirection: [a, b, c], columnDirection: [d, e, f] }: SliceGrid): Point => [b * f - c * e, c * d - a * f, a * e - b * d];

/** Directions further from unit length or from a right angle than this are no image's. */
const ORTHONORMAL = 1e-3;

export function isOrthonormal({ rowDirection, columnDirection }: Pick<SliceGrid, 'rowDirection' | 'columnDirection'>): boolean {
  const off = [dot(rowDirection, rowDirection) - 1, dot(columnDirection, columnDirection) - 1, dot(rowDirection, columnDirection)];
  return off.every((value) => Math.abs(value) <= ORTHONORMAL);
}

/** Directions that differ by more (0.1°) are different ones; less is the rounding of headers. */
const PARALLEL = Math.cos((0.1 * Math.PI) / 180);
const RELATIVE_SPACING = 1e-3;

const close = (a: number, b: number): boolean => Math.abs(a - b) <= RELATIVE_SPACING * Math.max(Math.abs(a), Math.abs(b));

/** Whether images of the two grids can be slices of one volume. */
export function isSameGrid(a: SliceGrid, b: SliceGrid): boolean {
  return (
    a.rows === b.rows &&
    a.columns === b.columns &&
    close(a.pixelSpacing[0], b.pixelSpacing[0]) &&
    close(a.pixelSpacing[1], b.pixelSpacing[1]) &&
    dot(a.rowDirection, b.rowDirection) >= PARALLEL &&
    dot(a.columnDirection, b.columnDirection) >= PARALLEL
  );
}
