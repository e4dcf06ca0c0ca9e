import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { JobId } from '../../../domain/ids.js';
import type { JobOutcome, JobStore } from '../../../services/ports/catalogue.js';
import type { JobRecord, JobState, SkippedItem } from '../../../services/ports/records.js';
import { anyOf, inOrderOf, olderThan, only, pageOf } from '../queries.js';
import { jobs, jobSecrets } from '../schema/jobs.js';
import type { TeamSession } from '../session.js';

export function toJobRecord({ requestedAt: _, ...row }: typeof jobs.$inferSelect): JobRecord {
  return row;
}

const LIVE: JobState[] = ['QUEUED', 'RUNNING'];
const now = sql`now()`;

/** What an attempt begins with. */
const FRESH = {
  state: 'QUEUED' as const,
  result: null,
  skipped: [],
  error: null,
  placement: null,
  stage: 'queued',
  done: 0,
  total: null,
  unit: 'items',
  rate: null,
  cancelRequested: false,
  started: false,
  startedAt: null,
  finishedAt: null,
};

/** The attempt, if it is still the latest and has not ended: whatever else reports for the job comes too late. */
const live = (id: JobId, attempt: number) => and(eq(jobs.id, id), eq(jobs.attempt, attempt), inArray(jobs.state, LIVE));

/** Whether another attempt begins: after one that did not succeed, or that did and is to be done over. */
const begunAnew = (redo: number | undefined): SQL => {
  const over = redo === undefined ? sql`false` : sql`${jobs.state} = 'SUCCEEDED' and ${jobs.attempt} = ${redo}`;
  return sql`${jobs.state} in ('FAILED', 'CANCELLED') or ${over}`;
};

/** What the row holds with what is new added: one entry an item, the newest. */
function withSkipped(added: readonly SkippedItem[]): SQL {
  const json = sql`${JSON.stringify(added)}::jsonb`;
  return sql`coalesce((
    select jsonb_agg(held.entry order by held.place) from jsonb_array_elements(${jobs.skipped}) with ordinality as held(entry, place)
    where not exists (select 1 from jsonb_array_elements(${json}) as added(entry) where added.entry ->> 'item' = held.entry ->> 'item')
  ), '[]'::jsonb) || ${json}`;
}

function outcomeFields(outcome: JobOutcome) {
  switch (outcome.state) {
    case 'SUCCEEDED':
      return { result: outcome.result, error: null };
    case 'FAILED':
      return { result: null, error: outcome.error };
    case 'CANCELLED':
      return { result: null, error: null };
  }
}

export function createJobStore({ run, teamId }: TeamSession): JobStore {
  return {
    request: ({ id, kind, input }, redo, sealed) =>
      run(async (tx) => {
        // Of many at once the first inserts or raises the attempt; the others wait for its row, find it live, and read it.
        const [begun] = await tx
          .insert(jobs)
          .values({ ...FRESH, teamId, id, kind, input, attempt: 1 })
          .onConflictDoUpdate({
            target: [jobs.teamId, jobs.id],
            set: { ...FRESH, attempt: sql`${jobs.attempt} + 1`, requestedAt: now, updatedAt: now },
            setWhere: begunAnew(redo),
          })
          .returning();
        if (begun !== undefined && sealed !== undefined) {
          await tx.insert(jobSecrets).values({ teamId, jobId: id, sealed }).onConflictDoUpdate({ target: [jobSecrets.teamId, jobSecrets.jobId], set: { sealed } });
        }
        if (begun !== undefined) return { job: toJobRecord(begun), created: true };
        return { job: toJobRecord(only(await tx.select().from(jobs).where(eq(jobs.id, id)))), created: false };
      }),
    get: (id) =>
      run(async (tx) => {
        const [row] = await tx.select().from(jobs).where(eq(jobs.id, id));
        return row === undefined ? null : toJobRecord(row);
      }),
    sealedInput: (id) =>
      run(async (tx) => {
        const [row] = await tx.select().from(jobSecrets).where(eq(jobSecrets.jobId, id));
        return row?.sealed ?? null;
      }),
    async getMany(ids) {
      if (ids.length === 0) return [];
      const rows = await run((tx) => tx.select().from(jobs).where(anyOf(jobs.id, ids)));
      return inOrderOf(ids, rows.map(toJobRecord));
    },
    list: (page) =>
      run((tx) =>
        pageOf(
          page,
          tx.$count(jobs),
          (limit) => tx.select().from(jobs).where(olderThan(jobs, page.after)).orderBy(desc(jobs.createdAt), desc(jobs.id)).limit(limit),
          toJobRecord,
        ),
      ),
    /** The engine has the workflow; the job runs from its first report of progress on. */
    markStarted: (id, attempt) =>
      run(async (tx) => {
        await tx.update(jobs).set({ started: true, updatedAt: now }).where(live(id, attempt));
      }),
    progress: (id, attempt, { stage, done, total, unit, rate }, skipped) =>
      run(async (tx) => {
        // Each process counts the pages that it has seen: what one has shown another does not take back.
        const shown = sql`case when ${jobs.stage} = ${stage} then greatest(${jobs.done}, ${done}::double precision) else ${done}::double precision end`;
        const startedAt = sql`coalesce(${jobs.startedAt}, now())`;
        await tx
          .update(jobs)
          .set({ state: 'RUNNING', started: true, startedAt, stage, done: shown, total, unit, rate, ...(skipped === undefined ? {} : { skipped: withSkipped(skipped) }), updatedAt: now })
          .where(live(id, attempt));
      }),
    place: (id, attempt, placement) =>
      run(async (tx) => {
        await tx.update(jobs).set({ placement, updatedAt: now }).where(live(id, attempt));
      }),
    finish: (id, attempt, outcome) =>
      run(async (tx) => {
        const ended = await tx
          .update(jobs)
          .set({ ...outcomeFields(outcome), state: outcome.state, skipped: withSkipped(outcome.skipped), started: true, rate: null, updatedAt: now, finishedAt: now })
          .where(live(id, attempt))
          .returning({ id: jobs.id });
        if (ended.length > 0) await tx.delete(jobSecrets).where(eq(jobSecrets.jobId, id));
      }),
    /** Throws NOT_FOUND, JOB_NOT_CANCELLABLE. */
    requestCancel: (id) =>
      run(async (tx) => {
        const [row] = await tx
          .update(jobs)
          .set({ cancelRequested: true, updatedAt: now })
          .where(and(eq(jobs.id, id), inArray(jobs.state, LIVE)))
          .returning();
        if (row !== undefined) return toJobRecord(row);
        const [ended] = await tx.select({ state: jobs.state }).from(jobs).where(eq(jobs.id, id));
        if (ended === undefined) throw new VoxseekError('NOT_FOUND', `There is no job ${id}.`, { path: 'id' });
        throw new VoxseekError('JOB_NOT_CANCELLABLE', `The job ${id} has already ended: ${ended.state}.`, { path: 'id' });
      }),
  };
}
