import { asc, eq } from 'drizzle-orm';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { ModelStore } from '../../../services/ports/catalogue.js';
import type { ModelRecord } from '../../../services/ports/records.js';
import { shareObjectLock } from '../object-lock.js';
import { anyOf, inOrderOf, laterId, pageOf } from '../queries.js';
import { models } from '../schema/embeddings.js';
import type { TeamSession } from '../session.js';
import { inUse, modelUsers } from './users.js';

export const toModelRecord = (row: typeof models.$inferSelect): ModelRecord => row;

export const otherBytes = (model: ModelRecord): VoxseekError =>
  new VoxseekError('CONFLICT', `The model ${model.id} is registered with other bytes. Register these as a new revision, under an id of its own.`, { path: 'sha256' });

/** Nulls last: a team's own model comes before the operator's. */
const ownFirst = asc(models.teamId);

export function createModelStore({ run, teamId }: TeamSession): ModelStore {
  return {
    get: (id) =>
      run(async (tx) => {
        const [row] = await tx.select().from(models).where(eq(models.id, id)).orderBy(ownFirst).limit(1);
        return row === undefined ? null : toModelRecord(row);
      }),
    async getMany(ids) {
      if (ids.length === 0) return [];
      const rows = await run((tx) => tx.selectDistinctOn([models.id]).from(models).where(anyOf(models.id, ids)).orderBy(asc(models.id), ownFirst));
      return inOrderOf(ids, rows.map(toModelRecord));
    },
    list: (page) =>
      run((tx) =>
        pageOf(
          page,
          tx.$count(tx.selectDistinct({ id: models.id }).from(models).as('seen')),
          (limit) => tx.selectDistinctOn([models.id]).from(models).where(laterId(models.id, page.after)).orderBy(asc(models.id), ownFirst).limit(limit),
          toModelRecord,
        ),
      ),
    insert: (model) =>
      run(async (tx) => {
        await shareObjectLock(tx, teamId);
        const added = await tx.insert(models).values({ ...model, teamId }).onConflictDoNothing().returning({ id: models.id });
        const seen = await tx.select({ sha256: models.sha256 }).from(models).where(eq(models.id, model.id));
        if (seen.some(({ sha256 }) => sha256 !== model.sha256)) throw otherBytes(model);
        // The operator has the same: one is enough.
        if (added.length > 0 && seen.length > 1) await tx.delete(models).where(eq(models.id, model.id));
      }),
    delete: (id) =>
      run(async (tx) => {
        await tx.select({ id: models.id }).from(models).where(eq(models.id, id)).for('update');
        const users = await modelUsers(tx, id);
        const [seen] = await tx.select({ teamId: models.teamId }).from(models).where(eq(models.id, id)).orderBy(ownFirst).limit(1);
        if (seen?.teamId === null) throw new VoxseekError('CONFLICT', `The model ${id} is the operator's and shared by all teams: no team can delete it.`, { path: 'id' });
        if (users.length > 0) throw inUse('model', id, users, 'Delete these first.');
        await tx.delete(models).where(eq(models.id, id));
      }),
  };
}
