import { BLOCK_LANES, laneSums } from './lane-sums.js';

/** A matrix of counts, stored so that sums over chosen rows are fast. */
export interface RowSums {
  /**
   * The column sums, written to `into`, if each row counts as often as `times` says.
   *
   * @param times one whole number for each row, together at most `most`
   */
  sum(times: Uint32Array, into: Float64Array): void;
}

/** Whole numbers up to 2^53 are exact in float64. */
const EXACT_BITS = 53;

/** Where a column's sum lies: in the `modulus` steps from `below` on of a lane's total, less `offset` a row. No modulus: it is the whole lane. */
interface Field {
  readonly column: number;
  readonly lane: number;
  readonly below: number;
  readonly modulus: number | null;
  readonly offset: number;
}

/**
 * Resampling adds up the same rows ten thousand times. Columns of whole numbers therefore share float64 lanes: each gets as many bits as its
 * largest possible sum needs, so that one addition serves several columns and is exact. A column with fractions has a lane of its own.
 *
 * @param values row by row, `rows × columns`
 * @param most how many rows are added up at most, each as often as it counts
 */
export function packRows(values: Float64Array, rows: number, columns: number, most: number): RowSums {
  const { fields, lanes } = placeColumns(values, rows, columns, most);
  const sums = laneSums(rows, Math.ceil(lanes / BLOCK_LANES));
  for (const { column, lane, below, offset } of fields) {
    const first = Math.floor(lane / BLOCK_LANES) * rows * BLOCK_LANES + (lane % BLOCK_LANES);
    for (let row = 0; row < rows; row += 1) sums.lanes[first + row * BLOCK_LANES]! += ((values[row * columns + column] ?? 0) - offset) * below;
  }
  // Field by field in arrays of their own: ten thousand replicates read them.
  const [packed, whole] = [fields.filter(({ modulus }) => modulus !== null), fields.filter(({ modulus }) => modulus === null)];
  const lists = {
    column: Uint32Array.from(packed, ({ column }) => column),
    lane: Uint32Array.from(packed, ({ lane }) => lane),
    perBelow: Float64Array.from(packed, ({ below }) => 1 / below),
    modulus: Float64Array.from(packed, ({ modulus }) => modulus ?? 1),
    offset: Float64Array.from(packed, ({ offset }) => offset),
  };
  const shifted = lists.offset.some((offset) => offset !== 0);
  return {
    sum(times, into) {
      sums.add(times);
      readPacked(lists, sums.totals, shifted ? times.reduce((count, drawn) => count + drawn, 0) : 0, into);
      for (const { column, lane } of whole) into[column] = sums.totals[lane]!;
    },
  };
}

interface FieldLists {
  readonly column: Uint32Array;
  readonly lane: Uint32Array;
  readonly perBelow: Float64Array;
  readonly modulus: Float64Array;
  readonly offset: Float64Array;
}

/** `floor(total / below) mod modulus`; both are powers of two, so every step is exact, as is the reciprocal. */
function readPacked({ column, lane, perBelow, modulus, offset }: FieldLists, totals: Float64Array, count: number, into: Float64Array): void {
  for (let field = 0; field < column.length; field += 1) {
    const upper = Math.floor(totals[lane[field]!]! * perBelow[field]!);
    const size = modulus[field]!;
    into[column[field]!] = upper - Math.floor(upper / size) * size + offset[field]! * count;
  }
}

function placeColumns(values: Float64Array, rows: number, columns: number, most: number): { readonly fields: readonly Field[]; readonly lanes: number } {
  const fields: Field[] = [];
  let lanes = 1;
  let used = 0;
  for (let column = 0; column < columns; column += 1) {
    const { low, high, whole } = rangeOf(values, rows, columns, column);
    const bits = bitsFor((high - low) * most);
    if (!whole || bits > EXACT_BITS) {
      // A lane of its own; the lane that was being filled is closed.
      fields.push({ column, lane: lanes, below: 1, modulus: null, offset: 0 });
      lanes += 1;
      used = EXACT_BITS;
      continue;
    }
    if (used + bits > EXACT_BITS) {
      lanes += 1;
      used = 0;
    }
    fields.push({ column, lane: lanes - 1, below: 2 ** used, modulus: 2 ** bits, offset: low });
    used += bits;
  }
  return { fields, lanes };
}

/** How many bits hold the whole numbers 0 … largest. */
function bitsFor(largest: number): number {
  let bits = 0;
  while (2 ** bits <= largest) bits += 1;
  return bits;
}

function rangeOf(values: Float64Array, rows: number, columns: number, column: number): { readonly low: number; readonly high: number; readonly whole: boolean } {
  let low = Infinity;
  let high = -Infinity;
  let whole = true;
  for (let row = 0; row < rows; row += 1) {
    const value = values[row * columns + column] ?? 0;
    low = Math.min(low, value);
    high = Math.max(high, value);
    whole &&= Number.isInteger(value);
  }
  return { low, high, whole };
}
