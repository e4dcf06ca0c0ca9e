import { randomUUID } from 'node:crypto';
import { and, asc, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import { snapshotHash } from '../../../domain/datasets/snapshot-hash.js';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { asId } from '../../../domain/ids.js';
import type { DatasetId, TeamId } from '../../../domain/ids.js';
import type { SnapshotStore } from '../../../services/ports/catalogue.js';
import type { SnapshotMember, SnapshotRecord } from '../../../services/ports/records.js';
import { databaseCode, SQLSTATE } from '../errors.js';
import { anyOf, inOrderOf, olderThan, onPage, only, pagesOf, placesIn } from '../queries.js';
import { datasetMembers, datasets, snapshotMembers, snapshots } from '../schema/datasets.js';
import { segmentations, volumes } from '../schema/volumes.js';
import type { Transaction } from '../database.js';
import type { TeamSession } from '../session.js';

type Row = typeof snapshots.$inferSelect;

function toRecord({ teamId: _, ...row }: Row): SnapshotRecord {
  return row;
}

function toMember({ teamId: _, snapshotId: __, datasetId: ___, ...row }: typeof snapshotMembers.$inferSelect): SnapshotMember {
  return row;
}

/** Keeps the volumes of a data set from being deleted until the transaction ends. */
async function lockMembers(tx: Transaction, id: DatasetId): Promise<void> {
  const memberIds = tx.select({ id: datasetMembers.volumeId }).from(datasetMembers).where(eq(datasetMembers.datasetId, id));
  await tx.select({ id: volumes.id }).from(volumes).where(inArray(volumes.id, memberIds)).orderBy(asc(volumes.id)).for('key share');
}

/** Members as they are now. */
async function presentMembers(tx: Transaction, id: DatasetId): Promise<SnapshotMember[]> {
  const isLatest = sql`${segmentations.version} = (
    select max(s.version) from ${segmentations} s where s.team_id = ${volumes.teamId} and s.volume_id = ${volumes.id})`;
  return tx
    .select({
      volumeId: volumes.id,
      split: datasetMembers.split,
      labels: datasetMembers.labels,
      voxelHash: volumes.voxelHash,
      patientId: volumes.patientId,
      derivedFrom: volumes.derivedFrom,
      sliceCount: volumes.slices,
      segmentationId: segmentations.id,
      segmentationVersion: segmentations.version,
      segmentationHash: segmentations.maskHash,
    })
    .from(datasetMembers)
    .innerJoin(volumes, and(eq(volumes.teamId, datasetMembers.teamId), eq(volumes.id, datasetMembers.volumeId)))
    .leftJoin(segmentations, and(eq(segmentations.teamId, volumes.teamId), eq(segmentations.volumeId, volumes.id), isLatest))
    .where(eq(datasetMembers.datasetId, id))
    .orderBy(asc(volumes.voxelHash));
}

const findReproducible = (tx: Transaction, datasetId: DatasetId, hash: string): Promise<Row[]> =>
  tx
    .select()
    .from(snapshots)
    .where(and(eq(snapshots.datasetId, datasetId), eq(snapshots.hash, hash), eq(snapshots.reproducible, true)));

/** Rows of one insert: a statement takes at most 65,535 parameters. */
const MEMBERS_A_STATEMENT = 4000;

async function takeSnapshot(tx: Transaction, teamId: TeamId, datasetId: DatasetId): Promise<Row> {
  const known = await tx.select({ id: datasets.id }).from(datasets).where(eq(datasets.id, datasetId)).for('key share');
  if (known.length === 0) throw new VoxseekError('NOT_FOUND', `There is no data set ${datasetId}.`, { path: 'datasetId' });
  await lockMembers(tx, datasetId);
  const members = await presentMembers(tx, datasetId);
  const hash = snapshotHash(members);
  const [stored] = await findReproducible(tx, datasetId, hash);
  if (stored !== undefined) return stored;
  const id = asId('Snapshot', `snap_${randomUUID()}`);
  const sliceCount = members.reduce((sum, member) => sum + member.sliceCount, 0);
  const [added] = await tx.insert(snapshots).values({ teamId, id, datasetId, hash, volumeCount: members.length, sliceCount }).onConflictDoNothing().returning();
  if (added === undefined) return only(await findReproducible(tx, datasetId, hash));
  for (let start = 0; start < members.length; start += MEMBERS_A_STATEMENT) {
    const rows = members.slice(start, start + MEMBERS_A_STATEMENT);
    await tx.insert(snapshotMembers).values(rows.map((member) => ({ ...member, derivedFrom: [...member.derivedFrom], teamId, snapshotId: id, datasetId })));
  }
  return added;
}

export function createSnapshotStore({ run, teamId }: TeamSession): SnapshotStore {
  /** Throws NOT_FOUND when there is no such data set. */
  async function take(datasetId: DatasetId, attempts = 5): Promise<SnapshotRecord> {
    try {
      return toRecord(await run((tx) => takeSnapshot(tx, teamId, datasetId)));
    } catch (error) {
      // A member that came and went between two statements.
      if (attempts <= 1 || databaseCode(error) !== SQLSTATE.FOREIGN_KEY) throw error;
      return take(datasetId, attempts - 1);
    }
  }

  return {
    take: (datasetId) => take(datasetId),
    presentHash: (datasetId) =>
      run(async (tx) => {
        const known = await tx.$count(datasets, eq(datasets.id, datasetId));
        return known === 0 ? null : snapshotHash(await presentMembers(tx, datasetId));
      }),
    get: (id) =>
      run(async (tx) => {
        const [row] = await tx.select().from(snapshots).where(eq(snapshots.id, id));
        return row === undefined ? null : toRecord(row);
      }),
    async getMany(ids) {
      if (ids.length === 0) return [];
      const rows = await run((tx) => tx.select().from(snapshots).where(anyOf(snapshots.id, ids)));
      return inOrderOf(ids, rows.map(toRecord));
    },
    async pagesOf(datasetIds, page) {
      if (datasetIds.length === 0) return new Map();
      const rows = await run((tx) => {
        const order = sql`${snapshots.createdAt} desc, ${snapshots.id} desc`;
        const placed = tx
          .select({ ...getTableColumns(snapshots), ...placesIn(snapshots.datasetId, order, olderThan(snapshots, page.after)) })
          .from(snapshots)
          .where(anyOf(snapshots.datasetId, datasetIds))
          .as('placed');
        return tx.select().from(placed).where(onPage(placed, page.first)).orderBy(placed.list, placed.place);
      });
      return pagesOf(datasetIds, page.first, rows, ({ list: _, place: __, total: ___, before: ____, ...row }) => toRecord(row));
    },
    members: (id) =>
      run(async (tx) => {
        const rows = await tx.select().from(snapshotMembers).where(eq(snapshotMembers.snapshotId, id)).orderBy(asc(snapshotMembers.voxelHash));
        return rows.map(toMember);
      }),
    labelsOf: (id, volumeIds) =>
      run((tx) =>
        tx
          .select({ volumeId: snapshotMembers.volumeId, labels: snapshotMembers.labels })
          .from(snapshotMembers)
          .where(and(eq(snapshotMembers.snapshotId, id), anyOf(snapshotMembers.volumeId, volumeIds))),
      ),
  };
}
