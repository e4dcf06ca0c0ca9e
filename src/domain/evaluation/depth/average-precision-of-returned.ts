import { sumOfPrecisions } from './average-precision.js';
import { harmonic } from './harmonic.js';
import { chanceOfSuccessAt } from './success-at.js';
import { hitsWithin } from './topic.js';
import type { TopicHits } from './topic.js';

/**
 * The precision at each relevant item among the first k, averaged over *these* items; 0 where there are none. This is the average
 * precision of the 3D-MIR benchmark (arXiv 2311.13752), whose published code gives the first 10 results, labelled right or wrong, to
 * scikit-learn's `average_precision_score`. It does not ask what was missed: one relevant item at rank 1 and nothing else has 1.
 */
export function averagePrecisionOfReturned(topic: TopicHits, k: number): number {
  const count = hitsWithin(topic, k);
  return count === 0 ? 0 : sumOfPrecisions(topic.hits, count) / count;
}

/**
 * Its expectation under random order. With r relevant items among the first n = min(k, N) it is that of the average precision of r among n,
 * which is linear in r; so with H = H(n) and b = (n − H)/(n − 1) it is ((H − b)·P(r ≥ 1) + b·n·R/N)/n.
 */
export function chanceOfAveragePrecisionOfReturned(eligible: number, relevant: number, k: number): number {
  const first = Math.min(k, eligible);
  if (first === 1) return relevant / eligible;
  const h = harmonic(first);
  const slope = (first - h) / (first - 1);
  return ((h - slope) * chanceOfSuccessAt(eligible, relevant, first) + (slope * first * relevant) / eligible) / first;
}
