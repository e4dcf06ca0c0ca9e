import { numberPatients } from '../evaluation/number-patients.js';
import type { Trial } from '../evaluation/trial.js';
import { bootstrapMeans } from '../statistics/bootstrap-means.js';
import { compareRecall } from '../statistics/compare-recall.js';
import type { ComparisonOptions } from '../statistics/compare-recall.js';
import { eachPair } from '../statistics/each-pair.js';
import { holm } from '../statistics/holm.js';
import type { Interval } from '../statistics/interval.js';
import { COMPARED_MEASURES } from './label-trials.js';
import type { LabelTrial } from './label-trials.js';

export interface LabelMeasureComparison {
  readonly measure: string;
  /** Queries of both runs of which the measure says something in both, and their patients; the figures are over these. */
  readonly queries: number;
  readonly patients: number;
  /** Mean of A less that of B. */
  readonly difference: number;
  /** Null with fewer than two patients. */
  readonly interval: Interval | null;
  /** Two-sided, by patient. */
  readonly p: number;
}

export interface AdjustedLabelMeasureComparison extends LabelMeasureComparison {
  /** Adjusted by Holm over all measures of all pairs. */
  readonly pHolm: number;
}

export interface LabelComparison<Measure = LabelMeasureComparison> {
  /** Queries of both runs, and their patients. */
  readonly queries: number;
  readonly patients: number;
  /** Whether every way to swap patients was tried, not a sample. */
  readonly exact: boolean;
  /** Those that say something in both runs. */
  readonly measures: readonly Measure[];
}

interface Named {
  readonly a: string;
  readonly b: string;
}

export type LabelPair = LabelComparison & Named;
export type LabelPairComparison = LabelComparison<AdjustedLabelMeasureComparison> & Named;

/**
 * Two runs that are judged by the same label, over the queries of both. The sign-flip test swaps whole patients, the same ones for every measure. The 95 % interval
 * is of the percentile bootstrap over patients: each of 10,000 replicates draws them with replacement, each with the differences of all its queries.
 */
export function compareLabel(a: readonly LabelTrial[], b: readonly LabelTrial[], options: ComparisonOptions): LabelComparison {
  const inB = new Map(b.map((trial) => [trial.queryVolumeId, trial]));
  const both = a.flatMap((one) => {
    const other = inB.get(one.queryVolumeId);
    return other === undefined ? [] : [{ one, other }];
  });
  const paired = both.flatMap(({ one, other }) =>
    COMPARED_MEASURES.flatMap((measure) => {
      const [ofA, ofB] = [one.measures[measure], other.measures[measure]];
      return ofA === undefined || ofB === undefined ? [] : [{ measure, patientId: one.patientId, ofA, ofB }];
    }),
  );
  const trialsOf = (of: (pair: (typeof paired)[number]) => number): readonly Trial[] =>
    paired.map((pair) => ({ region: pair.measure, patientId: pair.patientId, value: of(pair), chance: 0, attainable: true }));
  const [trialsOfA = [], trialsOfB = [], differences = []] = numberPatients(trialsOf(({ ofA }) => ofA), trialsOf(({ ofB }) => ofB), trialsOf(({ ofA, ofB }) => ofA - ofB));
  const { classes, exact } = compareRecall(trialsOfA, trialsOfB, options);
  const tested = new Map(classes.map((one) => [one.region, one]));
  const intervals = bootstrapMeans(differences, options);
  return {
    queries: both.length,
    patients: new Set(both.map(({ one }) => one.patientId)).size,
    exact,
    measures: COMPARED_MEASURES.flatMap((measure) => {
      const { difference, p } = tested.get(measure) ?? { difference: null, p: null };
      if (difference === null || p === null) return [];
      const own = paired.filter((pair) => pair.measure === measure);
      return [{ measure, queries: own.length, patients: new Set(own.map(({ patientId }) => patientId)).size, difference, interval: intervals.get(measure) ?? null, p }];
    }),
  };
}

/** Every pair of runs, the earlier one as A, one after the other; a pair's draws depend on the seed and the two names alone. */
export function* compareLabelPairs(runs: ReadonlyMap<string, readonly LabelTrial[]>, { seed, ...options }: ComparisonOptions): Generator<LabelPair> {
  for (const { a, b, ofA, ofB, ...draws } of eachPair(runs, seed)) yield { a, b, ...compareLabel(ofA, ofB, { ...options, ...draws }) };
}

/** All pairs that were tested together. */
export function adjustLabelPairs(pairs: readonly LabelPair[]): readonly LabelPairComparison[] {
  const adjusted = [...holm(pairs.flatMap(({ measures }) => measures.map(({ p }) => p)))];
  return pairs.map((pair) => ({ ...pair, measures: pair.measures.map((figures) => ({ ...figures, pHolm: adjusted.shift() ?? figures.p })) }));
}
