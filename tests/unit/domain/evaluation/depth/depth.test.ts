import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePrecision } from '../../../../../src/domain/evaluation/depth/average-precision.js';
import { averagePrecisionOfReturned } from '../../../../../src/domain/evaluation/depth/average-precision-of-returned.js';
import { createDepthGallery } from '../../../../../src/domain/evaluation/depth/depth-gallery.js';
import { DEFAULT_DEPTH_MEASURES, chanceOfMeasure, measureTopic } from '../../../../../src/domain/evaluation/depth/depth-measure.js';
import { evaluateDepth } from '../../../../../src/domain/evaluation/depth/evaluate-depth.js';
import { ndcgAt } from '../../../../../src/domain/evaluation/depth/ndcg-at.js';
import { precisionAt } from '../../../../../src/domain/evaluation/depth/precision-at.js';
import { reciprocalRank } from '../../../../../src/domain/evaluation/depth/reciprocal-rank.js';
import { successAt } from '../../../../../src/domain/evaluation/depth/success-at.js';
import { topicTrial } from '../../../../../src/domain/evaluation/depth/topic-trial.js';
import type { Topic } from '../../../../../src/domain/evaluation/depth/topic.js';
import { asId } from '../../../../../src/domain/ids.js';
import { bootstrapRecall } from '../../../../../src/domain/statistics/bootstrap-recall.js';
import { createRandom, shuffled } from '../../../../../src/domain/statistics/random.js';

const patientId = asId('Patient', 'pat_q');
const topic = (hits: readonly number[], relevant: number, eligible = 20, region = 'liver', who = patientId): Topic => ({ query: 'q', region, patientId: who, hits: Uint32Array.from(hits), relevant, eligible });

describe('a metric at depth', () => {
  const some = topic([2, 3, 7], 5);
  const none = topic([], 5);

  it('follows its definition', () => {
    expect([1, 2, 3].map((k) => successAt(some, k))).toEqual([0, 1, 1]);
    expect([2, 3, 10].map((k) => precisionAt(some, k))).toEqual([1 / 2, 2 / 3, 3 / 10]);
    expect(averagePrecision(some)).toBeCloseTo((1 / 2 + 2 / 3 + 3 / 7) / 5, 15);
    expect(averagePrecisionOfReturned(some, 5)).toBeCloseTo((1 / 2 + 2 / 3) / 2, 15);
    expect(ndcgAt(some, 5)).toBeCloseTo((1 / Math.log2(3) + 1 / 2) / (1 + 1 / Math.log2(3) + 1 / 2 + 1 / Math.log2(5) + 1 / Math.log2(6)), 15);
    expect(reciprocalRank(some)).toBe(1 / 2);
    expect(DEFAULT_DEPTH_MEASURES.map((measure) => measureTopic(measure, none))).toEqual(DEFAULT_DEPTH_MEASURES.map(() => 0));
  });

  it('is 1 for an ideal list, never falls when a relevant item moves up, and is at most 1', () => {
    const anyTopic = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }).map((ranks) => ranks.sort((a, b) => a - b));
    fc.assert(
      fc.property(anyTopic, fc.nat(8), fc.nat(11), (hits, missed, which) => {
        const relevant = hits.length + missed;
        const worse = topic(hits, relevant, 60);
        const at = which % hits.length;
        const rank = hits[at]!;
        const better = topic(rank > 1 && !hits.includes(rank - 1) ? hits.with(at, rank - 1) : hits, relevant, 60);
        const ideal = topic(Array.from({ length: relevant }, (_, place) => place + 1), relevant, 60);
        for (const measure of DEFAULT_DEPTH_MEASURES) {
          const value = measureTopic(measure, worse);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
          // An item that moves into the first k brings a low precision into the mean over what was returned.
          if (measure.kind !== 'AVERAGE_PRECISION_OF_RETURNED' || rank !== measure.k + 1) expect(measureTopic(measure, better)).toBeGreaterThanOrEqual(value - 1e-12);
          expect(measureTopic(measure, ideal)).toBeCloseTo(measure.kind === 'PRECISION' ? Math.min(measure.k, relevant) / measure.k : 1, 12);
        }
      }),
    );
  });
});

describe('a gallery', () => {
  const regions = Array.from({ length: 70 }, (_, index) => `region-${index}`);
  const someRegions = fc.array(fc.constantFrom(...regions), { maxLength: 40 });
  const anyItems = fc.array(fc.record({ covers: fc.oneof(fc.constant(regions), someRegions), shows: someRegions }), { minLength: 1, maxLength: 12 });

  it('finds for each class of a query what a look at every item finds', () => {
    fc.assert(
      fc.property(anyItems, someRegions, fc.string(), fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), fc.nat(12), (drafts, asked, seed, out, depth) => {
        const items = drafts.map((draft, index) => ({ id: `item-${index}`, ...draft }));
        const gallery = createDepthGallery(items, regions);
        // A question before leaves no trace.
        gallery.topics({ query: 'before', patientId, regions, ranked: items.map(({ id }) => id), excluded: [] });
        const excluded = items.filter((_, index) => out[index]).map(({ id }) => id);
        const eligible = items.filter((_, index) => !out[index]);
        const ranked = shuffled(eligible, createRandom(seed)).slice(0, depth).map(({ id }) => id);
        const query = { query: 'q', patientId, regions: asked, ranked, excluded };
        const expected = regions.flatMap((region) => {
          if (!asked.includes(region)) return [];
          const judged = eligible.filter(({ covers }) => covers.includes(region));
          const relevant = judged.filter(({ shows }) => shows.includes(region)).map(({ id }) => id);
          if (relevant.length === 0) return [];
          const list = ranked.filter((id) => judged.some((item) => item.id === id));
          expect(gallery.listed(query, region)).toEqual({ ranked: list, relevant });
          const hits = Uint32Array.from(list.flatMap((id, index) => (relevant.includes(id) ? [index + 1] : [])));
          return [{ query: 'q', patientId, region, hits, relevant: relevant.length, eligible: judged.length }];
        });
        expect(gallery.topics(query)).toEqual(expected);
      }),
    );
  });

  it('refuses a list with what may not be in it', () => {
    const gallery = createDepthGallery([{ id: 'a', covers: ['liver'], shows: ['liver'] }, { id: 'b', covers: ['liver'], shows: [] }], ['liver']);
    const ask = (ranked: readonly string[], excluded: readonly string[]) => () => gallery.topics({ query: 'q', patientId, regions: ['liver'], ranked, excluded });
    expect(ask(['a', 'b', 'a'], [])).toThrow(RangeError);
    expect(ask(['a'], ['a'])).toThrow(RangeError);
    expect(ask(['c'], [])).toThrow(RangeError);
    expect(ask(['b'], ['a'])()).toEqual([]);
  });
});

describe('over topics', () => {
  const other = asId('Patient', 'pat_r');
  const topics = [topic([1], 1, 10, 'liver'), topic([2], 1, 10, 'liver', other), topic([4], 10, 10, 'colon'), topic([1], 1, 10, 'nowhere')];
  const [rank, success] = evaluateDepth(topics, ['colon', 'liver', 'brain'], [{ kind: 'RECIPROCAL_RANK' }, { kind: 'SUCCESS', k: 3 }]);

  it('means are over classes and over topics, and so are their chances', () => {
    expect(rank).toMatchObject({ topics: 3, classMean: (1 / 4 + 3 / 4) / 2, topicMean: (1 + 1 / 2 + 1 / 4) / 3 });
    const chance = chanceOfMeasure({ kind: 'RECIPROCAL_RANK' }, 10, 1);
    expect(rank!.classChanceMean).toBeCloseTo((1 + chance) / 2, 12);
    expect(rank!.topicChanceMean).toBeCloseTo((1 + 2 * chance) / 3, 12);
    expect(rank!.classes.map(({ region, topics: count, patients }) => [region, count, patients])).toEqual([['colon', 1, 1], ['liver', 2, 2]]);
  });

  it('lift is over chance, and left out where chance is 1', () => {
    expect(success!.classes.map(({ lift }) => lift)).toEqual([null, 1]);
    expect(success).toMatchObject({ classLiftMean: 1, classLiftLeftOut: 1 });
  });

  it('has no mean without a topic', () => {
    expect(evaluateDepth([], ['liver'], [{ kind: 'AVERAGE_PRECISION' }])).toMatchObject([{ topics: 0, classMean: null, topicMean: null, classLiftMean: null, classes: [] }]);
  });

  it('a topic is a trial for intervals', () => {
    const trials = topics.slice(0, 2).map((one) => topicTrial({ kind: 'RECIPROCAL_RANK' }, one));
    expect(trials.map(({ value }) => value)).toEqual([1, 1 / 2]);
    expect(bootstrapRecall(trials, { seed: 's' }).macro).toMatchObject({ low: 0.5, high: 1 });
  });
});
