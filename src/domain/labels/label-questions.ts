import { createDepthGallery } from '../evaluation/depth/depth-gallery.js';
import type { Topic } from '../evaluation/depth/topic.js';
import { eligibleCounts } from './eligible-counts.js';
import type { LabelEvaluation, LabelQuery } from './label-evaluation.js';
import { labelScale } from './label-scale.js';
import type { LabelScale } from './label-scale.js';

/** A query with what was found for it, in terms of values. */
export interface LabelQuestion extends LabelQuery {
  /** Values of the volumes found, best first. */
  readonly neighbours: readonly string[];
  /** Eligible volumes of each value. */
  readonly counts: ReadonlyMap<string, number>;
  /** Which of the volumes found have the value of the query; null where no eligible volume has it. */
  readonly topic: Topic | null;
}

export interface LabelQuestions {
  readonly scale: LabelScale;
  /** In the order of the queries. */
  readonly questions: readonly LabelQuestion[];
}

export function labelQuestions({ target, queries, gallery }: LabelEvaluation): LabelQuestions {
  const scale = labelScale(target, [...queries, ...gallery].map(({ value }) => value));
  const countsFor = eligibleCounts(gallery, scale.values);
  const valueOf = new Map(gallery.map(({ volumeId, value }) => [volumeId, value]));
  const items = createDepthGallery(gallery.map(({ volumeId, value }) => ({ id: volumeId, covers: scale.values, shows: [value] })), scale.values);
  const questions = queries.map((query): LabelQuestion => {
    const { volumeId, patientId, value, ranked, excluded } = query;
    const [topic = null] = items.topics({ query: volumeId, patientId, regions: [value], ranked, excluded });
    return { ...query, neighbours: ranked.flatMap((id) => valueOf.get(id) ?? []), counts: countsFor(excluded), topic };
  });
  return { scale, questions };
}
