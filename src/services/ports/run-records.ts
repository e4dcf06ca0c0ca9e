import type { DepthSummary } from '../../domain/evaluation/depth/depth-summary.js';
import type { TaxonomyMetrics } from '../../domain/evaluation/metrics.js';
import type { BenchmarkId, BenchmarkRunId, JobId, RecipeId, RetrievalRunId, SnapshotId, VectorIndexId } from '../../domain/ids.js';
import type { Perturbation } from '../../domain/perturbation/perturbation.js';
import type { LabelFigures } from '../../domain/labels/label-figures.js';
import type { RetrievalConfig } from '../../domain/ranking/retrieval-config.js';
import type { AnnotationRecord, OverlapRecord, PerturbedRun } from './benchmark-findings.js';
import type { JobError, JobState, Split } from './records.js';
import type { RunRecord } from './run-record.js';

/** Which control, if any, takes the place of the encoder's ranking. */
export type Control = 'RANDOM' | 'WIDEST';

export interface RunMetrics {
  readonly queries: number;
  readonly patients: number;
  readonly taxonomies: readonly TaxonomyMetrics[];
  /** Measures at depth, by taxonomy in the same order; absent from runs of before they were given. */
  readonly depth?: readonly (readonly DepthSummary[])[];
  /** Of a run that is judged by a label of volumes: it then has no taxonomies. */
  readonly label?: LabelFigures;
  /** Mean slice count of first results over the mean of the gallery. */
  readonly winnerSliceRatio: number | null;
}

/** Milliseconds of one stage; medians and tails over the queries of a run. Runs of before they were told apart lack what is optional. */
export interface StageTime {
  readonly p50: number;
  readonly p95: number;
  readonly p99?: number;
  readonly total: number;
  /** Mean over the cold queries: the first that a worker asked an index, which has to be loaded for it; null where none was. */
  readonly cold?: number | null;
  /** Over the other queries; null where there are none. */
  readonly warm?: TimePercentiles | null;
}

export interface TimePercentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export type StageTimes = Readonly<Record<string, StageTime>>;

/** Which volumes are asked about, and which may be found. Whatever it says, no query finds its own patient. */
export interface Protocol {
  /** The splits of the run's snapshot that may be found; null for all of it. */
  readonly gallerySplits: readonly Split[] | null;
  /** The snapshot whose volumes are the queries; the run's own, or another data set's. */
  readonly querySnapshotId: SnapshotId;
  /** The splits of that snapshot that are asked about; null for all of it. */
  readonly querySplits: readonly Split[] | null;
}

/** Every volume is asked about once and found by all others. */
export const leaveOnePatientOut = (snapshotId: SnapshotId): Protocol => ({ gallerySplits: null, querySnapshotId: snapshotId, querySplits: null });

export interface RetrievalRunRecord {
  readonly id: RetrievalRunId;
  readonly jobId: JobId;
  readonly benchmarkRunId: BenchmarkRunId | null;
  readonly name: string;
  readonly state: JobState;
  /** The snapshot that the index is frozen on: the gallery. */
  readonly snapshotId: SnapshotId;
  readonly protocol: Protocol;
  /** Null for a control, which needs no index. */
  readonly indexId: VectorIndexId | null;
  readonly control: Control | null;
  readonly config: RetrievalConfig;
  /** Of ranking + evaluation; figures of different versions are never ranked together. */
  readonly version: string;
  readonly metrics: RunMetrics | null;
  readonly times: StageTimes | null;
  /** Null until it succeeded, and for runs of before records were kept. */
  readonly record: RunRecord | null;
  /** Object with the ranked lists, one JSON line a query. */
  readonly resultsKey: string | null;
  readonly reproducible: boolean;
  readonly error: JobError | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

export interface BenchmarkCell {
  readonly name: string;
  /** Null for a control. */
  readonly indexId: VectorIndexId | null;
  readonly control: Control | null;
  readonly config: RetrievalConfig;
}

/** What has to be there before cells can be measured: embeddings of a snapshot, or an index. */
export type PreparationStep =
  | { readonly kind: 'EMBED'; readonly snapshotId: SnapshotId; readonly recipeId: RecipeId }
  | { readonly kind: 'INDEX'; readonly indexId: VectorIndexId };

export interface BenchmarkDefinition {
  readonly name: string;
  readonly snapshotId: SnapshotId;
  readonly protocol: Protocol;
  /** How the queries are perturbed; every cell but the controls is measured over each set of copies as well. */
  readonly perturbations?: readonly Perturbation[];
  /** Of all that is drawn at random; 1 where absent. */
  readonly seed?: number;
  /** The collection that the queries come from, where the document names it. */
  readonly querySource?: string;
  readonly cells: readonly BenchmarkCell[];
  /** In this order; those done before are passed over. Absent where the indexes were built before. */
  readonly steps?: readonly PreparationStep[];
  /** What people wrote, validated; absent for a grid of indexes. */
  readonly document?: unknown;
}

export interface BenchmarkRecord {
  readonly id: BenchmarkId;
  readonly name: string;
  readonly definition: BenchmarkDefinition;
  readonly createdAt: Date;
}

export interface BenchmarkRunRecord {
  readonly id: BenchmarkRunId;
  readonly benchmarkId: BenchmarkId;
  readonly jobId: JobId;
  readonly state: JobState;
  readonly runIds: readonly RetrievalRunId[];
  /** Null until queries and gallery were looked over, or could not be. */
  readonly overlap: OverlapRecord | null;
  /** Null until their labels were read for it. */
  readonly annotation: AnnotationRecord | null;
  /** The runs over perturbed queries, each beside the run over the same queries as they are; null while there are none. */
  readonly perturbed: readonly PerturbedRun[] | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}
