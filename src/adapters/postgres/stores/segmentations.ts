import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { OTHER_PLANES } from '../../../domain/geometry/planes.js';
import { groupBy } from '../../../domain/group-by.js';
import type { SegmentationId } from '../../../domain/ids.js';
import type { SegmentationStore } from '../../../services/ports/catalogue.js';
import { UNKNOWN_PRODUCER } from '../../../services/ports/records.js';
import type { Producer, RegionCounts, SegmentationRecord } from '../../../services/ports/records.js';
import { shareObjectLock } from '../object-lock.js';
import { anyOf, inOrderOf } from '../queries.js';
import { planeCounts, regionCounts, segmentations, volumes } from '../schema/volumes.js';
import type { Transaction } from '../database.js';
import type { TeamSession } from '../session.js';
import { coversFigures } from './cards/covers-figures.js';

type Row = typeof segmentations.$inferSelect;

function toRecord({ teamId: _, coversKey: _key, coversShown: _shown, ...row }: Row, regions: readonly RegionCounts[]): SegmentationRecord {
  return { ...row, regions };
}

/** The rows with their regions, by two statements however many there are. */
async function withRegions(tx: Transaction, rows: readonly Row[]): Promise<readonly SegmentationRecord[]> {
  if (rows.length === 0) return [];
  const counts = await tx
    .select()
    .from(regionCounts)
    .where(anyOf(regionCounts.segmentationId, rows.map(({ id }) => id)))
    .orderBy(asc(regionCounts.segmentationId), asc(regionCounts.position));
  const regions = new Map<SegmentationId, RegionCounts[]>(rows.map(({ id }) => [id, []]));
  for (const { segmentationId, region, pixelCounts } of counts) regions.get(segmentationId)?.push({ region, pixelCounts });
  return rows.map((row) => toRecord(row, regions.get(row.id) ?? []));
}

async function select(tx: Transaction, where: SQL): Promise<readonly SegmentationRecord[]> {
  const rows = await tx.select().from(segmentations).where(where).orderBy(asc(segmentations.volumeId), asc(segmentations.version));
  return withRegions(tx, rows);
}

const sameProducer = (a: Producer, b: Producer): boolean => a.kind === b.kind && a.name === b.name && a.version === b.version;

/** A producer is told of a mask and is no part of it: what is declared later is taken for the better word; silence changes nothing. */
function replacedProducer(stored: SegmentationRecord, producer: Producer): { readonly producer?: Producer } {
  return sameProducer(producer, UNKNOWN_PRODUCER) || sameProducer(producer, stored.producer) ? {} : { producer };
}

export function createSegmentationStore({ run, teamId }: TeamSession): SegmentationStore {
  return {
    /** Throws NOT_FOUND when the volume is gone. */
    insert: (segmentation) =>
      run(async (tx) => {
        const { volumeId, maskHash, covers, regions, ...rest } = segmentation;
        await shareObjectLock(tx, teamId);
        // Versions are given one at a time: whoever holds the volume's row gives the next.
        const held = await tx.select({ id: volumes.id }).from(volumes).where(eq(volumes.id, volumeId)).for('update');
        if (held.length === 0) throw new VoxseekError('NOT_FOUND', `There is no volume ${volumeId}.`, { path: 'volumeId' });
        const [latest] = await tx
          .select({ version: segmentations.version })
          .from(segmentations)
          .where(eq(segmentations.volumeId, volumeId))
          .orderBy(desc(segmentations.version))
          .limit(1);
        const version = (latest?.version ?? 0) + 1;
        const [stored] = await select(tx, and(eq(segmentations.volumeId, volumeId), eq(segmentations.maskHash, maskHash)) ?? sql`false`);
        if (stored !== undefined) {
          const change = { ...(stored.version === latest?.version ? {} : { version }), ...replacedProducer(stored, rest.producer) };
          if (Object.keys(change).length > 0) await tx.update(segmentations).set(change).where(eq(segmentations.id, stored.id));
          return { ...stored, ...change };
        }
        await tx.insert(segmentations).values({ ...rest, teamId, volumeId, maskHash, version, covers: [...covers], ...coversFigures({ covers, regions }) });
        const rows = regions.map(({ region, pixelCounts }, position) => ({
          teamId,
          segmentationId: segmentation.id,
          region,
          position,
          pixelCounts: [...pixelCounts],
          mostPixels: pixelCounts.reduce((most, count) => Math.max(most, count), 0),
        }));
        if (rows.length > 0) await tx.insert(regionCounts).values(rows);
        return { ...segmentation, version };
      }),
    putPlaneRegions: (id, regions) =>
      run(async (tx) => {
        const held = await tx.select({ id: segmentations.id }).from(segmentations).where(eq(segmentations.id, id)).for('key share');
        const rows = OTHER_PLANES.flatMap((plane) => regions[plane].map(({ region, pixelCounts }, position) => ({ teamId, segmentationId: id, plane, region, position, pixelCounts: [...pixelCounts] })));
        if (held.length > 0 && rows.length > 0) await tx.insert(planeCounts).values(rows).onConflictDoNothing();
      }),
    regionsIn: (plane, ids) =>
      run(async (tx) => {
        const rows = await tx
          .select()
          .from(planeCounts)
          .where(and(anyOf(planeCounts.segmentationId, ids), eq(planeCounts.plane, plane)))
          .orderBy(asc(planeCounts.segmentationId), asc(planeCounts.position));
        return new Map([...groupBy(rows, ({ segmentationId }) => segmentationId)].map(([id, own]) => [id, own.map(({ region, pixelCounts }) => ({ region, pixelCounts }))]));
      }),
    get: (id) => run(async (tx) => (await select(tx, eq(segmentations.id, id)))[0] ?? null),
    getMany: (ids) => (ids.length === 0 ? Promise.resolve([]) : run(async (tx) => inOrderOf(ids, await select(tx, anyOf(segmentations.id, ids))))),
    latestOf: (volumeIds) =>
      run(async (tx) => {
        const rows = await tx
          .selectDistinctOn([segmentations.volumeId])
          .from(segmentations)
          .where(anyOf(segmentations.volumeId, volumeIds))
          .orderBy(asc(segmentations.volumeId), desc(segmentations.version));
        return withRegions(tx, rows);
      }),
    listOf: (volumeIds) => run((tx) => select(tx, anyOf(segmentations.volumeId, volumeIds))),
  };
}
