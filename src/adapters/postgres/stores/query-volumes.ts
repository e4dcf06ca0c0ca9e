import { eq } from 'drizzle-orm';
import type { QueryVolumeStore } from '../../../services/ports/catalogue.js';
import type { QueryVolumeRecord } from '../../../services/ports/records.js';
import { setFields } from '../queries.js';
import { queryVolumes } from '../schema/jobs.js';
import type { TeamSession } from '../session.js';

function toRecord({ teamId: _, ...row }: typeof queryVolumes.$inferSelect): QueryVolumeRecord {
  return row;
}

export function createQueryVolumeStore({ run, teamId }: TeamSession): QueryVolumeStore {
  return {
    insert: (query) =>
      run(async (tx) => {
        await tx.insert(queryVolumes).values({ ...query, teamId });
      }),
    get: (id) =>
      run(async (tx) => {
        const [row] = await tx.select().from(queryVolumes).where(eq(queryVolumes.id, id));
        return row === undefined ? null : toRecord(row);
      }),
    /** Changes nothing when the query was purged meanwhile. */
    async update(id, change) {
      const fields = setFields(change);
      if (Object.keys(fields).length === 0) return;
      await run((tx) => tx.update(queryVolumes).set(fields).where(eq(queryVolumes.id, id)));
    },
    delete: (id) =>
      run(async (tx) => {
        await tx.delete(queryVolumes).where(eq(queryVolumes.id, id));
      }),
  };
}
