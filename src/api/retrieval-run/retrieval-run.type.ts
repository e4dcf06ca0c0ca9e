import { Field, Float, GraphQLISODateTime, Int, ObjectType } from 'type-graphql';
import type { Interval } from '../../domain/statistics/interval.js';
import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { LabelTarget } from '../../domain/labels/label-target.js';
import type { Aggregation, QueryCrop, ReRanking, RetrievalMode } from '../../domain/ranking/retrieval-config.js';
import type { JobState } from '../../services/ports/records.js';
import type { ClassMetric } from '../../domain/evaluation/metrics.js';
import type { DepthClassFigures } from '../../domain/evaluation/depth/evaluate-depth.js';
import type { Control, TimePercentiles } from '../../services/ports/run-records.js';
import { JobErrorType, JobStateEnum } from '../job/job.type.js';
import { NodeType } from '../node/node.type.js';
import { connectionOf } from '../pagination.js';
import { AggregationEnum, ControlEnum, QueryCropEnum, ReRankingEnum, RetrievalModeEnum } from '../retrieval-config/retrieval-config.enums.js';
import { EvaluationTaxonomyEnum } from '../segmentation/segmentation.type.js';
import { IntervalType } from './interval.type.js';
import { LabelFiguresType } from './label-figures.type.js';
import { ProtocolType } from './protocol.type.js';
import { RunRecordType } from './run-record.type.js';

@ObjectType('DepthFigures', { description: 'A measure of the ranked lists at depth, over all topics: pairs of a query and a class that some eligible volume shows.' })
export class DepthFiguresType {
  @Field(() => String, { description: 'The measure, e.g. precisionAt(10); docs/definitions.md gives its formula.' })
  measure!: string;

  @Field(() => Int, { description: 'How many topics.' })
  topics!: number;

  @Field(() => Float, { nullable: true, description: 'Mean over classes of the means over their topics, 0 … 1.' })
  classMean!: number | null;

  @Field(() => Float, { nullable: true, description: 'The same expected of a gallery ranked at random.' })
  classChanceMean!: number | null;

  @Field(() => Float, { nullable: true, description: 'Mean of the lift over chance, over the classes that have one.' })
  classLiftMean!: number | null;

  @Field(() => Float, { nullable: true, description: 'Mean over all topics, 0 … 1.' })
  topicMean!: number | null;

  @Field(() => Float, { nullable: true, description: 'The same expected of a gallery ranked at random.' })
  topicChanceMean!: number | null;
}

@ObjectType('ClassMetric', { description: 'How well one class is found. Each pair (query, class it shows) is one trial.' })
export class ClassMetricType implements ClassMetric {
  @Field(() => String, { description: 'The class.' })
  region!: string;

  @Field(() => Int, { description: 'Judged queries that show it.' })
  queries!: number;

  @Field(() => Int, { description: 'Their patients.' })
  patients!: number;

  @Field(() => Int, { description: 'Queries whose first result shows it.' })
  truePositives!: number;

  @Field(() => Float, { description: 'truePositives / queries, 0 … 1.' })
  recall!: number;

  @Field(() => Float, { description: 'The recall expected of a gallery ranked at random, 0 … 1.' })
  chance!: number;

  @Field(() => Float, { nullable: true, description: '(recall − chance)/(1 − chance); null at chance 1.' })
  lift!: number | null;

  @Field(() => IntervalType, { nullable: true, description: 'Of the recall; null for a control.' })
  interval!: Interval | null;

  @Field(() => Boolean, { description: 'No eligible volume shows it: its recall is 0 by definition.' })
  unattainable!: boolean;

  @Field(() => Int, { description: 'Pairs left out, as the class was not looked for in the result.' })
  unjudged!: number;
}

@ObjectType('LocalizationFigures', { description: 'Where first results match: means over classes of the means over their queries.' })
export class LocalizationFiguresType {
  @Field(() => Int, { description: 'L: how many distinct supporting slices were looked at.' })
  supportingSlices!: number;

  @Field(() => Float, { description: 'Share of localized hits (ratio ≥ τ), 0 … 1.' })
  recall!: number;

  @Field(() => Float, { description: 'Share of results with any supporting slice in the region (ratio > 0), 0 … 1.' })
  recallAny!: number;

  @Field(() => Float, { description: 'Share of the supporting slices that show the region, 0 … 1.' })
  ratio!: number;

  @Field(() => Float, { description: 'The largest ratio that the slices showing the region allow, 0 … 1.' })
  ceiling!: number;
}

@ObjectType('TaxonomyMetrics', { description: 'The figures of a run over the classes of one taxonomy.' })
export class TaxonomyMetricsType {
  @Field(() => EvaluationTaxonomyEnum, { description: 'Which classes.' })
  taxonomy!: EvaluationTaxonomy;

  @Field(() => Int, { description: 'Classes with a judged query.' })
  classesWithQueries!: number;

  @Field(() => Int, { description: 'Classes of the taxonomy.' })
  classesTotal!: number;

  @Field(() => Float, { description: 'Mean of the recall over classes with a query, 0 … 1.' })
  recallMean!: number;

  @Field(() => Float, { description: 'Its population standard deviation (ddof 0) over classes.' })
  recallStd!: number;

  @Field(() => IntervalType, { nullable: true, description: 'Of the mean recall; null for a control.' })
  interval!: Interval | null;

  @Field(() => Float, { nullable: true, description: 'The mean without unattainable classes.' })
  recallMeanAttainable!: number | null;

  @Field(() => Float, { description: 'The recall over all pairs together.' })
  recallMicro!: number;

  @Field(() => Float, { nullable: true, description: 'The mean over classes with five patients or more.' })
  recallMeanFivePatients!: number | null;

  @Field(() => Float, { description: 'Mean of the chance over classes.' })
  chanceMean!: number;

  @Field(() => Float, { nullable: true, description: 'Mean of the lift over classes that have one.' })
  liftMean!: number | null;

  @Field(() => Int, { description: 'Classes without a lift, as their chance is 1.' })
  liftLeftOut!: number;

  @Field(() => Float, { description: 'Share of pairs left out as unjudged, 0 … 1.' })
  unjudgedShare!: number;

  @Field(() => Float, { nullable: true, description: 'Precision of the class set of the first result, 0 … 1; VOLUME only.' })
  precision!: number | null;

  @Field(() => Float, { nullable: true, description: 'Jaccard of the class sets of query and first result, 0 … 1; VOLUME only.' })
  jaccard!: number | null;

  @Field(() => [LocalizationFiguresType], { description: 'LOCALIZED: for L = 5, 15, 30 and the one asked for. Empty otherwise.' })
  localization!: readonly LocalizationFiguresType[];

  @Field(() => [ClassMetricType], { complexity: ({ childComplexity }) => 1 + 20 * childComplexity, description: 'Each class by itself.' })
  classes!: readonly ClassMetricType[];
}

@ObjectType('RunMetrics', { description: 'What a run measured.' })
export class RunMetricsType {
  @Field(() => Int, { description: 'Queries that were judged.' })
  queries!: number;

  @Field(() => Int, { description: 'Their patients.' })
  patients!: number;

  @Field(() => [TaxonomyMetricsType], { description: 'Over the coarse and the fine classes; none for a run that is judged by a label of volumes.' })
  taxonomies!: readonly TaxonomyMetricsType[];

  @Field(() => LabelFiguresType, { nullable: true, description: 'Of a run that is judged by a label of volumes; null otherwise.' })
  label?: LabelFiguresType;

  @Field(() => Float, { nullable: true, description: 'Mean slice count of first results over the mean of the gallery: above 1, long scans win. Null for a label.' })
  winnerSliceRatio!: number | null;
}

@ObjectType('TimePercentiles', { description: 'Milliseconds over some queries of a run.' })
export class TimePercentilesType implements TimePercentiles {
  @Field(() => Float, { description: 'Median, ms.' })
  p50!: number;

  @Field(() => Float, { description: '95th percentile, ms.' })
  p95!: number;

  @Field(() => Float, { description: '99th percentile, ms.' })
  p99!: number;
}

@ObjectType('StageTime', { description: 'Milliseconds of one stage over the queries of a run.' })
export class StageTimeType {
  @Field(() => String, { description: 'The stage.' })
  stage!: string;

  @Field(() => Float, { description: 'Median, ms.' })
  p50!: number;

  @Field(() => Float, { description: '95th percentile, ms.' })
  p95!: number;

  @Field(() => Float, { nullable: true, description: '99th percentile, ms; null for runs of before it was kept.' })
  p99!: number | null;

  @Field(() => Float, { description: 'Sum, ms.' })
  total!: number;

  @Field(() => Float, { nullable: true, description: 'Mean of the cold queries, ms: the first that a worker asked the index, which is loaded for it. Null where none was.' })
  cold!: number | null;

  @Field(() => TimePercentilesType, { nullable: true, description: 'Of the other queries.' })
  warm!: TimePercentilesType | null;
}

@ObjectType('DepthClassFigures', { description: 'A measure of the ranked lists at depth over the topics of one class.' })
export class DepthClassFiguresType implements DepthClassFigures {
  @Field(() => String, { description: 'The measure, e.g. precisionAt(10); docs/definitions.md gives its formula.' })
  measure!: string;

  @Field(() => String, { description: 'The class.' })
  region!: string;

  @Field(() => Int, { description: 'Queries that ask for it while some eligible volume shows it.' })
  topics!: number;

  @Field(() => Int, { description: 'Their patients.' })
  patients!: number;

  @Field(() => Float, { description: 'Mean over the topics, 0 … 1.' })
  value!: number;

  @Field(() => Float, { description: 'The same expected of a gallery ranked at random.' })
  chance!: number;

  @Field(() => Float, { nullable: true, description: '(value − chance)/(1 − chance); null at chance 1.' })
  lift!: number | null;
}

@ObjectType('LabelTarget', { description: 'A label of volumes that is told from the volumes found.' })
export class LabelTargetType implements LabelTarget {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => [String], { nullable: true, description: 'The declared order of its values, the least first; null where none was declared.' })
  order!: readonly string[] | null;
}

@ObjectType('FiguresAsked', { description: 'Figures of a run; each null where it is as usual.' })
export class FiguresAskedType {
  @Field(() => [EvaluationTaxonomyEnum], { nullable: true, description: 'Taxonomies that are judged in; null for both.' })
  taxonomies?: readonly EvaluationTaxonomy[] | null;

  @Field(() => [Int], { nullable: true, description: 'Depths k of the measures that have one.' })
  depths?: readonly number[] | null;

  @Field(() => Int, { nullable: true, description: 'Seed of intervals and simulated chances.' })
  seed?: number | null;
}

@ObjectType('RetrievalConfig', { description: 'Everything that shapes a ranking beside index, query and gallery.' })
export class RetrievalConfigType {
  @Field(() => RetrievalModeEnum, { description: 'What is compared.' })
  mode!: RetrievalMode;

  @Field(() => Int, { description: 'Slices taken for each query slice, or with a recipe of patches, patches for each patch, 1 … 1,000.' })
  k!: number;

  @Field(() => AggregationEnum, { description: 'How slice hits become the score of a volume.' })
  aggregation!: Aggregation;

  @Field(() => ReRankingEnum, { description: 'How candidates are ranked again.' })
  reRanking!: ReRanking;

  @Field(() => Int, { description: 'Pixels that a class needs to count as shown on a slice, ≥ 1.' })
  minPixels!: number;

  @Field(() => Float, { nullable: true, description: 'Least distance of the slices of a query that were compared, mm; null for all.' })
  sliceSpacing!: number | null;

  @Field(() => Boolean, { description: 'Whether slices of a query that are flagged as air were left out.' })
  skipFlagged!: boolean;

  @Field(() => Int, { description: 'L: distinct supporting slices that say where a match lies.' })
  supportingSlices!: number;

  @Field(() => Float, { description: 'τ: the least share of these that shows the region in a localized hit.' })
  localizationThreshold!: number;

  @Field(() => [String], { nullable: true, description: 'Classes that were asked about; null for all.' })
  classes!: readonly string[] | null;

  @Field(() => QueryCropEnum, { description: 'How much of the slices of a query was compared.' })
  crop!: QueryCrop;

  @Field(() => LabelTargetType, { nullable: true, description: 'The label of volumes that it is judged by; null: by what slices show.' })
  label!: LabelTargetType | null;
  @Field(() => FiguresAskedType, { nullable: true, description: 'Which figures were asked for, where not the usual ones.' })
  figures?: FiguresAskedType | null;
}

@ObjectType('RetrievalRun', { implements: NodeType, description: 'Rankings of the queries of a snapshot by one configuration, and how good they are. Immutable once finished.' })
export class RetrievalRunType extends NodeType {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => JobStateEnum, { description: 'How far it is.' })
  state!: JobState;

  @Field(() => ControlEnum, { nullable: true, description: 'The control that ranks in place of an index.' })
  control!: Control | null;

  @Field(() => RetrievalConfigType, { description: 'The configuration.' })
  config!: RetrievalConfigType;

  @Field(() => ProtocolType, { description: 'Which volumes were asked about, and which could be found.' })
  protocol!: ProtocolType;

  @Field(() => String, { description: 'Of ranking and evaluation; figures of different versions are never compared.' })
  version!: string;

  @Field(() => RunMetricsType, { nullable: true, description: 'The figures; null until it finished.' })
  metrics!: RunMetricsType | null;

  @Field(() => RunRecordType, { nullable: true, description: 'By what it was measured; null until it finished, and for runs of before records were kept.' })
  record!: RunRecordType | null;

  @Field(() => Boolean, { description: 'False once a volume of it was deleted.' })
  reproducible!: boolean;

  @Field(() => JobErrorType, { nullable: true, description: 'Why it failed; null otherwise.' })
  error!: JobErrorType | null;

  @Field(() => GraphQLISODateTime, { description: 'When it was asked for.' })
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it ended.' })
  finishedAt!: Date | null;
}

export const RetrievalRunConnectionType = connectionOf('RetrievalRun', () => RetrievalRunType);
