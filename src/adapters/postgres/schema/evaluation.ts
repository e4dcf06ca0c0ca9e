import { boolean, index, jsonb, primaryKey, text } from 'drizzle-orm/pg-core';
import type { BenchmarkId, BenchmarkRunId, JobId, RetrievalRunId, SnapshotId, VectorIndexId } from '../../../domain/ids.js';
import type { RetrievalConfig } from '../../../domain/ranking/retrieval-config.js';
import type { JobError, JobState, Split } from '../../../services/ports/records.js';
import type { AnnotationRecord, LookedOverlap, OverlapRecord, PerturbedRun } from '../../../services/ports/benchmark-findings.js';
import type { BenchmarkDefinition, Control, RunMetrics, StageTimes } from '../../../services/ports/run-records.js';
import type { RunRecord } from '../../../services/ports/run-record.js';
import { instant, tenant, voxseek } from './namespace.js';
import { teams } from './teams.js';

export const retrievalRuns = voxseek.table(
  'retrieval_runs',
  {
    teamId: tenant().references(() => teams.id, { onDelete: 'cascade' }),
    id: text('id').$type<RetrievalRunId>().notNull(),
    jobId: text('job_id').$type<JobId>().notNull(),
    benchmarkRunId: text('benchmark_run_id').$type<BenchmarkRunId>(),
    name: text('name').notNull(),
    state: text('state').$type<JobState>().notNull(),
    snapshotId: text('snapshot_id').$type<SnapshotId>().notNull(),
    gallerySplits: jsonb('gallery_splits').$type<readonly Split[]>(),
    querySnapshotId: text('query_snapshot_id').$type<SnapshotId>().notNull(),
    querySplits: jsonb('query_splits').$type<readonly Split[]>(),
    indexId: text('index_id').$type<VectorIndexId>(),
    control: text('control').$type<Control>(),
    config: jsonb('config').$type<RetrievalConfig>().notNull(),
    version: text('version').notNull(),
    metrics: jsonb('metrics').$type<RunMetrics>(),
    times: jsonb('times').$type<StageTimes>(),
    record: jsonb('record').$type<RunRecord>(),
    resultsKey: text('results_key'),
    reproducible: boolean('reproducible').notNull(),
    error: jsonb('error').$type<JobError>(),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.id] }),
    index('retrieval_runs_created').on(t.teamId, t.createdAt, t.id),
    index('retrieval_runs_snapshot').on(t.teamId, t.snapshotId),
    index('retrieval_runs_query_snapshot').on(t.teamId, t.querySnapshotId),
  ],
);

export const benchmarks = voxseek.table(
  'benchmarks',
  {
    teamId: tenant().references(() => teams.id, { onDelete: 'cascade' }),
    id: text('id').$type<BenchmarkId>().notNull(),
    name: text('name').notNull(),
    definition: jsonb('definition').$type<BenchmarkDefinition>().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.teamId, t.id] })],
);

export const benchmarkRuns = voxseek.table(
  'benchmark_runs',
  {
    teamId: tenant().references(() => teams.id, { onDelete: 'cascade' }),
    id: text('id').$type<BenchmarkRunId>().notNull(),
    benchmarkId: text('benchmark_id').$type<BenchmarkId>().notNull(),
    jobId: text('job_id').$type<JobId>().notNull(),
    state: text('state').$type<JobState>().notNull(),
    runIds: text('run_ids').array().$type<RetrievalRunId[]>().notNull(),
    overlap: jsonb('overlap').$type<OverlapRecord | Omit<LookedOverlap, 'state'>>(),
    annotation: jsonb('annotation').$type<AnnotationRecord>(),
    perturbed: jsonb('perturbed').$type<readonly PerturbedRun[]>(),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.id] }),
    index('benchmark_runs_created').on(t.teamId, t.createdAt, t.id),
    index('benchmark_runs_job').on(t.teamId, t.jobId),
  ],
);
