import { quantile } from './moments.js';

/** A figure with its percentile bootstrap interval of 95 %. */
export interface Estimate {
  /** Null where it is not defined. */
  readonly value: number | null;
  /** 2.5th and 97.5th percentile over replicates; null where the figure is not defined, or there is too little to resample. */
  readonly low: number | null;
  readonly high: number | null;
}

/** `values` are the figures themselves; each replicate gives the same figures again, null where it left one undefined: that one is left out. */
export function estimatesOf(values: readonly (number | null)[], replicates: readonly (readonly (number | null)[])[]): readonly Estimate[] {
  return values.map((value, at) => {
    const drawn = replicates.map((replicate) => replicate[at] ?? null).filter((figure) => figure !== null);
    return value === null ? { value, low: null, high: null } : { value, low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) };
  });
}
