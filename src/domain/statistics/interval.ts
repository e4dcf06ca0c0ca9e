/** How an interval was found. */
export type IntervalMethod = 'BOOTSTRAP' | 'CLOPPER_PEARSON';

/** A two-sided interval of a share, 0 ≤ low ≤ high ≤ 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly method: IntervalMethod;
}

/** What an interval leaves out on both sides together: 5 %. */
export const ALPHA = 0.05;
