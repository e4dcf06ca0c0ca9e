import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, jsonb, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import type { BenchmarkRunId, BenchmarkScheduleId, ScheduledRunId } from '../../../domain/ids.js';
import type { CellOutcome } from '../../../domain/schedules/run-outcome.js';
import type { Watch } from '../../../domain/schedules/settle.js';
import type { JobError } from '../../../services/ports/records.js';
import type { OverlapPolicy, ScheduledRunState, ScheduleTrigger } from '../../../services/ports/schedule-records.js';
import { instant, tenant, voxseek } from './namespace.js';
import { teams } from './teams.js';

export const benchmarkSchedules = voxseek.table(
  'benchmark_schedules',
  {
    teamId: tenant().references(() => teams.id, { onDelete: 'cascade' }),
    id: text('id').$type<BenchmarkScheduleId>().notNull(),
    name: text('name').notNull(),
    note: text('note'),
    document: jsonb('document').$type<unknown>().notNull(),
    trigger: jsonb('trigger').$type<ScheduleTrigger>().notNull(),
    overlap: text('overlap').$type<OverlapPolicy>().notNull(),
    paused: boolean('paused').notNull(),
    createdBy: text('created_by').notNull(),
    watch: jsonb('watch').$type<Watch>(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.teamId, t.id] }), unique('benchmark_schedules_name').on(t.teamId, t.name)],
);

/** A cell as it was stored before cells that labels judge were compared: in recall alone. */
export type RecallOutcome = Omit<CellOutcome, 'measure' | 'value' | 'previousValue'> & { readonly recall: number; readonly previousRecall: number | null };

/** Its benchmark run is a plain id: that stays when the schedule goes. */
export const scheduledRuns = voxseek.table(
  'scheduled_runs',
  {
    teamId: tenant(),
    id: text('id').$type<ScheduledRunId>().notNull(),
    scheduleId: text('schedule_id').$type<BenchmarkScheduleId>().notNull(),
    fire: text('fire'),
    state: text('state').$type<ScheduledRunState>().notNull(),
    dataState: text('data_state').notNull(),
    benchmarkRunId: text('benchmark_run_id').$type<BenchmarkRunId>(),
    previousRunId: text('previous_run_id').$type<ScheduledRunId>(),
    outcome: jsonb('outcome').$type<readonly (CellOutcome | RecallOutcome)[]>(),
    alert: boolean('alert').notNull(),
    error: jsonb('error').$type<JobError>(),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.id] }),
    index('scheduled_runs_created').on(t.teamId, t.scheduleId, t.createdAt, t.id),
    index('scheduled_runs_under_way').on(t.createdAt).where(sql`${t.state} = 'RUNNING'`),
    foreignKey({ name: 'scheduled_runs_schedule', columns: [t.teamId, t.scheduleId], foreignColumns: [benchmarkSchedules.teamId, benchmarkSchedules.id] }).onDelete('cascade'),
  ],
);
