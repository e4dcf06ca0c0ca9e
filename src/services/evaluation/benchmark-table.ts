import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { RetrievalRunId } from '../../domain/ids.js';
import type { LabelFigures, LabelMeasureFigures, LabelPredictionFigures } from '../../domain/labels/label-figures.js';
import type { RetrievalConfig } from '../../domain/ranking/retrieval-config.js';
import type { JobState } from '../ports/records.js';
import type { TaxonomyMetrics } from '../../domain/evaluation/metrics.js';
import type { Control, StageTimes } from '../ports/run-records.js';

/** One cell of the grid as a line of the table; figures are null until its run has succeeded. */
export interface BenchmarkTableRow {
  readonly runId: RetrievalRunId;
  readonly name: string;
  readonly state: JobState;
  /** The encoder by name, or the control that takes its place. */
  readonly encoder: string;
  /** Kind of the index, null for a control. */
  readonly index: string | null;
  readonly control: Control | null;
  readonly config: RetrievalConfig;
  /** Null also for a cell that is judged by a label of volumes. */
  readonly figures: Readonly<Record<EvaluationTaxonomy, TableFigures>> | null;
  /** Of a cell that is judged by a label of volumes. */
  readonly label: TableLabel | null;
  readonly winnerSliceRatio: number | null;
  /** Milliseconds a query of each stage; null for a control. */
  readonly times: StageTimes | null;
  /** Queries a second, one after the other; null for a control. */
  readonly throughput: number | null;
}

export type TableFigures = Pick<
  TaxonomyMetrics,
  'classesWithQueries' | 'classesTotal' | 'recallMean' | 'recallStd' | 'chanceMean' | 'liftMean' | 'liftLeftOut' | 'precision' | 'jaccard' | 'unjudgedShare'
>;

export interface TableLabel extends Pick<LabelFigures, 'label' | 'queries' | 'patients'> {
  readonly measures: readonly Pick<LabelMeasureFigures, 'measure' | 'mean' | 'chance'>[];
  readonly predictions: readonly Pick<LabelPredictionFigures, 'neighbours' | 'accuracy' | 'chance' | 'majority' | 'meanAbsoluteError' | 'errorChance'>[];
}

export interface BenchmarkTable {
  readonly rows: readonly BenchmarkTableRow[];
  /** Of ranking and evaluation. More than one: the rows cannot be compared, and whoever shows them must say so. */
  readonly versions: readonly string[];
}
