import { and, desc, eq, ne, sql } from 'drizzle-orm';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { RetrievalRunStore } from '../../../services/ports/catalogue.js';
import { anyOf, inOrderOf, olderThan, pageOf, setFields } from '../queries.js';
import { snapshots } from '../schema/datasets.js';
import { retrievalRuns } from '../schema/evaluation.js';
import type { TeamSession } from '../session.js';
import { leaderboard } from './leaderboard.js';
import { toRunRecord } from './retrieval-run-row.js';

export function createRetrievalRunStore({ run, teamId }: TeamSession): RetrievalRunStore {
  return {
    /** Throws NOT_FOUND when there is no such snapshot. */
    insert: ({ protocol, ...record }) =>
      run(async (tx) => {
        // Held until the run is stored: a deletion either comes before, and is seen here, or after, and finds the run.
        const held = await tx
          .select({ id: snapshots.id, reproducible: snapshots.reproducible })
          .from(snapshots)
          .where(anyOf(snapshots.id, [record.snapshotId, protocol.querySnapshotId]))
          .orderBy(snapshots.id)
          .for('share');
        for (const [id, path] of [[record.snapshotId, 'snapshotId'], [protocol.querySnapshotId, 'protocol.querySnapshotId']] as const) {
          if (!held.some((snapshot) => snapshot.id === id)) throw new VoxseekError('NOT_FOUND', `There is no snapshot ${id}.`, { path });
        }
        const reproducible = record.reproducible && held.every((snapshot) => snapshot.reproducible);
        await tx.insert(retrievalRuns).values({ ...record, ...protocol, teamId, reproducible });
      }),
    get: (id) =>
      run(async (tx) => {
        const [row] = await tx.select().from(retrievalRuns).where(eq(retrievalRuns.id, id));
        return row === undefined ? null : toRunRecord(row);
      }),
    async getMany(ids) {
      if (ids.length === 0) return [];
      const rows = await run((tx) => tx.select().from(retrievalRuns).where(anyOf(retrievalRuns.id, ids)));
      return inOrderOf(ids, rows.map(toRunRecord));
    },
    list: (page) =>
      run((tx) =>
        pageOf(
          page,
          tx.$count(retrievalRuns),
          (limit) =>
            tx
              .select()
              .from(retrievalRuns)
              .where(olderThan(retrievalRuns, page.after))
              .orderBy(desc(retrievalRuns.createdAt), desc(retrievalRuns.id))
              .limit(limit),
          toRunRecord,
        ),
      ),
    leaderboard: (filter, page) => run((tx) => leaderboard(tx, filter, page)),
    /** Finished is SUCCEEDED: a failed or cancelled run may be taken up again. What is not reproducible stays so. */
    async update(id, change) {
      const { reproducible, protocol, ...rest } = setFields(change);
      const kept = reproducible === undefined ? {} : { reproducible: sql`${retrievalRuns.reproducible} and ${reproducible}` };
      const fields = { ...rest, ...protocol, ...kept };
      if (Object.keys(fields).length === 0) return;
      await run((tx) =>
        tx
          .update(retrievalRuns)
          .set(fields)
          .where(and(eq(retrievalRuns.id, id), ne(retrievalRuns.state, 'SUCCEEDED'))),
      );
    },
  };
}
