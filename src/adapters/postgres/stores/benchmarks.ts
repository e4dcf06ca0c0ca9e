import { and, desc, eq, getTableColumns, ne, sql } from 'drizzle-orm';
import { DEFAULT_RETRIEVAL_CONFIG } from '../../../domain/ranking/retrieval-config.js';
import type { BenchmarkStore } from '../../../services/ports/catalogue.js';
import type { BenchmarkRecord, BenchmarkRunRecord } from '../../../services/ports/run-records.js';
import { anyOf, inOrderOf, olderThan, onPage, pageOf, pagesOf, placesIn, setFields } from '../queries.js';
import { benchmarkRuns, benchmarks } from '../schema/evaluation.js';
import type { TeamSession } from '../session.js';

/** Configurations gain fields; those stored before one came mean what its default does. */
function toRecord({ teamId: _, definition, ...row }: typeof benchmarks.$inferSelect): BenchmarkRecord {
  const cells = definition.cells.map((cell) => ({ ...cell, config: { ...DEFAULT_RETRIEVAL_CONFIG, ...cell.config } }));
  return { ...row, definition: { ...definition, cells } };
}

/** What was found before failures were kept is without a state. */
function toRunRecord({ teamId: _, overlap, ...row }: typeof benchmarkRuns.$inferSelect): BenchmarkRunRecord {
  return { ...row, overlap: overlap === null || 'state' in overlap ? overlap : { state: 'LOOKED', ...overlap } };
}

export function createBenchmarkStore({ run, teamId }: TeamSession): BenchmarkStore {
  return {
    put: (benchmark) =>
      run(async (tx) => {
        const { name, definition } = benchmark;
        await tx
          .insert(benchmarks)
          .values({ ...benchmark, teamId })
          .onConflictDoUpdate({ target: [benchmarks.teamId, benchmarks.id], set: { name, definition } });
      }),
    async getMany(ids) {
      if (ids.length === 0) return [];
      const rows = await run((tx) => tx.select().from(benchmarks).where(anyOf(benchmarks.id, ids)));
      return inOrderOf(ids, rows.map(toRecord));
    },
    async runPagesOf(ids, page) {
      if (ids.length === 0) return new Map();
      const rows = await run((tx) => {
        const order = sql`${benchmarkRuns.createdAt} desc, ${benchmarkRuns.id} desc`;
        const placed = tx
          .select({ ...getTableColumns(benchmarkRuns), ...placesIn(benchmarkRuns.benchmarkId, order, olderThan(benchmarkRuns, page.after)) })
          .from(benchmarkRuns)
          .where(anyOf(benchmarkRuns.benchmarkId, ids))
          .as('placed');
        return tx.select().from(placed).where(onPage(placed, page.first)).orderBy(placed.list, placed.place);
      });
      return pagesOf(ids, page.first, rows, ({ list: _, place: __, total: ___, before: ____, ...row }) => toRunRecord(row));
    },
    insertRun: (record) =>
      run(async (tx) => {
        await tx.insert(benchmarkRuns).values({ ...record, teamId, runIds: [...record.runIds] });
      }),
    getRun: (id) =>
      run(async (tx) => {
        const [row] = await tx.select().from(benchmarkRuns).where(eq(benchmarkRuns.id, id));
        return row === undefined ? null : toRunRecord(row);
      }),
    async getRuns(ids) {
      if (ids.length === 0) return [];
      const rows = await run((tx) => tx.select().from(benchmarkRuns).where(anyOf(benchmarkRuns.id, ids)));
      return inOrderOf(ids, rows.map(toRunRecord));
    },
    getRunByJob: (jobId) =>
      run(async (tx) => {
        const [row] = await tx.select().from(benchmarkRuns).where(eq(benchmarkRuns.jobId, jobId)).orderBy(desc(benchmarkRuns.createdAt)).limit(1);
        return row === undefined ? null : toRunRecord(row);
      }),
    listRuns: (page) =>
      run((tx) =>
        pageOf(
          page,
          tx.$count(benchmarkRuns),
          (limit) =>
            tx
              .select()
              .from(benchmarkRuns)
              .where(olderThan(benchmarkRuns, page.after))
              .orderBy(desc(benchmarkRuns.createdAt), desc(benchmarkRuns.id))
              .limit(limit),
          toRunRecord,
        ),
      ),
    /** A run that succeeded is never changed. */
    async updateRun(id, change) {
      const { runIds, ...rest } = setFields(change);
      const fields = { ...rest, ...(runIds === undefined ? {} : { runIds: [...runIds] }) };
      if (Object.keys(fields).length === 0) return;
      await run((tx) =>
        tx
          .update(benchmarkRuns)
          .set(fields)
          .where(and(eq(benchmarkRuns.id, id), ne(benchmarkRuns.state, 'SUCCEEDED'))),
      );
    },
  };
}
