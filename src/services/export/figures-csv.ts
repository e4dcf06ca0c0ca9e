import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { DepthByClass } from '../../domain/evaluation/depth/depth-summary.js';
import type { TaxonomyMetrics } from '../../domain/evaluation/metrics.js';
import { encoderText } from '../embedding/recipe-text.js';
import { throughputOf } from '../evaluation/stage-times.js';
import type { RunRecord } from '../ports/run-record.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';
import { csvLine } from './csv.js';
import type { CsvValue } from './csv.js';

const HEADER = [
  ...['run', 'name', 'state', 'encoder', 'index', 'control', 'mode', 'k', 'aggregation', 'candidates', 'reRanking', 'version'],
  ...['taxonomy', 'over', 'class', 'measure', 'value', 'chance', 'lift', 'low', 'high', 'queries', 'patients'],
] as const;

export interface RunFigures {
  readonly run: RetrievalRunRecord;
  readonly depth: Readonly<Record<EvaluationTaxonomy, readonly DepthByClass[]>>;
}

/** One figure: a mean over classes, over all topics, of one class, or of the whole run. */
interface Figure {
  readonly taxonomy: EvaluationTaxonomy | null;
  readonly over: 'CLASSES' | 'TOPICS' | 'CLASS' | 'RUN';
  readonly class?: string;
  readonly measure: string;
  readonly value: number | null;
  readonly chance?: number | null;
  readonly lift?: number | null;
  readonly interval?: { readonly low: number; readonly high: number } | null;
  readonly queries?: number;
  readonly patients?: number;
}

/** The names of the columns; docs/benchmarks.md says what they are. */
export const csvHeader = (): string => csvLine(HEADER);

/** A line for each figure of a run; one with its state where it has none. */
export function figuresCsv({ run, depth }: RunFigures): string {
  const start = describe(run);
  const figures = figuresOf(run, depth);
  if (figures.length === 0) return csvLine([...start, ...Array.from({ length: HEADER.length - start.length }, () => null)]);
  return figures.map((figure) => csvLine([...start, ...lineOf(figure)])).join('');
}

function describe({ id, name, state, record, control, config, version }: RetrievalRunRecord): readonly CsvValue[] {
  const { mode, k, aggregation, candidates, reRanking } = config;
  return [id, name, state, record === null ? null : encoderOf(record), record?.index?.parameters.kind ?? null, control, mode, k, aggregation, candidates.kind === 'FIRST' ? `FIRST ${candidates.count}` : candidates.kind, reRanking, version];
}

const encoderOf = ({ encoder }: RunRecord): string | null => (encoder === null ? null : encoderText(encoder.name, { body: encoder.recipe }));

function lineOf(figure: Figure): readonly CsvValue[] {
  const { taxonomy, over, measure, value, chance = null, lift = null, interval = null, queries = null, patients = null } = figure;
  return [taxonomy, over, figure.class ?? null, measure, value, chance, lift, interval?.low ?? null, interval?.high ?? null, queries, patients];
}

function figuresOf(run: RetrievalRunRecord, depth: RunFigures['depth']): readonly Figure[] {
  const { metrics } = run;
  if (metrics === null) return [];
  return [
    ...metrics.taxonomies.flatMap((figures) => [...recallFigures(figures, metrics.queries, metrics.patients), ...depth[figures.taxonomy].flatMap((measure) => depthFigures(figures.taxonomy, measure))]),
    { taxonomy: null, over: 'RUN', measure: 'winnerSliceRatio', value: metrics.winnerSliceRatio, queries: metrics.queries, patients: metrics.patients },
    ...timeFigures(run),
  ];
}

function recallFigures(figures: TaxonomyMetrics, queries: number, patients: number): readonly Figure[] {
  const { taxonomy } = figures;
  const mean = (measure: string, value: number | null): Figure => ({ taxonomy, over: 'CLASSES', measure, value, queries, patients });
  return [
    { ...mean('recall', figures.recallMean), chance: figures.chanceMean, lift: figures.liftMean, interval: figures.interval },
    mean('recall, standard deviation', figures.recallStd),
    mean('recall, attainable classes', figures.recallMeanAttainable),
    mean('recall, classes with five patients', figures.recallMeanFivePatients),
    { taxonomy, over: 'TOPICS', measure: 'recall', value: figures.recallMicro, queries, patients },
    { taxonomy, over: 'TOPICS', measure: 'unjudgedShare', value: figures.unjudgedShare, queries, patients },
    ...(figures.precision === null ? [] : [mean('precision of class sets', figures.precision)]),
    ...(figures.jaccard === null ? [] : [mean('Jaccard of class sets', figures.jaccard)]),
    ...figures.localization.flatMap(({ supportingSlices, recall, recallAny, ratio, ceiling }) =>
      Object.entries({ recall, recallAny, ratio, ceiling }).map(([name, value]) => mean(`localization ${name}, L=${supportingSlices}`, value)),
    ),
    ...figures.classes.map((one): Figure => ({ taxonomy, over: 'CLASS', class: one.region, measure: 'recall', value: one.recall, chance: one.chance, lift: one.lift, interval: one.interval, queries: one.queries, patients: one.patients })),
  ];
}

function depthFigures(taxonomy: EvaluationTaxonomy, { measure, topics, classMean, classChanceMean, classLiftMean, topicMean, topicChanceMean, classes }: DepthByClass): readonly Figure[] {
  return [
    { taxonomy, over: 'CLASSES', measure, value: classMean, chance: classChanceMean, lift: classLiftMean, queries: topics },
    { taxonomy, over: 'TOPICS', measure, value: topicMean, chance: topicChanceMean, queries: topics },
    ...classes.map((one): Figure => ({ taxonomy, over: 'CLASS', class: one.region, measure, value: one.value, chance: one.chance, lift: one.lift, queries: one.topics, patients: one.patients })),
  ];
}

function timeFigures(run: RetrievalRunRecord): readonly Figure[] {
  const of = (measure: string, value: number | null | undefined): readonly Figure[] => (value == null ? [] : [{ taxonomy: null, over: 'RUN', measure, value }]);
  return [
    ...Object.entries(run.times ?? {}).flatMap(([stage, { p50, p95, p99, cold, warm }]) => [
      ...of(`${stage} p50, ms`, p50),
      ...of(`${stage} p95, ms`, p95),
      ...of(`${stage} p99, ms`, p99),
      ...of(`${stage} cold, ms`, cold),
      ...of(`${stage} warm p50, ms`, warm?.p50),
      ...of(`${stage} warm p95, ms`, warm?.p95),
      ...of(`${stage} warm p99, ms`, warm?.p99),
    ]),
    ...of('queries a second', throughputOf(run)),
  ];
}
