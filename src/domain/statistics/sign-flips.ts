import type { Random } from './random.js';

/** Below this many patients all ways to swap them are tried: at most 2^13. */
const EXACT_BELOW = 14;

/** Differences this close are the same difference, summed in another order. */
export const ROUNDING = 1e-12;

export interface Flips {
  /** Whether all subsets were visited, the empty one included. */
  readonly exact: boolean;
  readonly tried: number;
}

/** The p of a difference that `asLarge` of the flips reach: their share, or (b + 1)/(B + 1) of B random ones. */
export function shareOf(asLarge: number, { exact, tried }: Flips): number {
  return exact ? asLarge / tried : (asLarge + 1) / (tried + 1);
}

/** Visits subsets of `count` things, as a 1 or 0 for each: all subsets if the things are few, else `draws` random ones in which each thing is with probability ½. */
export function eachFlip(count: number, draws: number, random: Random, visit: (flipped: Uint32Array) => void): Flips {
  const flipped = new Uint32Array(count);
  const exact = count < EXACT_BELOW;
  const tried = exact ? 2 ** count : draws;
  for (let attempt = 0; attempt < tried; attempt += 1) {
    for (let first = 0; first < count; first += 32) {
      const bits = exact ? attempt : random.integer(2 ** 32);
      const end = Math.min(32, count - first);
      for (let bit = 0; bit < end; bit += 1) flipped[first + bit] = (bits >>> bit) & 1;
    }
    visit(flipped);
  }
  return { exact, tried };
}
