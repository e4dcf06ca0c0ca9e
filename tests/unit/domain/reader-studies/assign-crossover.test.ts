import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignCrossover } from '../../../../src/domain/reader-studies/assign-crossover.js';

const designs = fc.record({ truths: fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }), readers: fc.integer({ min: 1, max: 8 }), seed: fc.string() });
const halfOf = (count: number): readonly number[] => [Math.floor(count / 2), Math.ceil(count / 2)];

describe('the crossover', () => {
  it('has every reader read every case once in each session, in both conditions', () => {
    fc.assert(
      fc.property(designs, (given) => {
        const assigned = assignCrossover(given);
        expect(assigned).toHaveLength(2 * given.readers * given.truths.length);
        for (let reader = 0; reader < given.readers; reader += 1) {
          const own = assigned.filter((one) => one.reader === reader);
          expect(own.map(({ position }) => position)).toEqual(own.map((_, position) => position));
          expect(own.map(({ session }) => session)).toEqual([...own.map(({ session }) => session)].sort());
          for (const topic of given.truths.keys()) {
            const both = own.filter((one) => one.topic === topic);
            expect(both.map(({ session }) => session)).toEqual([1, 2]);
            expect(both.map(({ condition }) => condition).sort()).toEqual(['WITH', 'WITHOUT']);
          }
        }
      }),
    );
  });

  it('starts half without, by reader, by case, and by reader among the positive ones', () => {
    fc.assert(
      fc.property(designs, (given) => {
        const first = assignCrossover(given).filter(({ session, condition }) => session === 1 && condition === 'WITHOUT');
        const positives = given.truths.filter(Boolean).length;
        for (let reader = 0; reader < given.readers; reader += 1) {
          const own = first.filter((one) => one.reader === reader);
          expect(halfOf(given.truths.length)).toContain(own.length);
          expect(halfOf(positives)).toContain(own.filter(({ topic }) => given.truths[topic]).length);
        }
        for (const topic of given.truths.keys()) expect(halfOf(given.readers)).toContain(first.filter((one) => one.topic === topic).length);
      }),
    );
  });

  it('follows from the seed alone, in an order of each reader and session', () => {
    const truths = Array.from({ length: 12 }, (_, at) => at % 3 === 0);
    const given = { truths, readers: 2, seed: 'a' };
    expect(assignCrossover(given)).toEqual(assignCrossover(given));
    expect(assignCrossover({ ...given, seed: 'b' })).not.toEqual(assignCrossover(given));
    const orders = [0, 1].flatMap((reader) => [1, 2].map((session) => assignCrossover(given).filter((one) => one.reader === reader && one.session === session).map(({ topic }) => topic).join()));
    expect(new Set(orders).size).toBe(4);
  });
});
