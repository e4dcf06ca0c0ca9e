import { and, asc, count, eq } from 'drizzle-orm';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { DatasetId, VolumeId } from '../../../domain/ids.js';
import type { DatasetStore } from '../../../services/ports/catalogue.js';
import type { DatasetRecord } from '../../../services/ports/records.js';
import { databaseCode, SQLSTATE } from '../errors.js';
import { anyOf, inOrderOf, laterId, pageOf } from '../queries.js';
import { datasetMembers, datasets } from '../schema/datasets.js';
import type { TeamSession } from '../session.js';
import { datasetUsers } from './users.js';

function toRecord({ teamId: _, ...row }: typeof datasets.$inferSelect): DatasetRecord {
  return row;
}

export function createDatasetStore({ run, teamId }: TeamSession): DatasetStore {
  return {
    async insert(dataset) {
      try {
        await run((tx) => tx.insert(datasets).values({ ...dataset, teamId }));
      } catch (error) {
        if (databaseCode(error) !== SQLSTATE.UNIQUE) throw error;
        throw new VoxseekError('CONFLICT', `There is a data set named "${dataset.name}" already. Choose another name.`, { path: 'name' });
      }
    },
    get: (id) =>
      run(async (tx) => {
        const [row] = await tx.select().from(datasets).where(eq(datasets.id, id));
        return row === undefined ? null : toRecord(row);
      }),
    async getMany(ids) {
      if (ids.length === 0) return [];
      const rows = await run((tx) => tx.select().from(datasets).where(anyOf(datasets.id, ids)));
      return inOrderOf(ids, rows.map(toRecord));
    },
    findByName: (name) =>
      run(async (tx) => {
        const [row] = await tx.select().from(datasets).where(eq(datasets.name, name));
        return row === undefined ? null : toRecord(row);
      }),
    list: (page) =>
      run((tx) =>
        pageOf(
          page,
          tx.$count(datasets),
          (limit) => tx.select().from(datasets).where(laterId(datasets.id, page.after)).orderBy(datasets.id).limit(limit),
          toRecord,
        ),
      ),
    /** Its volumes and snapshots stay. Throws IN_USE, naming the indexes and unfinished runs that need it. */
    delete: (id) =>
      run(async (tx) => {
        await tx.select({ id: datasets.id }).from(datasets).where(eq(datasets.id, id)).for('update');
        const users = await datasetUsers(tx, id);
        if (users.length > 0) {
          throw new VoxseekError('IN_USE', `The data set ${id} is used by ${users.join(', ')}. Delete these first.`, { path: 'id', details: { users: users.join(' ') } });
        }
        await tx.delete(datasets).where(eq(datasets.id, id));
      }),
    /** Throws NOT_FOUND when the data set or the volume is gone. */
    async putMember(id, { volumeId, split, labels }) {
      try {
        await run((tx) =>
          tx
            .insert(datasetMembers)
            .values({ teamId, datasetId: id, volumeId, split, labels })
            .onConflictDoUpdate({ target: [datasetMembers.teamId, datasetMembers.datasetId, datasetMembers.volumeId], set: { split, labels } }),
        );
      } catch (error) {
        if (databaseCode(error) !== SQLSTATE.FOREIGN_KEY) throw error;
        throw new VoxseekError('NOT_FOUND', `There is no data set ${id}, or no volume ${volumeId}.`, { path: 'volumeId' });
      }
    },
    removeMember: (id, volumeId) =>
      run(async (tx) => {
        await tx.delete(datasetMembers).where(and(eq(datasetMembers.datasetId, id), eq(datasetMembers.volumeId, volumeId)));
      }),
    members: (id) =>
      run((tx) =>
        tx
          .select({ volumeId: datasetMembers.volumeId, split: datasetMembers.split, labels: datasetMembers.labels })
          .from(datasetMembers)
          .where(eq(datasetMembers.datasetId, id))
          .orderBy(asc(datasetMembers.volumeId)),
      ),
    labelsOf: (ids, volumeIds) =>
      run((tx) =>
        tx
          .select({ datasetId: datasetMembers.datasetId, volumeId: datasetMembers.volumeId, labels: datasetMembers.labels })
          .from(datasetMembers)
          .where(and(anyOf(datasetMembers.datasetId, ids), anyOf(datasetMembers.volumeId, volumeIds)))
          .orderBy(asc(datasetMembers.datasetId), asc(datasetMembers.volumeId)),
      ),
    memberCounts: (ids) =>
      run(async (tx) => {
        const rows = await tx
          .select({ id: datasetMembers.datasetId, members: count() })
          .from(datasetMembers)
          .where(anyOf(datasetMembers.datasetId, ids))
          .groupBy(datasetMembers.datasetId);
        const counted = new Map(rows.map(({ id, members }) => [id, members]));
        return new Map(ids.map((id) => [id, counted.get(id) ?? 0]));
      }),
    of: (volumeIds) =>
      run(async (tx) => {
        const rows = await tx
          .select({ volumeId: datasetMembers.volumeId, datasetId: datasetMembers.datasetId })
          .from(datasetMembers)
          .where(anyOf(datasetMembers.volumeId, volumeIds))
          .orderBy(asc(datasetMembers.datasetId));
        const found = new Map<VolumeId, DatasetId[]>(volumeIds.map((id) => [id, []]));
        for (const { volumeId, datasetId } of rows) found.get(volumeId)?.push(datasetId);
        return found;
      }),
  };
}
