import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { SourceInclusion } from '../../domain/evaluation/includes-source.js';
import type { DepthSummary } from '../../domain/evaluation/depth/depth-summary.js';
import type { RegionConfusion } from '../../domain/evaluation/confusion.js';
import type { ClassMetric, TaxonomyMetrics } from '../../domain/evaluation/metrics.js';
import type { Plane } from '../../domain/geometry/planes.js';
import type { LabelFigures } from '../../domain/labels/label-figures.js';
import type { RetrievalMode } from '../../domain/ranking/retrieval-config.js';
import type { BenchmarkTableRow } from '../evaluation/benchmark-table.js';
import type { ModelEntry } from '../models/model-entry.js';
import type { AnnotationRecord } from '../ports/benchmark-findings.js';
import type { RobustnessRow } from '../benchmarks/robustness/robustness-figures.js';
import type { JobError } from '../ports/records.js';
import type { RunRecord } from '../ports/run-record.js';

/** All that a report shows. Lists may be empty and findings null: the section that would show them is then left out. */
export interface ReportInput {
  /** The benchmark by name. */
  readonly title: string;
  /** When the last cell ended; null while some have not. */
  readonly finishedAt: Date | null;
  readonly measured: Measured;
  /** Of ranking and evaluation. More than one: the cells cannot be compared, and the report says so. */
  readonly versions: readonly string[];
  readonly encoders: readonly ReportEncoder[];
  /** In the order in which they are to be read within a mode. */
  readonly cells: readonly ReportCell[];
  readonly confusions: readonly Confusion[];
  readonly agreements: readonly IndexAgreement[];
  readonly comparisons: readonly Comparison[];
  /** Worst first. */
  readonly worstQueries: readonly WorstQuery[];
  /** Cells over perturbed queries; these are not among `cells`. */
  readonly robustness: readonly RobustnessRow[];
  /** Null where queries and gallery were not looked over for it. */
  readonly overlap: OverlapFindings | null;
  /** Null where the labels of queries and gallery were not looked over. */
  readonly annotation: AnnotationRecord | null;
}

/** On what was measured, and with what. */
export interface Measured {
  readonly dataset: string;
  readonly snapshotId: string;
  /** The collection that is asked about. */
  readonly querySource: string;
  /** How queries and gallery are told apart, e.g. `LEAVE_ONE_PATIENT_OUT`. */
  readonly protocol: string;
  readonly volumes: number;
  readonly patients: number;
  readonly slices: number;
  /** Where patients are virtual: how many real scans they were derived from. Null for real patients. */
  readonly derivedFrom: number | null;
  /** Version of the product that measured. */
  readonly product: string;
  /** Processor, memory and the like, in words; null where not known. */
  readonly machine: string | null;
  /** Of bootstrap, sign flips and builds; null where nothing was drawn at random. */
  readonly seed: string | null;
}

/** What is known of an encoder, and what its weights learned from. */
export type ReportEncoder = Pick<ModelEntry, 'name' | 'revision' | 'dimension' | 'license' | 'pretraining' | 'precision'> & {
  /** Whether the weights learned from the collection that is asked about. */
  readonly includesQuerySource: SourceInclusion;
};

/** From one value to another. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export type ReportClass = ClassMetric;

/** Figures of one cell in one taxonomy. */
export type ReportFigures = TaxonomyMetrics;

/** One cell of the grid. Figures are null until its run has succeeded; a failed one has its reason. */
export type ReportCell = Omit<BenchmarkTableRow, 'figures' | 'label'> & {
  /** Of a cell that is judged by a label of volumes, which has no other figures. */
  readonly label?: LabelFigures | null;
  readonly figures: Readonly<Record<EvaluationTaxonomy, ReportFigures>> | null;
  readonly error: JobError | null;
  /** Measures of the ranked lists at depth; null until its run has succeeded, empty in modes that have none. */
  readonly depth: Readonly<Record<EvaluationTaxonomy, readonly DepthSummary[]>> | null;
  /** By what it was measured; null until its run has succeeded, and for a run of before records were kept. */
  readonly record: RunRecord | null;
};

/** What first results show instead of the region that was asked for, or beside it. Of one cell and taxonomy, modes REGION and LOCALIZED. */
export interface Confusion {
  readonly mode: RetrievalMode;
  /** The cell in words. */
  readonly cell: string;
  readonly taxonomy: EvaluationTaxonomy;
  /** Regions that were asked for, in the order of the taxonomy. */
  readonly asked: readonly RegionConfusion[];
}

/** Mean and range over the builds of an approximate index; equal where it was built once. */
export interface Spread extends Interval {
  readonly mean: number;
}

/** How an approximate index answers in place of the exhaustive search over the same embeddings. */
export interface IndexAgreement {
  readonly encoder: string;
  /** Kind of the index with its parameters, in words. */
  readonly index: string;
  readonly mode: RetrievalMode;
  /** Aggregation, candidates and re-ranking, in words. */
  readonly ranking: string;
  readonly queries: number;
  readonly builds: number;
  /** Share of queries with the same first result, 0 … 1. */
  readonly top1: Spread;
  /** Share of the exact first ten that is among the first ten, 0 … 1, mean over queries. */
  readonly overlapAt10: Spread;
  /** Median milliseconds of a query. */
  readonly milliseconds: number;
  readonly exactMilliseconds: number;
}

/** Two cells on the same queries. */
export interface Comparison {
  /** The cells in words. */
  readonly first: string;
  readonly second: string;
  readonly mode: RetrievalMode;
  readonly taxonomy: EvaluationTaxonomy;
  /** Mean recall of the first less that of the second, −1 … 1. */
  readonly difference: number;
  readonly interval: Interval | null;
  readonly patients: number;
  /** Two-sided, paired sign flips by patient. */
  readonly p: number;
  /** After Holm, over all pairs compared. */
  readonly pAdjusted: number;
}

/** A picture as `data:image/png;base64,…`; nothing else is drawn. */
export type PngDataUri = string;

export interface WorstQuery {
  /** The cell in words. */
  readonly cell: string;
  readonly query: Pictured;
  /** Null where nothing was found. */
  readonly result: Pictured | null;
  /** What was asked for, in modes REGION and LOCALIZED. */
  readonly region: string | null;
  readonly taxonomy: EvaluationTaxonomy;
  /** Classes of the query that the result does not show. */
  readonly missed: readonly string[];
  /** Of the classes tried, the share that the result shows, 0 … 1. */
  readonly recall: number;
}

export interface Pictured {
  readonly name: string;
  /** That the slice lies in. */
  readonly plane: Plane;
  /** The slice shown, from 0. */
  readonly slice: number | null;
  /** Null where there is no picture any more. */
  readonly thumbnail: PngDataUri | null;
}

/** FAILED: it could not be looked for, and why. */
export type OverlapFindings = LookedOverlapFindings | { readonly state: 'FAILED'; readonly error: JobError };

/** What queries and gallery have in common that they should not. */
export interface LookedOverlapFindings {
  readonly state: 'LOOKED';
  /** Patients on both sides. No query finds a scan of its own patient; a patient who is on both sides leaves it a smaller gallery. */
  readonly patients: readonly string[];
  /** The most alike. */
  readonly nearDuplicates: readonly NearDuplicate[];
  /** All near-duplicates, listed or not. */
  readonly found: number;
  /** Pairs of a query and a volume that it may find. */
  readonly pairs: number;
  /** Volumes that could not be looked at. */
  readonly leftOut: number;
  /** From this mean correlation on a pair counts as near-duplicate. */
  readonly threshold: number;
}

export interface NearDuplicate {
  readonly query: string;
  readonly gallery: string;
  /** Mean correlation of the slices, −1 … 1. */
  readonly similarity: number;
}
