import { averagePrecision, chanceOfAveragePrecision } from './average-precision.js';
import { averagePrecisionOfReturned, chanceOfAveragePrecisionOfReturned } from './average-precision-of-returned.js';
import { chanceOfNdcgAt, ndcgAt } from './ndcg-at.js';
import { chanceOfPrecisionAt, precisionAt } from './precision-at.js';
import { chanceOfReciprocalRank, reciprocalRank } from './reciprocal-rank.js';
import { chanceOfSuccessAt, successAt } from './success-at.js';
import type { TopicHits } from './topic.js';

/** A metric of a ranked list, with the depth k ≥ 1 where it has one. */
export type DepthMeasure =
  | { readonly kind: 'SUCCESS' | 'PRECISION' | 'NDCG' | 'AVERAGE_PRECISION_OF_RETURNED'; readonly k: number }
  | { readonly kind: 'AVERAGE_PRECISION' | 'RECIPROCAL_RANK' };

/** What a table of depths shows unless told. */
export const DEFAULT_DEPTH_MEASURES: readonly DepthMeasure[] = [
  ...[1, 3, 5, 10].map((k) => ({ kind: 'SUCCESS', k }) as const),
  ...[3, 5, 10].map((k) => ({ kind: 'PRECISION', k }) as const),
  { kind: 'AVERAGE_PRECISION' },
  { kind: 'AVERAGE_PRECISION_OF_RETURNED', k: 10 },
  { kind: 'NDCG', k: 10 },
  { kind: 'RECIPROCAL_RANK' },
];

/** As the definitions write it, e.g. `precisionAt(10)`. */
export function nameOfMeasure(measure: DepthMeasure): string {
  switch (measure.kind) {
    case 'SUCCESS':
      return `successAt(${measure.k})`;
    case 'PRECISION':
      return `precisionAt(${measure.k})`;
    case 'AVERAGE_PRECISION':
      return 'averagePrecision';
    case 'AVERAGE_PRECISION_OF_RETURNED':
      return `averagePrecisionOfReturned(${measure.k})`;
    case 'NDCG':
      return `ndcgAt(${measure.k})`;
    case 'RECIPROCAL_RANK':
      return 'reciprocalRank';
  }
}

/** 0 … 1. */
export function measureTopic(measure: DepthMeasure, topic: TopicHits): number {
  switch (measure.kind) {
    case 'SUCCESS':
      return successAt(topic, measure.k);
    case 'PRECISION':
      return precisionAt(topic, measure.k);
    case 'AVERAGE_PRECISION':
      return averagePrecision(topic);
    case 'AVERAGE_PRECISION_OF_RETURNED':
      return averagePrecisionOfReturned(topic, measure.k);
    case 'NDCG':
      return ndcgAt(topic, measure.k);
    case 'RECIPROCAL_RANK':
      return reciprocalRank(topic);
  }
}

/** The expectation of a measure if `eligible` items, `relevant` of them relevant, were ranked at random. */
export function chanceOfMeasure(measure: DepthMeasure, eligible: number, relevant: number): number {
  switch (measure.kind) {
    case 'SUCCESS':
      return chanceOfSuccessAt(eligible, relevant, measure.k);
    case 'PRECISION':
      return chanceOfPrecisionAt(eligible, relevant, measure.k);
    case 'AVERAGE_PRECISION':
      return chanceOfAveragePrecision(eligible, relevant);
    case 'AVERAGE_PRECISION_OF_RETURNED':
      return chanceOfAveragePrecisionOfReturned(eligible, relevant, measure.k);
    case 'NDCG':
      return chanceOfNdcgAt(eligible, relevant, measure.k);
    case 'RECIPROCAL_RANK':
      return chanceOfReciprocalRank(eligible, relevant);
  }
}
