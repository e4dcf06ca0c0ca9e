import type { TopicHits } from './topic.js';

/** 1 / the rank of the first relevant item; 0 if the list has none. */
export function reciprocalRank({ hits }: TopicHits): number {
  return hits.length === 0 ? 0 : 1 / hits[0]!;
}

/** What is left of a sum once nothing in float64 can change it any more. */
const NEGLIGIBLE = 1e-20;

/** Its expectation under random order: the sum over i of 1/i times the probability that the first relevant item is at rank i. */
export function chanceOfReciprocalRank(eligible: number, relevant: number): number {
  let sum = 0;
  let missedSoFar = 1;
  for (let rank = 1; rank <= eligible - relevant + 1 && missedSoFar > NEGLIGIBLE; rank += 1) {
    const hit = relevant / (eligible - rank + 1);
    sum += (missedSoFar * hit) / rank;
    missedSoFar *= 1 - hit;
  }
  return sum;
}
