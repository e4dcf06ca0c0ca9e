import { harmonic } from './harmonic.js';
import type { TopicHits } from './topic.js';

/** The precision at each relevant item of the list, summed and divided by all relevant items of the eligible gallery. */
export function averagePrecision({ hits, relevant }: TopicHits): number {
  return sumOfPrecisions(hits, hits.length) / relevant;
}

/**
 * Its expectation under random order, with H the harmonic number: (H(N) + (R − 1)/(N − 1)·(N − H(N)))/N. An item at rank i is
 * relevant with R/N, and of the i − 1 before it a share of (R − 1)/(N − 1) is then.
 */
export function chanceOfAveragePrecision(eligible: number, relevant: number): number {
  if (eligible === 1) return relevant;
  const h = harmonic(eligible);
  return (h + ((relevant - 1) / (eligible - 1)) * (eligible - h)) / eligible;
}

/** The sum of the precisions at the first `count` relevant items. */
export function sumOfPrecisions(hits: Uint32Array, count: number): number {
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += (index + 1) / hits[index]!;
  return sum;
}
