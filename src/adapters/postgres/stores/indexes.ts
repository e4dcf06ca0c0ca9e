import { and, asc, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { IndexStore } from '../../../services/ports/catalogue.js';
import type { IndexScope, VectorIndexRecord } from '../../../services/ports/records.js';
import { anyOf, inOrderOf, laterId, pageOf, setFields, textArray } from '../queries.js';
import { indexedVolumes, recipes, vectorIndexes } from '../schema/embeddings.js';
import { volumes } from '../schema/volumes.js';
import type { TeamSession } from '../session.js';

function toRecord({ teamId: _, snapshotId, datasetIds, ...row }: typeof vectorIndexes.$inferSelect): VectorIndexRecord {
  const scope: IndexScope = snapshotId === null ? { kind: 'FOLLOWING', datasetIds: datasetIds ?? [] } : { kind: 'FROZEN', snapshotId };
  return { ...row, scope };
}

const notFound = (id: string): VoxseekError => new VoxseekError('NOT_FOUND', `There is no index ${id}.`, { path: 'id' });

const slicesOf = (rows: readonly { readonly slices: number }[]): number => rows.reduce((sum, row) => sum + row.slices, 0);

export function createIndexStore({ run, teamId }: TeamSession): IndexStore {
  return {
    /** Throws NOT_FOUND when the recipe is gone. */
    insert: ({ scope, ...index }) =>
      run(async (tx) => {
        const held = await tx.select({ id: recipes.id }).from(recipes).where(eq(recipes.id, index.recipeId)).for('key share');
        if (held.length === 0) throw new VoxseekError('NOT_FOUND', `There is no recipe ${index.recipeId}.`, { path: 'recipeId' });
        const snapshotId = scope.kind === 'FROZEN' ? scope.snapshotId : null;
        const datasetIds = scope.kind === 'FOLLOWING' ? [...scope.datasetIds] : null;
        await tx.insert(vectorIndexes).values({ ...index, teamId, snapshotId, datasetIds });
      }),
    get: (id) =>
      run(async (tx) => {
        const [row] = await tx.select().from(vectorIndexes).where(eq(vectorIndexes.id, id));
        return row === undefined ? null : toRecord(row);
      }),
    async getMany(ids) {
      if (ids.length === 0) return [];
      const rows = await run((tx) => tx.select().from(vectorIndexes).where(anyOf(vectorIndexes.id, ids)));
      return inOrderOf(ids, rows.map(toRecord));
    },
    list: (page) =>
      run((tx) =>
        pageOf(
          page,
          tx.$count(vectorIndexes),
          (limit) => tx.select().from(vectorIndexes).where(laterId(vectorIndexes.id, page.after)).orderBy(vectorIndexes.id).limit(limit),
          toRecord,
        ),
      ),
    /** Throws NOT_FOUND. */
    update: (id, change) =>
      run(async (tx) => {
        const fields = setFields(change);
        const [row] =
          Object.keys(fields).length === 0
            ? await tx.select().from(vectorIndexes).where(eq(vectorIndexes.id, id))
            : await tx.update(vectorIndexes).set(fields).where(eq(vectorIndexes.id, id)).returning();
        if (row === undefined) throw notFound(id);
        return toRecord(row);
      }),
    /** Throws NOT_FOUND. */
    advance: (id, change = {}) =>
      run(async (tx) => {
        // The lock comes first: the count is then of what others had committed when this one's turn came.
        const [before] = await tx.select({ skipped: vectorIndexes.skipped }).from(vectorIndexes).where(eq(vectorIndexes.id, id)).for('no key update');
        if (before === undefined) throw notFound(id);
        const members = await tx
          .select({ id: volumes.id, slices: volumes.slices })
          .from(indexedVolumes)
          .innerJoin(volumes, and(eq(volumes.teamId, indexedVolumes.teamId), eq(volumes.id, indexedVolumes.volumeId)))
          .where(eq(indexedVolumes.indexId, id));
        // One that was left out by the build may have entered since.
        const memberIds = new Set<string>(members.map((member) => member.id));
        const skipped = (change.skipped ?? before.skipped).filter(({ item }) => !memberIds.has(item));
        const left = await tx.select({ slices: volumes.slices }).from(volumes).where(anyOf(volumes.id, skipped.map(({ item }) => item)));
        const indexedSlices = slicesOf(members);
        const [row] = await tx
          .update(vectorIndexes)
          .set({ ...setFields(change), skipped, generation: sql`${vectorIndexes.generation} + 1`, indexedSlices, expectedSlices: indexedSlices + slicesOf(left) })
          .where(eq(vectorIndexes.id, id))
          .returning();
        if (row === undefined) throw notFound(id);
        return toRecord(row);
      }),
    delete: (id) =>
      run(async (tx) => {
        await tx.delete(vectorIndexes).where(eq(vectorIndexes.id, id));
      }),
    async following(datasetIds) {
      if (datasetIds.length === 0) return [];
      const follows = and(inArray(vectorIndexes.state, ['READY', 'BUILDING']), sql`${vectorIndexes.datasetIds} && ${textArray(datasetIds)}`);
      const rows = await run((tx) => tx.select().from(vectorIndexes).where(follows).orderBy(asc(vectorIndexes.id)));
      return rows.map(toRecord);
    },
    holding: (volumeId) =>
      run(async (tx) => {
        const rows = await tx
          .select(getTableColumns(vectorIndexes))
          .from(vectorIndexes)
          .innerJoin(indexedVolumes, and(eq(indexedVolumes.teamId, vectorIndexes.teamId), eq(indexedVolumes.indexId, vectorIndexes.id)))
          .where(eq(indexedVolumes.volumeId, volumeId))
          .orderBy(asc(vectorIndexes.id));
        return rows.map(toRecord);
      }),
    /** In the order of their voxel hashes. */
    volumes: (id) =>
      run(async (tx) => {
        const rows = await tx
          .select({
            volumeId: volumes.id,
            patientId: volumes.patientId,
            voxelHash: volumes.voxelHash,
            columns: volumes.columns,
            rows: volumes.rows,
            slices: volumes.slices,
            derivedFrom: volumes.derivedFrom,
          })
          .from(indexedVolumes)
          .innerJoin(volumes, and(eq(volumes.teamId, indexedVolumes.teamId), eq(volumes.id, indexedVolumes.volumeId)))
          .where(eq(indexedVolumes.indexId, id))
          .orderBy(asc(volumes.voxelHash));
        return rows.map(({ columns, rows: ny, slices, ...volume }) => ({ ...volume, shape: [columns, ny, slices] as const }));
      }),
    /** Volumes that were deleted meanwhile are passed over. Throws NOT_FOUND when the index is gone. */
    addVolumes: (id, volumeIds) =>
      run(async (tx) => {
        const held = await tx.select({ id: vectorIndexes.id }).from(vectorIndexes).where(eq(vectorIndexes.id, id)).for('key share');
        if (held.length === 0) throw notFound(id);
        await tx.execute(sql`
          insert into ${indexedVolumes} (team_id, index_id, volume_id)
          select v.team_id, ${id}, v.id from ${volumes} v where v.id = any(${textArray(volumeIds)}) order by v.id for key share
          on conflict do nothing`);
      }),
    removeVolumes: (id, volumeIds) =>
      run(async (tx) => {
        await tx.delete(indexedVolumes).where(and(eq(indexedVolumes.indexId, id), anyOf(indexedVolumes.volumeId, volumeIds)));
      }),
  };
}
