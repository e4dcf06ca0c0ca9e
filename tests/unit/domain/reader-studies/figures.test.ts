import { describe, expect, it } from 'vitest';
import { diagnosticFigures } from '../../../../src/domain/reader-studies/diagnostic-figures.js';
import type { Contrast, DiagnosticAnswer, Reading } from '../../../../src/domain/reader-studies/diagnostic-figures.js';
import type { Grade } from '../../../../src/domain/reader-studies/grade.js';
import { gradedNdcg, gradedPrecision } from '../../../../src/domain/reader-studies/graded-ranking.js';
import { relevanceFigures } from '../../../../src/domain/reader-studies/relevance-figures.js';
import type { JudgedQuery, RelevanceQuestion } from '../../../../src/domain/reader-studies/relevance-figures.js';
import type { Estimate } from '../../../../src/domain/statistics/estimate.js';
import { createRandom } from '../../../../src/domain/statistics/random.js';
import { askReference } from '../../../testkit/ask-reference.js';

/** The value to 1e-9; the ends of the interval, drawn by another generator, to a small part of its width. */
function expectEstimate(found: Estimate, expected: { readonly value: number; readonly low: number; readonly high: number }, part = 0.05): void {
  expect(found.value).toBeCloseTo(expected.value, 9);
  const width = expected.high - expected.low;
  expect(width).toBeGreaterThan(0);
  expect(Math.abs(found.low! - expected.low)).toBeLessThan(part * width);
  expect(Math.abs(found.high! - expected.high)).toBeLessThan(part * width);
}

/** Three configurations over a pool of nine results for each query, the first best; two queries without a gain, two unfinished. */
function judgedQueries(seed: string): readonly JudgedQuery[] {
  const random = createRandom(seed);
  return Array.from({ length: 40 }, (_, query) => {
    const worth = Array.from({ length: 9 }, () => random.integer(4));
    const lists = [0, 1, 2].map((configuration) => {
      const order = Array.from({ length: 9 }, (__, item) => ({ item, key: worth[item]! + random.normal() * (1 + configuration) }));
      return order.sort((a, b) => b.key - a.key).slice(0, configuration === 2 ? 3 : 5);
    });
    const pool = worth.flatMap((value, item) => {
      const sources = lists.flatMap((list, configuration) => list.flatMap((one, index) => (one.item === item ? [{ configuration, rank: index + 1 }] : [])));
      const grades = Array.from({ length: query === 7 && item % 2 === 0 ? 0 : 2 }, (__, reader) => ({ reader, value: (query < 2 ? 0 : Math.min(3, Math.max(0, value + random.integer(2)))) as Grade }));
      return sources.length === 0 ? [] : [{ sources, grades }];
    });
    return { cluster: Math.floor(query / 3), pool };
  });
}

const question = (queries: readonly JudgedQuery[], change: Partial<RelevanceQuestion> = {}): RelevanceQuestion => ({
  ...{ queries, configurations: 3, readers: 2, cutoff: 4, threshold: 2, replicates: 10_000, seed: 'figures', ...change },
});

describe('figures of a relevance study', () => {
  it('are those of numpy, with intervals over the patients of the queries', async () => {
    const queries = judgedQueries('relevance');
    const found = relevanceFigures(question(queries));
    const asked = queries.map(({ cluster, pool }) => ({
      cluster,
      pool: pool.map(({ sources, grades }) => ({ sources: sources.map(({ configuration, rank }) => [configuration, rank]), grades: grades.map(({ value }) => value) })),
    }));
    type Figure = Readonly<Record<'configurations' | 'differences', readonly { readonly value: number; readonly low: number; readonly high: number }[]>>;
    const [expected] = await askReference<readonly [{ readonly ndcg: Figure; readonly precision: Figure; readonly queries: number; readonly withoutGain: number }]>(
      'reader_studies.py',
      [{ task: 'relevance', configurations: 3, cutoff: 4, threshold: 2, queries: asked }],
    );
    expect([found.queries, found.queriesUnfinished, found.queriesWithoutGain]).toEqual([expected.queries, queries.length - expected.queries, expected.withoutGain]);
    expect(found.queriesUnfinished).toBeGreaterThan(0);
    expect(found.queriesWithoutGain).toBeGreaterThan(0);
    for (const figure of ['ndcg', 'precision'] as const) {
      found.configurations.forEach((one, at) => { expectEstimate(one[figure], expected[figure].configurations[at]!); });
      found.differences.forEach((one, at) => { expectEstimate(one[figure], expected[figure].differences[at]!); });
    }
    expect(found.differences.map(({ first, second }) => [first, second])).toEqual([[0, 1], [0, 2], [1, 2]]);
  }, 180_000);

  it('are the same for the same seed, and have no interval for one patient', () => {
    const queries = judgedQueries('same').slice(10, 20);
    expect(relevanceFigures(question(queries, { replicates: 100 }))).toEqual(relevanceFigures(question(queries, { replicates: 100 })));
    expect(relevanceFigures(question(queries.slice(2, 4), { replicates: 100 })).configurations[0]!.ndcg).toMatchObject({ low: null, high: null });
    expect(relevanceFigures(question([])).configurations).toEqual([0, 1, 2].map((configuration) => ({ configuration, ndcg: { value: null, low: null, high: null }, precision: { value: null, low: null, high: null } })));
  });

  it('by hand: a shared result counts where each configuration placed it, a missing one gains nothing', () => {
    const pool = [
      { sources: [{ configuration: 0, rank: 1 }, { configuration: 1, rank: 2 }], gain: 7, relevant: 1 },
      { sources: [{ configuration: 1, rank: 1 }], gain: 1, relevant: 0.5 },
    ];
    const ideal = 7 + 1 / Math.log2(3);
    expect(gradedNdcg(pool, 0, 2)).toBeCloseTo(7 / ideal, 12);
    expect(gradedNdcg(pool, 1, 2)).toBeCloseTo((1 + 7 / Math.log2(3)) / ideal, 12);
    expect([gradedPrecision(pool, 0, 2), gradedPrecision(pool, 1, 2), gradedPrecision(pool, 1, 1)]).toEqual([0.5, 0.75, 0.5]);
    expect(gradedNdcg([{ ...pool[0]!, gain: 0 }], 0, 2)).toBeNull();
  });
});

/** Readers of different skill who do better, and take longer, with retrieval; a patient is as hard in one case as in another; some readings are missing. */
function readings(seed: string, truths: readonly boolean[], clusters: readonly number[], readers: number): readonly (readonly Reading[])[] {
  const random = createRandom(seed);
  const difficulty = clusters.map(() => 2 * random.normal());
  const answer = (truth: boolean, signal: number, slower: number): DiagnosticAnswer => {
    const evidence = (truth ? 1 : -1) * signal + random.normal() * 1.5;
    return { positive: evidence > 0, confidence: Math.min(5, 1 + Math.floor(Math.abs(evidence) * 2)), seconds: 20 + slower + 10 * random.uniform() };
  };
  return Array.from({ length: readers }, () => {
    const skill = random.between(0.3, 1.2);
    return truths.map((truth, at) => {
      const signal = skill - 0.4 * difficulty[clusters[at]!]!;
      const reading = { WITHOUT: answer(truth, signal, 0), WITH: answer(truth, signal + 0.5, 8) };
      return random.uniform() < 0.1 ? { ...reading, WITH: null } : reading;
    });
  });
}

describe('figures of a diagnostic study', () => {
  // Nine patients with two to four cases each, all with the truth of the patient.
  const clusters = Array.from({ length: 26 }, (_, at) => (at < 18 ? at % 9 : at % 4));
  const truths = clusters.map((cluster) => cluster % 2 === 0);

  it('are those of numpy, with intervals over readers and cases', async () => {
    const rows = readings('diagnostic', truths, clusters, 6);
    const found = diagnosticFigures({ truths, clusters, readings: rows, replicates: 10_000, seed: 'figures' });
    const asked = rows.map((row) =>
      row.map(({ WITHOUT, WITH }) => (WITHOUT === null || WITH === null ? null : [WITHOUT, WITH].map((one) => [one.positive ? 1 : 0, one.confidence, one.seconds]))),
    );
    type Expected = Readonly<Record<'accuracy' | 'auc' | 'seconds', Readonly<Record<keyof Contrast, { readonly value: number; readonly low: number; readonly high: number }>>>>;
    const [expected] = await askReference<readonly [Expected]>('reader_studies.py', [{ task: 'diagnostic', truths, clusters, readings: asked, replicates: 2_000 }]);
    for (const figure of ['accuracy', 'auc', 'seconds'] as const) {
      for (const side of ['without', 'with', 'difference'] as const) expectEstimate(found[figure][side], expected[figure][side], 0.1);
    }
    expect(found.readings + found.readingsUnfinished).toBe(6 * 26);
    expect(found.readingsUnfinished).toBe(rows.flat().filter(({ WITH }) => WITH === null).length);
  }, 180_000);

  it('are none where there is nothing, and no interval for one reader', () => {
    const none = { value: null, low: null, high: null };
    const empty = diagnosticFigures({ truths: [true], clusters: [0], readings: [[{ WITHOUT: null, WITH: null }]], replicates: 10, seed: 'a' });
    expect(empty).toMatchObject({ accuracy: { difference: none }, auc: { with: none }, readings: 0, readingsUnfinished: 1 });
    const one = diagnosticFigures({ truths, clusters, readings: readings('one', truths, clusters, 1), replicates: 10, seed: 'a' });
    expect(one.accuracy.without).toMatchObject({ low: null, high: null });
    expect(one.accuracy.without.value).toBeGreaterThan(0);
  });
});
