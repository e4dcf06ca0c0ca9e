import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { VectorIndexId, VolumeId } from '../../domain/ids.js';
import { compareText } from '../../domain/ranking/slice-hit.js';
import type { EmbeddingCache } from '../embedding-cache/embedding-cache.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { EmbeddingRecord, IndexScope, SkippedItem, VectorIndexRecord, VolumeRecord } from '../ports/records.js';
import type { VectorStore } from '../ports/vector-store.js';

export interface IndexingDependencies {
  readonly cache: EmbeddingCache;
  readonly vectors: VectorStore;
}

export async function requireIndex(team: TeamCatalogue, indexId: VectorIndexId): Promise<VectorIndexRecord> {
  const index = await team.indexes.get(indexId);
  if (index === null) throw new VoxseekError('NOT_FOUND', `There is no index ${indexId}.`, { path: 'indexId' });
  return index;
}

/** The volumes that an index should hold, in the order of their voxel hashes: the same build order on every machine. */
export async function volumesInScope(team: TeamCatalogue, scope: IndexScope): Promise<readonly VolumeId[]> {
  switch (scope.kind) {
    case 'FROZEN':
      return (await team.snapshots.members(scope.snapshotId)).map(({ volumeId }) => volumeId);
    case 'FOLLOWING': {
      const members = await Promise.all(scope.datasetIds.map((id) => team.datasets.members(id)));
      const ids = [...new Set(members.flat().map(({ volumeId }) => volumeId))];
      const volumes = await team.volumes.getMany(ids);
      return [...volumes].sort((a, b) => compareText(a.voxelHash, b.voxelHash)).map(({ id }) => id);
    }
  }
}

export function skippedVolume(volumeId: VolumeId, deleted: boolean): SkippedItem {
  return deleted
    ? { item: volumeId, code: 'NOT_FOUND', message: 'The volume was deleted while the index was built.' }
    : { item: volumeId, code: 'EMBEDDINGS_MISSING', message: "The volume has no embeddings of the index's recipe." };
}

/** Writes the rows of one volume, all or again. */
export async function writeVolume(deps: IndexingDependencies, collection: string, volume: VolumeRecord, embedding: EmbeddingRecord): Promise<void> {
  const vectors = await deps.cache.get(embedding.objectKey);
  const rows = Array.from({ length: vectors.rows }, (_, row) => ({ volumeId: volume.id, patientId: volume.patientId, row }));
  await deps.vectors.upsert(collection, rows, vectors);
}
