import { nameOfMeasure } from '../evaluation/depth/depth-measure.js';
import type { DepthMeasure } from '../evaluation/depth/depth-measure.js';
import { topicTrial } from '../evaluation/depth/topic-trial.js';
import type { Topic } from '../evaluation/depth/topic.js';
import { liftOver } from '../evaluation/lift.js';
import type { LabelEvaluation, LabelledItem, LabelQuery } from './label-evaluation.js';
import type { LabelFigures, LabelMeasureFigures, LabelValueCount } from './label-figures.js';
import { LIST_MEASURES, NEIGHBOURS } from './label-measures.js';
import { labelQuestions } from './label-questions.js';
import { predictionFigures } from './prediction-figures.js';
import { trialMeans } from './trial-means.js';

export interface LabelEvaluationOptions {
  /** Of the intervals; each is drawn from it with the name of what it is of behind it. */
  readonly seed: string;
  /** Volumes of the query set and of the gallery that lack the label. */
  readonly queriesLeftOut: number;
  readonly galleryLeftOut: number;
}

/** The figures of a label: how many of the volumes found have the value of the query, and how often the first ones foretell it. */
export function evaluateLabel(evaluation: LabelEvaluation, { seed, queriesLeftOut, galleryLeftOut }: LabelEvaluationOptions): LabelFigures {
  const { target, queries, gallery } = evaluation;
  const { scale, questions } = labelQuestions(evaluation);
  const topics = questions.flatMap(({ topic }) => topic ?? []);
  return {
    label: target.name,
    kind: scale.places === null ? 'CATEGORICAL' : 'ORDINAL',
    queries: queries.length,
    patients: new Set(queries.map(({ patientId }) => patientId)).size,
    queriesLeftOut,
    galleryLeftOut,
    unattainable: queries.length - topics.length,
    values: scale.values.map((value) => countValue(value, queries, gallery)),
    measures: LIST_MEASURES.map((measure) => measureFigures(measure, topics, seed)),
    predictions: NEIGHBOURS.map((neighbours) => predictionFigures({ neighbours, scale, queries: questions, seed })),
  };
}

function countValue(value: string, queries: readonly LabelQuery[], gallery: readonly LabelledItem[]): LabelValueCount {
  const own = queries.filter((query) => query.value === value);
  return { value, queries: own.length, patients: new Set(own.map(({ patientId }) => patientId)).size, gallery: gallery.filter((item) => item.value === value).length };
}

function measureFigures(measure: DepthMeasure, topics: readonly Topic[], seed: string): LabelMeasureFigures {
  const text = nameOfMeasure(measure);
  const means = trialMeans(topics.map((topic) => topicTrial(measure, topic)), `${seed} ${text}`);
  return {
    measure: text,
    queries: topics.length,
    patients: new Set(topics.map(({ patientId }) => patientId)).size,
    ...means,
    lift: means.mean === null || means.chance === null ? null : liftOver(means.mean, means.chance),
  };
}
