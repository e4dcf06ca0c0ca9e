import { and, desc, eq, getTableColumns, sql } from 'drizzle-orm';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { CellOutcome } from '../../../domain/schedules/run-outcome.js';
import type { BenchmarkScheduleRecord, ScheduledRunRecord } from '../../../services/ports/schedule-records.js';
import type { BenchmarkScheduleStore } from '../../../services/ports/schedule-store.js';
import { SQLSTATE, databaseCode } from '../errors.js';
import { anyOf, inOrderOf, laterId, olderThan, onPage, pageOf, pagesOf, placesIn, setFields } from '../queries.js';
import { benchmarkSchedules, scheduledRuns } from '../schema/schedules.js';
import type { RecallOutcome } from '../schema/schedules.js';
import type { TeamSession } from '../session.js';

export function toScheduleRecord({ teamId: _, ...row }: typeof benchmarkSchedules.$inferSelect): BenchmarkScheduleRecord {
  return row;
}

function toRunRecord({ teamId: _, outcome, ...row }: typeof scheduledRuns.$inferSelect): ScheduledRunRecord {
  return { ...row, outcome: outcome?.map(toCellOutcome) ?? null };
}

function toCellOutcome(stored: CellOutcome | RecallOutcome): CellOutcome {
  if ('measure' in stored) return stored;
  const { recall, previousRecall, ...rest } = stored;
  return { ...rest, measure: 'RECALL', value: recall, previousValue: previousRecall };
}

async function refuseTakenName<T>(name: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (databaseCode(error) !== SQLSTATE.UNIQUE) throw error;
    throw new VoxseekError('CONFLICT', `There is a schedule named "${name ?? ''}" already. Choose another name.`, { path: 'name' });
  }
}

export function createScheduleStore({ run, teamId }: TeamSession): BenchmarkScheduleStore {
  return {
    insert: (schedule, most) =>
      refuseTakenName(schedule.name, () =>
        run(async (tx) => {
          // One after the other, so that two that ask at once do not both take the last place.
          await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`benchmark_schedules ${teamId}`}, 0))`);
          if ((await tx.$count(benchmarkSchedules)) >= most) throw new VoxseekError('LIMIT_EXCEEDED', `The team has ${most} schedules, the most there may be. Delete one first.`, { path: 'input' });
          await tx.insert(benchmarkSchedules).values({ ...schedule, teamId });
        }),
      ),
    get: (id) =>
      run(async (tx) => {
        const [row] = await tx.select().from(benchmarkSchedules).where(eq(benchmarkSchedules.id, id));
        return row === undefined ? null : toScheduleRecord(row);
      }),
    async getMany(ids) {
      if (ids.length === 0) return [];
      const rows = await run((tx) => tx.select().from(benchmarkSchedules).where(anyOf(benchmarkSchedules.id, ids)));
      return inOrderOf(ids, rows.map(toScheduleRecord));
    },
    list: (page) =>
      run((tx) =>
        pageOf(
          page,
          tx.$count(benchmarkSchedules),
          (limit) => tx.select().from(benchmarkSchedules).where(laterId(benchmarkSchedules.id, page.after)).orderBy(benchmarkSchedules.id).limit(limit),
          toScheduleRecord,
        ),
      ),
    update: (id, change) =>
      refuseTakenName(change.name, () =>
        run(async (tx) => {
          const fields = setFields(change);
          const one = eq(benchmarkSchedules.id, id);
          const [row] = Object.keys(fields).length === 0 ? await tx.select().from(benchmarkSchedules).where(one) : await tx.update(benchmarkSchedules).set(fields).where(one).returning();
          return row === undefined ? null : toScheduleRecord(row);
        }),
      ),
    delete: (id) => run(async (tx) => (await tx.delete(benchmarkSchedules).where(eq(benchmarkSchedules.id, id)).returning({ id: benchmarkSchedules.id })).length > 0),
    watch: (id, before, after) =>
      run(async (tx) => {
        const asRead = before === null ? sql`${benchmarkSchedules.watch} is null` : sql`${benchmarkSchedules.watch} = ${JSON.stringify(before)}::jsonb`;
        const rows = await tx.update(benchmarkSchedules).set({ watch: after }).where(and(eq(benchmarkSchedules.id, id), asRead)).returning({ id: benchmarkSchedules.id });
        return rows.length > 0;
      }),
    async openRun(record) {
      try {
        return await run(async (tx) => {
          await tx.insert(scheduledRuns).values({ ...record, teamId }).onConflictDoNothing();
          const [row] = await tx.select().from(scheduledRuns).where(eq(scheduledRuns.id, record.id));
          return row === undefined ? null : toRunRecord(row);
        });
      } catch (error) {
        if (databaseCode(error) !== SQLSTATE.FOREIGN_KEY) throw error;
        return null;
      }
    },
    getRun: (id) =>
      run(async (tx) => {
        const [row] = await tx.select().from(scheduledRuns).where(eq(scheduledRuns.id, id));
        return row === undefined ? null : toRunRecord(row);
      }),
    async getRuns(ids) {
      if (ids.length === 0) return [];
      const rows = await run((tx) => tx.select().from(scheduledRuns).where(anyOf(scheduledRuns.id, ids)));
      return inOrderOf(ids, rows.map(toRunRecord));
    },
    async updateRun(id, change) {
      const fields = setFields(change);
      await run((tx) => tx.update(scheduledRuns).set(fields).where(and(eq(scheduledRuns.id, id), eq(scheduledRuns.state, 'RUNNING'))));
    },
    lastRun: (id, state) =>
      run(async (tx) => {
        const wanted = and(eq(scheduledRuns.scheduleId, id), state === undefined ? undefined : eq(scheduledRuns.state, state));
        const [row] = await tx.select().from(scheduledRuns).where(wanted).orderBy(desc(scheduledRuns.createdAt), desc(scheduledRuns.id)).limit(1);
        return row === undefined ? null : toRunRecord(row);
      }),
    async runPagesOf(ids, page) {
      if (ids.length === 0) return new Map();
      const rows = await run((tx) => {
        const order = sql`${scheduledRuns.createdAt} desc, ${scheduledRuns.id} desc`;
        const placed = tx
          .select({ ...getTableColumns(scheduledRuns), ...placesIn(scheduledRuns.scheduleId, order, olderThan(scheduledRuns, page.after)) })
          .from(scheduledRuns)
          .where(anyOf(scheduledRuns.scheduleId, ids))
          .as('placed');
        return tx.select().from(placed).where(onPage(placed, page.first)).orderBy(placed.list, placed.place);
      });
      return pagesOf(ids, page.first, rows, ({ list: _, place: __, total: ___, before: ____, ...row }) => toRunRecord(row));
    },
  };
}
