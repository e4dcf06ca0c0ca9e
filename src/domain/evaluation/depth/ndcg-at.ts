import { hitsWithin } from './topic.js';
import type { TopicHits } from './topic.js';

/** Discounted gain of the first k, 1/log2(rank + 1) for each relevant item, over that of an ideal order of the eligible gallery. */
export function ndcgAt(topic: TopicHits, k: number): number {
  const count = hitsWithin(topic, k);
  let gain = 0;
  for (let index = 0; index < count; index += 1) gain += discount(topic.hits[index]!);
  return gain / discounts(Math.min(k, topic.relevant));
}

/** Its expectation under random order: each of the first min(k, N) ranks is relevant with R/N. */
export function chanceOfNdcgAt(eligible: number, relevant: number, k: number): number {
  return ((relevant / eligible) * discounts(Math.min(k, eligible))) / discounts(Math.min(k, relevant));
}

/** 1/log2(rank + 1) by rank; ten thousands of topics ask for the same few. */
const known: number[] = [];

const discount = (rank: number): number => (known[rank] ??= 1 / Math.log2(rank + 1));

/** The gain of `count` relevant items on the first ranks. */
function discounts(count: number): number {
  let sum = 0;
  for (let rank = 1; rank <= count; rank += 1) sum += discount(rank);
  return sum;
}
