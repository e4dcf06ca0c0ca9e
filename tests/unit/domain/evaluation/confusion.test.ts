import { describe, expect, it } from 'vitest';
import { confusionOf } from '../../../../src/domain/evaluation/confusion.js';
import type { ConfusionTrial } from '../../../../src/domain/evaluation/confusion.js';
import { createRandom } from '../../../../src/domain/statistics/random.js';

const REGIONS = ['liver', 'spleen', 'brain', 'colon'];
const volume = (shows: readonly string[], covers: readonly string[] = REGIONS): ConfusionTrial['first'] => ({ covers: new Set(covers), shows: new Map(shows.map((region) => [region, new Set([0])])) });

describe('confusion of regions', () => {
  it('counts what is shown beside the region and in its place', () => {
    const trials: ConfusionTrial[] = [
      { region: 'liver', first: volume(['liver', 'spleen']) },
      { region: 'liver', first: volume(['spleen', 'colon']) },
      { region: 'liver', first: volume(['brain']) },
      { region: 'liver', first: null },
      { region: 'liver', first: volume(['brain'], ['brain']) },
      { region: 'spleen', first: volume(['spleen']) },
    ];
    expect(confusionOf(trials, REGIONS)).toEqual([
      { region: 'liver', right: 1, missed: 3, beside: { spleen: 1 }, inPlaceOf: { spleen: 1, colon: 1, brain: 1 } },
      { region: 'spleen', right: 1, missed: 0, beside: {}, inPlaceOf: {} },
    ]);
  });

  it('agrees with counting each pair of regions by itself', () => {
    const random = createRandom('confusion');
    const some = (share: number): readonly string[] => REGIONS.filter(() => random.uniform() < share);
    const trials = Array.from({ length: 300 }, (): ConfusionTrial => ({ region: REGIONS[random.integer(4)]!, first: random.uniform() < 0.1 ? null : volume(some(0.5), [...new Set([...some(0.7)])]) }));
    for (const { region, right, missed, beside, inPlaceOf } of confusionOf(trials, REGIONS)) {
      const judged = trials.filter((one) => one.region === region && (one.first === null || one.first.covers.has(region)));
      const shows = (one: ConfusionTrial, what: string): boolean => one.first?.shows.has(what) ?? false;
      expect([right, missed]).toEqual([judged.filter((one) => shows(one, region)).length, judged.filter((one) => !shows(one, region)).length]);
      for (const other of REGIONS.filter((name) => name !== region)) {
        expect(beside[other] ?? 0).toBe(judged.filter((one) => shows(one, region) && shows(one, other)).length);
        expect(inPlaceOf[other] ?? 0).toBe(judged.filter((one) => !shows(one, region) && shows(one, other)).length);
      }
    }
  });
});
