import type { TopicHits } from './topic.js';

/** 1 if a relevant item is among the first k, else 0. */
export function successAt({ hits }: TopicHits, k: number): number {
  return hits.length > 0 && hits[0]! <= k ? 1 : 0;
}

/** Its expectation if the eligible gallery were ranked at random: 1 − C(N − R, k)/C(N, k), hypergeometric. */
export function chanceOfSuccessAt(eligible: number, relevant: number, k: number): number {
  let missed = 1;
  for (let drawn = 0; drawn < Math.min(k, eligible); drawn += 1) missed *= Math.max(0, eligible - relevant - drawn) / (eligible - drawn);
  return 1 - missed;
}
