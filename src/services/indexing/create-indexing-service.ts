import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { VectorIndexId, VolumeId } from '../../domain/ids.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { SkippedItem } from '../ports/records.js';
import { parseRecipe } from '../embedding/make-recipe.js';
import { collectionName } from './collection-name.js';
import { finishBuild } from './finish-build.js';
import { followVolumes } from './follow-volumes.js';
import { inCollection } from './in-collection.js';
import { requireIndex, skippedVolume, volumesInScope, writeVolume } from './index-members.js';
import type { IndexingDependencies } from './index-members.js';
import type { IndexingService } from './indexing-service.js';
import { reconcileIndex } from './reconcile-index.js';

export function createIndexingService(deps: IndexingDependencies): IndexingService {
  const { vectors } = deps;

  const removeRows = (team: TeamCatalogue, indexId: VectorIndexId, volumeId: VolumeId): Promise<void> =>
    inCollection(team, indexId, async (collection) => {
      if (collection !== null) await vectors.removeVolumes(collection, [volumeId]);
    });

  const service: IndexingService = {
    async planBuild(team, indexId, build) {
      const index = await requireIndex(team, indexId);
      const collection = index.parameters.kind === 'EXACT' ? null : collectionName(indexId, build);
      // A follower goes on answering from its old collection while the new one is built beside it.
      if (index.state !== 'READY') await team.indexes.update(indexId, { state: 'BUILDING' });
      if (collection !== null) {
        const recipe = await team.recipes.get(index.recipeId);
        if (recipe === null) throw new VoxseekError('NOT_FOUND', `There is no recipe ${index.recipeId}.`, { path: 'recipeId' });
        if (!(await vectors.exists(collection))) await vectors.create(collection, parseRecipe(recipe.body).dimension, index.parameters);
      }
      return { collection, volumeIds: await volumesInScope(team, index.scope), replaces: index.collection };
    },

    async indexVolumes(team, { indexId, collection, volumeIds }, signal) {
      const index = await requireIndex(team, indexId);
      const embeddings = new Map((await team.embeddings.getMany(volumeIds, index.recipeId)).map((entry) => [entry.volumeId, entry]));
      const volumes = new Map((await team.volumes.getMany(volumeIds)).map((volume) => [volume.id, volume]));
      const skipped: SkippedItem[] = [];
      let indexedRows = 0;
      for (const volumeId of volumeIds) {
        signal.throwIfAborted();
        const volume = volumes.get(volumeId);
        const embedding = embeddings.get(volumeId);
        if (volume === undefined || embedding === undefined) {
          skipped.push(skippedVolume(volumeId, volume === undefined));
          continue;
        }
        if (collection !== null) await writeVolume(deps, collection, volume, embedding);
        indexedRows += embedding.rows;
      }
      return { indexedRows, skipped };
    },

    finishBuild: (team, request, signal) => finishBuild(deps, team, request, signal),

    async abandonBuild(team, { indexId, collection }) {
      const index = await team.indexes.get(indexId);
      if (collection !== null && index?.collection !== collection) await vectors.drop(collection);
      if (index?.state === 'BUILDING') await team.indexes.update(indexId, { state: 'FAILED' });
    },

    follow: (team, volumeIds, recipeId) => followVolumes(deps, team, volumeIds, recipeId),

    async withdraw(team, volumeId) {
      for (const { id } of await team.indexes.holding(volumeId)) await removeRows(team, id, volumeId);
    },

    async forget(team, volumeId, indexIds) {
      for (const indexId of indexIds) {
        await team.indexes.removeVolumes(indexId, [volumeId]);
        await removeRows(team, indexId, volumeId);
        if ((await team.indexes.get(indexId)) !== null) await team.indexes.advance(indexId);
      }
    },

    reconcile: (team, indexId, options, signal) => reconcileIndex(deps, service, team, indexId, options, signal),

    async drop(team, indexId) {
      const index = await requireIndex(team, indexId);
      if (index.collection !== null) await vectors.drop(index.collection);
      await team.indexes.delete(indexId);
    },
  };
  return service;
}
