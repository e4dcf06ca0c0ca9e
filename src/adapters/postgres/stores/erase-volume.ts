import { eq, inArray, or } from 'drizzle-orm';
import type { VectorIndexId, VolumeId } from '../../../domain/ids.js';
import { indexedVolumes } from '../schema/embeddings.js';
import { snapshotMembers, snapshots } from '../schema/datasets.js';
import { retrievalRuns } from '../schema/evaluation.js';
import { queryVolumes } from '../schema/jobs.js';
import { volumes } from '../schema/volumes.js';
import type { Transaction } from '../database.js';
import { eraseFromReaderStudies } from './erase-from-reader-studies.js';

/**
 * Takes a volume and all that hangs on it out of the catalogue. Segmentations, memberships of data sets, snapshots and indexes, and
 * embeddings follow by foreign key, which also keeps work under way from bringing any of them back. Gives the indexes that held it.
 */
export async function eraseVolume(tx: Transaction, id: VolumeId): Promise<readonly VectorIndexId[]> {
  // The lock comes first: a snapshot being taken holds its members, and is seen by the next statement once this one has waited for it.
  const held = await tx.select({ id: volumes.id }).from(volumes).where(eq(volumes.id, id)).for('update');
  if (held.length === 0) return [];
  const members = await tx.delete(indexedVolumes).where(eq(indexedVolumes.volumeId, id)).returning({ indexId: indexedVolumes.indexId });
  const touched = tx.select({ id: snapshotMembers.snapshotId }).from(snapshotMembers).where(eq(snapshotMembers.volumeId, id));
  await tx.update(snapshots).set({ reproducible: false }).where(inArray(snapshots.id, touched));
  await tx.update(retrievalRuns).set({ reproducible: false }).where(or(inArray(retrievalRuns.snapshotId, touched), inArray(retrievalRuns.querySnapshotId, touched)));
  await eraseFromReaderStudies(tx, id);
  await tx
    .update(queryVolumes)
    .set({ state: 'EXPIRED', sameAsVolumeId: null, voxelHash: null, patientId: null, embeddingKey: null })
    .where(eq(queryVolumes.sameAsVolumeId, id));
  await tx.delete(volumes).where(eq(volumes.id, id));
  return members.map(({ indexId }) => indexId);
}
