import { hitsWithin } from './topic.js';
import type { TopicHits } from './topic.js';

/** Relevant items among the first k, over k, however short the list. */
export function precisionAt(topic: TopicHits, k: number): number {
  return hitsWithin(topic, k) / k;
}

/** Its expectation under random order: (R/N)·min(k, N)/k, the mean of the hypergeometric over k. */
export function chanceOfPrecisionAt(eligible: number, relevant: number, k: number): number {
  return ((relevant / eligible) * Math.min(k, eligible)) / k;
}
