import type { Random } from '../statistics/random.js';
import { createRandom, shuffled } from '../statistics/random.js';
import type { PooledResult } from './pool-results.js';
import { rotatingTurns, teamDraft } from './team-draft.js';

export interface PairAssignment {
  /** Place of the reader in the study, from 0. */
  readonly reader: number;
  readonly topic: number;
  /** Place in the pool of the topic, from 0. */
  readonly item: number;
  /** In which order the reader is shown it: 0, 1, … */
  readonly position: number;
}

export interface PairDesign {
  /** The pool of each query. */
  readonly pools: readonly (readonly PooledResult[])[];
  readonly configurations: number;
  readonly readers: number;
  /** 1 … readers. */
  readonly readersPerPair: number;
  readonly seed: string;
}

/**
 * Who grades what, and in which order; the same for the same seed.
 *
 * Who: pairs are dealt in random order, each to the readers with the fewest pairs so far; of equals to those who have graded
 * fewest results of the configurations that returned this one, then by lot. So loads differ by one at most, and no reader sees one configuration much more
 * than another.
 *
 * Order: a reader has the queries in a random order, all results of a query together, interleaved by a team draft of the configurations whose
 * first turn rotates from query to query: every configuration stands at each position equally often.
 */
export function assignPairs(design: PairDesign): readonly PairAssignment[] {
  const held = dealPairs(design, createRandom(`${design.seed} readers`));
  return held.flatMap((topics, reader) => orderFor(design, topics, reader));
}

/** For each reader: the items of each topic that the reader grades. */
function dealPairs({ pools, configurations, readers, readersPerPair }: PairDesign, random: Random): readonly ReadonlyMap<number, ReadonlySet<number>>[] {
  const held = Array.from({ length: readers }, () => new Map<number, Set<number>>());
  const loads = new Int32Array(readers);
  const loadsOf = Array.from({ length: readers }, () => new Int32Array(configurations));
  const pairs = pools.flatMap((pool, topic) => pool.map(({ sources }, item) => ({ topic, item, sources })));
  for (const { topic, item, sources } of shuffled(pairs, random)) {
    const seen = (reader: number): number => sources.reduce((sum, { configuration }) => sum + loadsOf[reader]![configuration]!, 0);
    const byLot = shuffled(Array.from({ length: readers }, (_, reader) => reader), random);
    const chosen = [...byLot].sort((a, b) => loads[a]! - loads[b]! || seen(a) - seen(b)).slice(0, readersPerPair);
    for (const reader of chosen) {
      loads[reader] = loads[reader]! + 1;
      for (const { configuration } of sources) loadsOf[reader]![configuration] = loadsOf[reader]![configuration]! + 1;
      held[reader]!.set(topic, (held[reader]!.get(topic) ?? new Set<number>()).add(item));
    }
  }
  return held;
}

function orderFor({ pools, configurations, seed }: PairDesign, topics: ReadonlyMap<number, ReadonlySet<number>>, reader: number): readonly PairAssignment[] {
  const random = createRandom(`${seed} order ${reader}`);
  const order = shuffled([...topics.keys()].sort((a, b) => a - b), random);
  const turns = rotatingTurns(configurations, order.length, random);
  const shown = order.flatMap((topic, at) => {
    const items = topics.get(topic) ?? new Set<number>();
    const lists = Array.from({ length: configurations }, (_, configuration) => listOf(pools[topic] ?? [], configuration).filter((item) => items.has(item)));
    return teamDraft(lists, turns[at] ?? []).map((item) => ({ topic, item }));
  });
  return shown.map(({ topic, item }, position) => ({ reader, topic, item, position }));
}

/** What one configuration returned, as places in the pool, best first. */
function listOf(pool: readonly PooledResult[], configuration: number): readonly number[] {
  return pool
    .flatMap(({ sources }, item) => sources.filter((source) => source.configuration === configuration).map(({ rank }) => ({ item, rank })))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
