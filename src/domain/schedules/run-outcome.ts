import type { EvaluationTaxonomy } from '../anatomy/taxonomy.js';
import type { Trial } from '../evaluation/trial.js';
import { numberPatients } from '../evaluation/number-patients.js';
import { ALPHA } from '../statistics/interval.js';
import { compareRecall } from '../statistics/compare-recall.js';
import type { ComparisonOptions } from '../statistics/compare-recall.js';
import { holm } from '../statistics/holm.js';
import { sharedPatients } from './shared-patients.js';

/**
 * What a comparison with the run before rests on. SAME_RUN: nothing that shapes the figures changed, so it is the same run. SAME_QUERIES: both were
 * asked the same. SHARED_PATIENTS: only patients who were asked the same of in both are compared. NOT_COMPARABLE: there are none, or the
 * figures are of different versions or missing.
 */
export type ComparisonBasis = 'SAME_RUN' | 'SAME_QUERIES' | 'SHARED_PATIENTS' | 'NOT_COMPARABLE';

/** What a cell is measured by: macro recall where classes judge; where a label does, the mean of precision at 5 and the accuracy of a vote of 5. */
export type CellMeasure = 'RECALL' | 'PRECISION_AT_5' | 'VOTE_OF_5';

/** One cell in one measure, as both runs have it. */
export interface CellPair {
  readonly cell: string;
  readonly measure: CellMeasure;
  /** Of RECALL; null where a label judges. */
  readonly taxonomy: EvaluationTaxonomy | null;
  /** Over all queries of each run, 0 … 1; null where the measure says nothing of any, and for a run that lacks the cell. */
  readonly value: number | null;
  readonly previousValue: number | null;
  /** SAME: the same retrieval run in both. Null where one of them cannot be compared. The class of a label's trial is the value that its query has. */
  readonly trials: 'SAME' | { readonly now: readonly Trial[]; readonly before: readonly Trial[] } | null;
}

export interface CellOutcome extends Omit<CellPair, 'trials'> {
  readonly basis: ComparisonBasis;
  /** The measure now less before, over what both were asked; negative: it fell. Null where nothing can be compared. */
  readonly difference: number | null;
  /** Two-sided p of the sign-flip test by patient; null where nothing was tested. */
  readonly p: number | null;
  /** Adjusted by Holm over all cells, measures and taxonomies that were tested. */
  readonly pHolm: number | null;
  /** Query patients compared, and those of either run that were left out. */
  readonly patients: number;
  readonly patientsLeftOut: number;
  /** Whether it fell significantly: difference below 0 and `pHolm` below .05. */
  readonly fell: boolean;
}

/** A cell as it was compared, before the number of tests is accounted for. */
export type ComparedCell = Omit<CellOutcome, 'pHolm' | 'fell'>;

/** One cell against the run before, where both were asked the same; the draws are seeded by cell and by taxonomy or measure. */
export function compareCell({ trials, ...figures }: CellPair, options: Omit<ComparisonOptions, 'seed'> = {}): ComparedCell {
  const none = { difference: null, p: null, patients: 0, patientsLeftOut: 0 };
  if (trials === null) return { ...figures, basis: 'NOT_COMPARABLE', ...none };
  if (trials === 'SAME') return { ...figures, basis: 'SAME_RUN', ...none, difference: 0 };
  const { a, b, patients, leftOut } = sharedPatients(trials.now, trials.before);
  if (patients === 0) return { ...figures, basis: 'NOT_COMPARABLE', ...none, patientsLeftOut: leftOut };
  // The figures of a label are means over queries, whatever their value.
  const [now = [], before = []] = figures.measure === 'RECALL' ? numberPatients(a, b) : numberPatients(ofOneClass(a), ofOneClass(b));
  const { difference, p } = compareRecall(now, before, { ...options, seed: JSON.stringify(['schedule', figures.cell, figures.taxonomy ?? figures.measure]) });
  return { ...figures, basis: leftOut === 0 ? 'SAME_QUERIES' : 'SHARED_PATIENTS', difference, p, patients, patientsLeftOut: leftOut };
}

const ofOneClass = (trials: readonly Trial[]): readonly Trial[] => trials.map((trial) => ({ ...trial, region: '' }));

/** All cells together: p adjusted by Holm over what was tested, and which of them fell significantly. */
export function outcomeOf(compared: readonly ComparedCell[]): readonly CellOutcome[] {
  const adjusted = holm(compared.map(({ p }) => p));
  return compared.map((figures, at) => {
    const pHolm = adjusted[at] ?? null;
    return { ...figures, pHolm, fell: (figures.difference ?? 0) < 0 && pHolm !== null && pHolm < ALPHA };
  });
}
