import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import { expandCounts } from '../../domain/evaluation/trial-count.js';
import type { Trial } from '../../domain/evaluation/trial.js';
import { COMPARED_NEIGHBOURS } from '../../domain/labels/label-measures.js';
import { VOTE_ACCURACY } from '../../domain/labels/label-trials.js';
import type { CellMeasure } from '../../domain/schedules/run-outcome.js';
import { readLabelTrials, readTrials } from '../evaluation/read-trials.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';

/** One figure of a run that its schedule watches. */
export interface MeasuredCell {
  readonly measure: CellMeasure;
  readonly taxonomy: EvaluationTaxonomy | null;
  readonly value: number | null;
}

const PRECISION = 'precisionAt(5)';

/** The figures of a run that are compared with those of the run before; none until it has succeeded. */
export function measuresOf({ metrics }: RetrievalRunRecord): readonly MeasuredCell[] {
  if (metrics === null) return [];
  const { label, taxonomies } = metrics;
  if (label === undefined) return taxonomies.map(({ taxonomy, recallMean }) => ({ measure: 'RECALL', taxonomy, value: recallMean }));
  return [
    { measure: 'PRECISION_AT_5', taxonomy: null, value: label.measures.find(({ measure }) => measure === PRECISION)?.mean ?? null },
    { measure: 'VOTE_OF_5', taxonomy: null, value: label.predictions.find(({ neighbours }) => neighbours === COMPARED_NEIGHBOURS)?.accuracy ?? null },
  ];
}

/** Looks up the trials behind each of these figures; null where none were kept. The class of a label's trial is the value that its query has. */
export async function trialsBehind(objects: Pick<ObjectStore, 'get' | 'head'>, team: TeamCatalogue, run: RetrievalRunRecord): Promise<(of: MeasuredCell) => readonly Trial[] | null> {
  if (run.config.label === null) {
    const trials = await readTrials(objects, team, run);
    return ({ taxonomy }) => {
      const counts = taxonomy === null ? undefined : trials?.get(taxonomy);
      return counts === undefined ? null : expandCounts(counts);
    };
  }
  const trials = await readLabelTrials(objects, team, run);
  return ({ measure }) =>
    trials?.flatMap(({ patientId, value: region, measures }) => {
      const value = measures[measure === 'PRECISION_AT_5' ? PRECISION : VOTE_ACCURACY];
      return value === undefined ? [] : [{ region, patientId, value, chance: 0, attainable: true }];
    }) ?? null;
}
