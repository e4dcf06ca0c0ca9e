import type { VectorIndexId, VolumeId } from '../../domain/ids.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { EmbeddingRecord } from '../ports/records.js';
import { inCollection } from './in-collection.js';
import { writeVolume } from './index-members.js';
import type { IndexingDependencies } from './index-members.js';

/**
 * Takes embedded volumes into an index in use. Rows come first, then the membership that makes them seen; then the rows of what was
 * deleted in between are taken away again, since its deletion found none to remove.
 */
export async function enterVolumes(deps: IndexingDependencies, team: TeamCatalogue, indexId: VectorIndexId, embeddings: readonly EmbeddingRecord[], signal?: AbortSignal): Promise<void> {
  const ids = embeddings.map(({ volumeId }) => volumeId);
  await inCollection(team, indexId, async (collection) => {
    const volumes = new Map((await team.volumes.getMany(ids)).map((volume) => [volume.id, volume]));
    for (const embedding of embeddings) {
      signal?.throwIfAborted();
      const volume = volumes.get(embedding.volumeId);
      if (volume !== undefined && collection !== null) await writeVolume(deps, collection, volume, embedding);
    }
    await team.indexes.addVolumes(indexId, ids);
    await removeNonMembers(deps, team, indexId, collection, ids);
  });
  await team.indexes.advance(indexId);
}

/** Takes away the rows of those of `volumeIds` that are not members (any more). */
export async function removeNonMembers({ vectors }: IndexingDependencies, team: TeamCatalogue, indexId: VectorIndexId, collection: string | null, volumeIds: readonly VolumeId[]): Promise<void> {
  const members = new Set((await team.indexes.volumes(indexId)).map(({ volumeId }) => volumeId));
  const gone = volumeIds.filter((id) => !members.has(id));
  if (gone.length > 0 && collection !== null) await vectors.removeVolumes(collection, gone);
}
