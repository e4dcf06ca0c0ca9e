import { compareText } from '../ranking/slice-hit.js';
import type { LabelTarget } from './label-target.js';

/** The values of a label in their order. */
export interface LabelScale {
  /** Ordinal: the least first; categorical: by text. */
  readonly values: readonly string[];
  /** Ordinal: where each value lies, its number or its place in the declared order; null for a categorical label. */
  readonly places: ReadonlyMap<string, number> | null;
}

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/u;

/** @param found the values that volumes have; with a declared order, only values of it */
export function labelScale({ order }: LabelTarget, found: Iterable<string>): LabelScale {
  if (order !== null) return { values: order, places: new Map(order.map((value, place) => [value, place])) };
  const values = [...new Set(found)].sort(compareText);
  if (values.length === 0 || !values.every((value) => NUMBER.test(value))) return { values, places: null };
  const byNumber = values.sort((a, b) => Number(a) - Number(b) || compareText(a, b));
  return { values: byNumber, places: new Map(byNumber.map((value) => [value, Number(value)])) };
}
