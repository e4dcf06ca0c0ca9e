import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import { assignPairs } from '../../../../src/domain/reader-studies/assign-pairs.js';
import type { PairAssignment, PairDesign } from '../../../../src/domain/reader-studies/assign-pairs.js';
import { poolResults } from '../../../../src/domain/reader-studies/pool-results.js';
import { rotatingTurns, teamDraft } from '../../../../src/domain/reader-studies/team-draft.js';
import { createRandom, shuffled } from '../../../../src/domain/statistics/random.js';

const volume = (name: string | number) => asId('Volume', `vol_${name}`);

/** Lists of `depth` results for each query, of `overlap` results in common. */
function design(queries: number, configurations: number, depth: number, overlap: number, change: Partial<PairDesign> = {}): PairDesign {
  const random = createRandom(`lists ${queries} ${configurations} ${depth}`);
  const pools = Array.from({ length: queries }, () => {
    const shared = Array.from({ length: overlap }, (_, at) => volume(`s${at}`));
    const lists = Array.from({ length: configurations }, (_, c) => shuffled([...shared, ...Array.from({ length: depth - overlap }, (__, at) => volume(`${c}-${at}`))], random));
    return poolResults(lists, depth);
  });
  return { pools, configurations, readers: 3, readersPerPair: 2, seed: 'seed', ...change };
}

const designs = fc
  .record({ queries: fc.integer({ min: 1, max: 12 }), configurations: fc.integer({ min: 2, max: 4 }), depth: fc.integer({ min: 1, max: 6 }), readers: fc.integer({ min: 1, max: 7 }), seed: fc.string() })
  .chain(({ queries, configurations, depth, readers, seed }) =>
    fc.record({ overlap: fc.integer({ min: 0, max: depth }), readersPerPair: fc.integer({ min: 1, max: readers }) }).map(({ overlap, readersPerPair }) => design(queries, configurations, depth, overlap, { readers, readersPerPair, seed })),
  );

const of = (assigned: readonly PairAssignment[], reader: number): readonly PairAssignment[] => assigned.filter((one) => one.reader === reader);

describe('pooling', () => {
  it('keeps each volume once, with every configuration that returned it within the depth', () => {
    const lists = [['a', 'b', 'c'], ['c', 'a', 'd'], []].map((list) => list.map(volume));
    expect(poolResults(lists, 2)).toEqual([
      { volumeId: volume('a'), sources: [{ configuration: 0, rank: 1 }, { configuration: 1, rank: 2 }] },
      { volumeId: volume('b'), sources: [{ configuration: 0, rank: 2 }] },
      { volumeId: volume('c'), sources: [{ configuration: 1, rank: 1 }] },
    ]);
  });
});

describe('the team draft', () => {
  it('takes turns, and passes over who has nothing left', () => {
    expect(teamDraft([['a', 'b', 'c'], ['a', 'd']], [1, 0])).toEqual(['a', 'b', 'd', 'c']);
    expect(teamDraft([[], ['x']], [0, 1])).toEqual(['x']);
    expect(teamDraft([[], []], [0, 1])).toEqual([]);
  });

  it('gives every list each turn once a block', () => {
    const turns = rotatingTurns(3, 10, createRandom('turns'));
    expect(turns).toHaveLength(10);
    for (const block of [turns.slice(0, 3), turns.slice(3, 6), turns.slice(6, 9)]) {
      for (const place of [0, 1, 2]) expect(block.map((order) => order[place]).sort()).toEqual([0, 1, 2]);
    }
  });
});

describe('assignments of pairs', () => {
  it('give every pair to as many different readers as stated, with loads within one of each other', () => {
    fc.assert(
      fc.property(designs, (given) => {
        const assigned = assignPairs(given);
        for (const [topic, pool] of given.pools.entries()) {
          for (const item of pool.keys()) {
            const readers = assigned.filter((one) => one.topic === topic && one.item === item).map(({ reader }) => reader);
            expect(new Set(readers).size).toBe(given.readersPerPair);
            expect(readers).toHaveLength(given.readersPerPair);
          }
        }
        const loads = Array.from({ length: given.readers }, (_, reader) => of(assigned, reader).length);
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });

  it('number what a reader is shown without a gap, all results of a query together', () => {
    fc.assert(
      fc.property(designs, (given) => {
        const assigned = assignPairs(given);
        for (let reader = 0; reader < given.readers; reader += 1) {
          const own = of(assigned, reader);
          expect(own.map(({ position }) => position)).toEqual(own.map((_, position) => position));
          const starts = own.filter((one, at) => own[at - 1]?.topic !== one.topic).map(({ topic }) => topic);
          expect(new Set(starts).size).toBe(starts.length);
        }
      }),
    );
  });

  it('show each configuration equally often at each position, where their results differ and all read all', () => {
    const given = design(12, 3, 4, 0, { readers: 2, readersPerPair: 2 });
    const assigned = assignPairs(given);
    for (const reader of [0, 1]) {
      const shown = new Map<number, number[]>();
      for (const { topic, item } of of(assigned, reader)) shown.set(topic, [...(shown.get(topic) ?? []), given.pools[topic]![item]!.sources[0]!.configuration]);
      for (let place = 0; place < 12; place += 1) {
        const at = [...shown.values()].map((configurations) => configurations[place]);
        for (const configuration of [0, 1, 2]) expect(at.filter((one) => one === configuration)).toHaveLength(4);
      }
    }
  });

  it('show each reader as much of one configuration as of another', () => {
    const given = design(30, 2, 5, 0, { readers: 4, readersPerPair: 1 });
    const assigned = assignPairs(given);
    for (let reader = 0; reader < 4; reader += 1) {
      const seen = of(assigned, reader).map(({ topic, item }) => given.pools[topic]![item]!.sources[0]!.configuration);
      const [first, second] = [0, 1].map((configuration) => seen.filter((one) => one === configuration).length);
      expect(Math.abs(first! - second!)).toBeLessThanOrEqual(3);
    }
  });

  it('follow from the seed alone', () => {
    expect(assignPairs(design(6, 2, 4, 1))).toEqual(assignPairs(design(6, 2, 4, 1)));
    expect(assignPairs(design(6, 2, 4, 1, { seed: 'other' }))).not.toEqual(assignPairs(design(6, 2, 4, 1)));
    const orders = [0, 1].map((reader) => of(assignPairs(design(6, 2, 4, 1, { readers: 2 })), reader).map(({ topic }) => topic));
    expect(orders[0]).not.toEqual(orders[1]);
  });
});
