import { measureTopic, nameOfMeasure } from '../evaluation/depth/depth-measure.js';
import type { PatientId, VolumeId } from '../ids.js';
import type { LabelEvaluation } from './label-evaluation.js';
import { COMPARED_NEIGHBOURS, LIST_MEASURES } from './label-measures.js';
import { labelQuestions } from './label-questions.js';
import { medianErrorOf, voteOf } from './predict-label.js';

/** What one query came to in each measure that runs are compared by. */
export interface LabelTrial {
  readonly queryVolumeId: VolumeId;
  readonly patientId: PatientId;
  /** The value that the query has. */
  readonly value: string;
  /** By the name of the measure: 0 … 1, the error of the median in its own unit. What says nothing of the query is missing. */
  readonly measures: Readonly<Record<string, number>>;
}

/** 1 where the vote says the value of the query, else 0. */
export const VOTE_ACCURACY = `voteAccuracy(${COMPARED_NEIGHBOURS})`;
/** How far the median lies from the value of the query. */
const MEDIAN_ERROR = `medianError(${COMPARED_NEIGHBOURS})`;

/** In the order in which they are shown. */
export const COMPARED_MEASURES: readonly string[] = [...LIST_MEASURES.map(nameOfMeasure), VOTE_ACCURACY, MEDIAN_ERROR];

/** In the order of the queries. */
export function labelTrials(evaluation: LabelEvaluation): readonly LabelTrial[] {
  const { scale, questions } = labelQuestions(evaluation);
  return questions.map(({ volumeId, patientId, value, neighbours, topic }) => {
    const first = neighbours.slice(0, COMPARED_NEIGHBOURS);
    const error = scale.places === null ? null : medianErrorOf(first, value, scale.places);
    return {
      ...{ queryVolumeId: volumeId, patientId, value },
      measures: {
        ...(topic === null ? {} : Object.fromEntries(LIST_MEASURES.map((measure) => [nameOfMeasure(measure), measureTopic(measure, topic)]))),
        [VOTE_ACCURACY]: voteOf(first) === value ? 1 : 0,
        ...(error === null ? {} : { [MEDIAN_ERROR]: error }),
      },
    };
  });
}
