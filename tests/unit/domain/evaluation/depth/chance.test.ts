import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_DEPTH_MEASURES, chanceOfMeasure, measureTopic, nameOfMeasure } from '../../../../../src/domain/evaluation/depth/depth-measure.js';
import type { DepthMeasure } from '../../../../../src/domain/evaluation/depth/depth-measure.js';
import { harmonic } from '../../../../../src/domain/evaluation/depth/harmonic.js';
import type { TopicHits } from '../../../../../src/domain/evaluation/depth/topic.js';
import { createRandom, shuffled } from '../../../../../src/domain/statistics/random.js';

const measuresAt = (k: number): readonly DepthMeasure[] => [
  { kind: 'SUCCESS', k }, { kind: 'PRECISION', k }, { kind: 'NDCG', k }, { kind: 'AVERAGE_PRECISION_OF_RETURNED', k }, { kind: 'AVERAGE_PRECISION' }, { kind: 'RECIPROCAL_RANK' },
];

/** Every set of places that `relevant` items can have among `eligible`, all equally likely. */
function everyOrder(eligible: number, relevant: number): readonly TopicHits[] {
  const orders: TopicHits[] = [];
  for (let mask = 0; mask < 2 ** eligible; mask += 1) {
    const hits = Array.from({ length: eligible }, (_, place) => place + 1).filter((rank) => (mask >>> (rank - 1)) & 1);
    if (hits.length === relevant) orders.push({ hits: Uint32Array.from(hits), relevant, eligible });
  }
  return orders;
}

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('chance at depth', () => {
  it('is the mean over every order of a small gallery', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }).chain((eligible) => fc.tuple(fc.constant(eligible), fc.integer({ min: 1, max: eligible }))),
        fc.integer({ min: 1, max: 11 }),
        ([eligible, relevant], k) => {
          const orders = everyOrder(eligible, relevant);
          for (const measure of measuresAt(k)) {
            expect(chanceOfMeasure(measure, eligible, relevant), nameOfMeasure(measure)).toBeCloseTo(average(orders.map((topic) => measureTopic(measure, topic))), 12);
          }
        },
      ),
    );
  });

  it.each([[400, 3], [400, 60], [60, 20]])('is the mean over random orders of %i items, %i of them relevant', (eligible, relevant) => {
    const random = createRandom(`${eligible}/${relevant}`);
    const places = Array.from({ length: eligible }, (_, place) => place + 1);
    const topics = Array.from({ length: 4000 }, (): TopicHits => ({ hits: Uint32Array.from(shuffled(places, random).slice(0, relevant)).sort(), relevant, eligible }));
    for (const measure of DEFAULT_DEPTH_MEASURES) {
      const values = topics.map((topic) => measureTopic(measure, topic));
      const centre = average(values);
      const error = Math.sqrt(average(values.map((value) => (value - centre) ** 2)) / values.length);
      expect(Math.abs(chanceOfMeasure(measure, eligible, relevant) - centre), nameOfMeasure(measure)).toBeLessThanOrEqual(4.5 * error + 1e-12);
    }
  });

  it('stays between 0 and 1 in a gallery of a million slices, and is 1 where everything is relevant', () => {
    for (const measure of DEFAULT_DEPTH_MEASURES) {
      for (const relevant of [1, 1000, 999_990]) {
        const chance = chanceOfMeasure(measure, 1_000_000, relevant);
        expect(chance).toBeGreaterThan(0);
        expect(chance).toBeLessThanOrEqual(1);
      }
      expect(chanceOfMeasure(measure, 500, 500)).toBeCloseTo(1, 12);
    }
  });

  it('takes harmonic numbers from a series where it is as good as the sum', () => {
    const summed = (n: number): number => Array.from({ length: n }, (_, index) => 1 / (n - index)).reduce((sum, term) => sum + term, 0);
    for (const n of [1, 2, 256, 257, 1000, 290_000]) expect(Math.abs(harmonic(n) / summed(n) - 1)).toBeLessThan(4e-15);
  });
});
