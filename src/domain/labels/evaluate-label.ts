import { createDepthGallery } from '../evaluation/depth/depth-gallery.js';
import { nameOfMeasure } from '../evaluation/depth/depth-measure.js';
import type { DepthMeasure } from '../evaluation/depth/depth-measure.js';
import { topicTrial } from '../evaluation/depth/topic-trial.js';
import type { Topic } from '../evaluation/depth/topic.js';
import { liftOver } from '../evaluation/lift.js';
import type { PatientId, VolumeId } from '../ids.js';
import { eligibleCounts } from './eligible-counts.js';
import type { LabelFigures, LabelMeasureFigures, LabelValueCount } from './label-figures.js';
import { labelScale } from './label-scale.js';
import type { LabelTarget } from './label-target.js';
import { predictionFigures } from './prediction-figures.js';
import { trialMeans } from './trial-means.js';

/** A volume with its value of the label. */
export interface LabelledItem {
  readonly volumeId: VolumeId;
  readonly value: string;
}

export interface LabelQuery extends LabelledItem {
  readonly patientId: PatientId;
  /** Volumes that may be found, best first, none twice. */
  readonly ranked: readonly VolumeId[];
  readonly excluded: ReadonlySet<VolumeId>;
}

/** The volumes of a run that have the label. */
export interface LabelEvaluation {
  readonly target: LabelTarget;
  readonly queries: readonly LabelQuery[];
  readonly gallery: readonly LabelledItem[];
  readonly queriesLeftOut: number;
  readonly galleryLeftOut: number;
}

/** Those of C-MIR (arXiv 2507.17412) and 3D-MIR (arXiv 2311.13752). */
const MEASURES: readonly DepthMeasure[] = [...[3, 5, 10].map((k) => ({ kind: 'PRECISION', k }) as const), { kind: 'AVERAGE_PRECISION_OF_RETURNED', k: 10 }];
/** How many neighbours foretell. */
const NEIGHBOURS = [1, 3, 5, 10] as const;

/** The figures of a label: how many of the volumes found have the value of the query, and how often the first ones foretell it. */
export function evaluateLabel({ target, queries, gallery, queriesLeftOut, galleryLeftOut }: LabelEvaluation): LabelFigures {
  const scale = labelScale(target, [...queries, ...gallery].map(({ value }) => value));
  const countsFor = eligibleCounts(gallery, scale.values);
  const valueOf = new Map(gallery.map(({ volumeId, value }) => [volumeId, value]));
  const asked = queries.map((query) => ({ ...query, counts: countsFor(query.excluded), neighbours: query.ranked.flatMap((id) => valueOf.get(id) ?? []) }));
  const items = createDepthGallery(gallery.map(({ volumeId, value }) => ({ id: volumeId, covers: scale.values, shows: [value] })), scale.values);
  const topics = queries.flatMap(({ volumeId, patientId, value, ranked, excluded }) => items.topics({ query: volumeId, patientId, regions: [value], ranked, excluded }));
  return {
    label: target.name,
    kind: scale.places === null ? 'CATEGORICAL' : 'ORDINAL',
    queries: queries.length,
    patients: new Set(queries.map(({ patientId }) => patientId)).size,
    queriesLeftOut,
    galleryLeftOut,
    unattainable: queries.length - topics.length,
    values: scale.values.map((value) => countValue(value, queries, gallery)),
    measures: MEASURES.map((measure) => measureFigures(measure, topics, target)),
    predictions: NEIGHBOURS.map((neighbours) => predictionFigures({ neighbours, target, scale, queries: asked })),
  };
}

function countValue(value: string, queries: readonly LabelQuery[], gallery: readonly LabelledItem[]): LabelValueCount {
  const own = queries.filter((query) => query.value === value);
  return { value, queries: own.length, patients: new Set(own.map(({ patientId }) => patientId)).size, gallery: gallery.filter((item) => item.value === value).length };
}

function measureFigures(measure: DepthMeasure, topics: readonly Topic[], { name }: LabelTarget): LabelMeasureFigures {
  const text = nameOfMeasure(measure);
  const means = trialMeans(topics.map((topic) => topicTrial(measure, topic)), `label ${name} ${text}`);
  return {
    measure: text,
    queries: topics.length,
    patients: new Set(topics.map(({ patientId }) => patientId)).size,
    ...means,
    lift: means.mean === null || means.chance === null ? null : liftOver(means.mean, means.chance),
  };
}
