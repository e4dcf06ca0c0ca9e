import { and, eq, getTableColumns, sql } from 'drizzle-orm';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { VolumeId } from '../../../domain/ids.js';
import type { VolumeStore } from '../../../services/ports/catalogue.js';
import type { PlaneFlags, VolumeRecord } from '../../../services/ports/records.js';
import { databaseCode, SQLSTATE } from '../errors.js';
import { shareObjectLock } from '../object-lock.js';
import { anyOf, inOrderOf, laterId, onPage, pageOf, pagesOf, placesIn } from '../queries.js';
import { datasetMembers } from '../schema/datasets.js';
import { volumes } from '../schema/volumes.js';
import type { TeamSession } from '../session.js';
import { eraseVolume } from './erase-volume.js';
import { volumeConditions } from './volume-filter.js';

type Row = typeof volumes.$inferSelect;

function toRecord({ columns, rows, slices, spacingX, spacingY, spacingZ, seriesKey, origin, coronalFlags, sagittalFlags, ...row }: Row): VolumeRecord {
  const read = seriesKey === null || origin === null ? {} : { origin: { seriesKey, ...origin } };
  const planes = coronalFlags === null || sagittalFlags === null ? {} : { planeFlags: { CORONAL: coronalFlags, SAGITTAL: sagittalFlags } };
  return { ...row, ...read, ...planes, shape: [columns, rows, slices], spacing: [spacingX, spacingY, spacingZ] };
}

const flagColumns = (flags: PlaneFlags | undefined): Pick<typeof volumes.$inferInsert, 'coronalFlags' | 'sagittalFlags'> => (flags === undefined ? {} : { coronalFlags: [...flags.CORONAL], sagittalFlags: [...flags.SAGITTAL] });

function toRow({ shape, spacing, origin: read, planeFlags, ...record }: VolumeRecord): typeof volumes.$inferInsert {
  const [columns, rows, slices] = shape;
  const [spacingX, spacingY, spacingZ] = spacing;
  const { sliceFlags, derivedFrom } = record;
  const { seriesKey = null, ...origin } = read ?? {};
  return { ...record, seriesKey, origin: read === undefined ? null : (origin as Omit<typeof read, 'seriesKey'>), columns, rows, slices, spacingX, spacingY, spacingZ, sliceFlags: [...sliceFlags], ...flagColumns(planeFlags), derivedFrom: [...derivedFrom] };
}

/** Where it stands in which list a volume is. */
const OWNERS = {
  DATASET: { table: datasetMembers, list: datasetMembers.datasetId, id: datasetMembers.volumeId },
  PATIENT: { table: volumes, list: volumes.patientId, id: volumes.id },
  STUDY: { table: volumes, list: volumes.studyId, id: volumes.id },
} as const;

export function createVolumeStore({ run, teamId }: TeamSession): VolumeStore {
  return {
    /** Throws CONFLICT when the team has the same voxels or id already. */
    async insert(volume) {
      try {
        await run(async (tx) => {
          await shareObjectLock(tx, teamId);
          await tx.insert(volumes).values(toRow({ ...volume, teamId }));
        });
      } catch (error) {
        if (databaseCode(error) !== SQLSTATE.UNIQUE) throw error;
        throw new VoxseekError('CONFLICT', `A volume with the voxels of ${volume.id} is stored already. Use the stored one.`, { path: 'voxelHash' });
      }
    },
    get: (id) =>
      run(async (tx) => {
        const [row] = await tx.select().from(volumes).where(eq(volumes.id, id));
        return row === undefined ? null : toRecord(row);
      }),
    async getMany(ids) {
      if (ids.length === 0) return [];
      const rows = await run((tx) => tx.select().from(volumes).where(anyOf(volumes.id, ids)));
      return inOrderOf(ids, rows.map(toRecord));
    },
    findByVoxelHash: (voxelHash) =>
      run(async (tx) => {
        const [row] = await tx.select().from(volumes).where(eq(volumes.voxelHash, voxelHash));
        return row === undefined ? null : toRecord(row);
      }),
    findBySeries: (seriesKey) =>
      run(async (tx) => {
        const rows = await tx.select().from(volumes).where(eq(volumes.seriesKey, seriesKey)).orderBy(volumes.id);
        return rows.map(toRecord);
      }),
    findByName: (name) =>
      run(async (tx) => {
        const rows = await tx.select().from(volumes).where(eq(volumes.name, name)).orderBy(volumes.createdAt, volumes.id);
        return rows.map(toRecord);
      }),
    list: (filter, page) =>
      run((tx) => {
        const conditions = volumeConditions(filter);
        return pageOf(
          page,
          tx.$count(volumes, conditions),
          (limit) =>
            tx
              .select(getTableColumns(volumes))
              .from(volumes)
              .where(and(conditions, laterId(volumes.id, page.after)))
              .orderBy(volumes.id)
              .limit(limit),
          toRecord,
        );
      }),
    async pagesBy(owner, ids, page) {
      if (ids.length === 0) return new Map();
      const { table, list, id } = OWNERS[owner];
      const rows = await run((tx) => {
        // Places are counted over ids alone: the rows of a whole archive are wide.
        const placed = tx
          .select({ id: sql<VolumeId>`${id}`.as('placed_id'), ...placesIn(list, sql`${id}`, laterId(id, page.after)) })
          .from(table)
          .where(anyOf(list, ids))
          .as('placed');
        return tx
          .select({ ...getTableColumns(volumes), list: placed.list, place: placed.place, total: placed.total, before: placed.before })
          .from(placed)
          .innerJoin(volumes, eq(volumes.id, placed.id))
          .where(onPage(placed, page.first))
          .orderBy(placed.list, placed.place);
      });
      return pagesOf(ids, page.first, rows, ({ list: _, place: __, total: ___, before: ____, ...row }) => toRecord(row));
    },
    patients: (ids) => run((tx) => tx.selectDistinct({ id: volumes.patientId }).from(volumes).where(anyOf(volumes.patientId, ids))),
    studies: (ids) => run((tx) => tx.selectDistinct({ id: volumes.studyId, patientId: volumes.patientId }).from(volumes).where(anyOf(volumes.studyId, ids))),
    async filterIds(filter, among) {
      if (among?.length === 0) return [];
      const given = among === undefined ? undefined : anyOf(volumes.id, among);
      const rows = await run((tx) =>
        tx
          .select({ id: volumes.id })
          .from(volumes)
          .where(and(volumeConditions(filter), given ?? sql`true`))
          .orderBy(volumes.id),
      );
      return rows.map(({ id }) => id);
    },
    async putPlaneFlags(id, flags) {
      await run((tx) => tx.update(volumes).set(flagColumns(flags)).where(eq(volumes.id, id)));
    },
    erase: (id) => run((tx) => eraseVolume(tx, id)),
  };
}
