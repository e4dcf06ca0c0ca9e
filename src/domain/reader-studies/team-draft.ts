import type { Random } from '../statistics/random.js';
import { shuffled } from '../statistics/random.js';

/**
 * Team-draft interleaving (Radlinski, Kurup and Joachims 2008): the lists take turns in the given order, again and again, and each takes
 * its best item that none has taken yet; a list with nothing left is passed over. Every item of any list comes out once.
 */
export function teamDraft<Item>(lists: readonly (readonly Item[])[], turns: readonly number[]): readonly Item[] {
  const taken = new Set<Item>();
  const total = new Set(lists.flat()).size;
  while (taken.size < total) {
    for (const turn of turns) {
      const best = lists[turn]?.find((item) => !taken.has(item));
      if (best !== undefined) taken.add(best);
    }
  }
  return [...taken];
}

/**
 * Whose turn is first, second, … in each of `count` drafts of `lists` lists: blocks of as many drafts as there are lists hold the rotations of
 * a random order in random sequence, so that within a block every list has each turn once.
 */
export function rotatingTurns(lists: number, count: number, random: Random): readonly (readonly number[])[] {
  const turns: (readonly number[])[] = [];
  while (turns.length < count) {
    const order = shuffled(Array.from({ length: lists }, (_, list) => list), random);
    turns.push(...shuffled(order.map((_, start) => [...order.slice(start), ...order.slice(0, start)]), random));
  }
  return turns.slice(0, count);
}
