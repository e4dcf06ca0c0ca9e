import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaUnderCurve } from '../../../../src/domain/statistics/area-under-curve.js';
import { askReference } from '../../../testkit/ask-reference.js';

describe('the area under the curve', () => {
  const cases = fc.array(fc.record({ score: fc.integer({ min: -5, max: 5 }), positive: fc.boolean(), weight: fc.integer({ min: 0, max: 3 }) }), { minLength: 1, maxLength: 30 });

  it('is the Mann–Whitney statistic of numpy under any weights, ties counted half', async () => {
    const given = fc.sample(cases, { seed: 3, numRuns: 40 });
    const expected = await askReference<readonly { readonly auc: number | null }[]>(
      'reader_studies.py',
      given.map((all) => ({ task: 'auc', scores: all.map(({ score }) => score), truths: all.map(({ positive }) => positive), weights: all.map(({ weight }) => weight) })),
    );
    expect(expected.filter(({ auc }) => auc !== null).length).toBeGreaterThan(20);
    for (const [at, all] of given.entries()) {
      const found = areaUnderCurve(all)(all.map(({ weight }) => weight));
      const wanted = expected[at]!.auc;
      if (wanted === null) expect(found).toBeNull();
      else expect(found).toBeCloseTo(wanted, 12);
    }
  }, 180_000);

  it('says the same of a case of weight two as of two cases', () => {
    fc.assert(
      fc.property(cases, (all) => {
        const repeated = all.flatMap((one) => Array.from({ length: one.weight }, () => one));
        const weighted = areaUnderCurve(all)(all.map(({ weight }) => weight));
        const plain = areaUnderCurve(repeated)(repeated.map(() => 1));
        if (weighted === null || plain === null) expect([weighted, plain]).toEqual([null, null]);
        else expect(weighted).toBeCloseTo(plain, 12);
      }),
    );
  });
});
