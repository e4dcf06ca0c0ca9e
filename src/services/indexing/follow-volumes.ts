import type { RecipeId, VolumeId } from '../../domain/ids.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import { enterVolumes } from './enter-volumes.js';
import type { IndexingDependencies } from './index-members.js';

/** Takes newly embedded volumes into every index that follows one of their data sets. */
export async function followVolumes(deps: IndexingDependencies, team: TeamCatalogue, volumeIds: readonly VolumeId[], recipeId: RecipeId): Promise<void> {
  const datasetsOf = await team.datasets.of(volumeIds);
  const followers = await team.indexes.following([...new Set([...datasetsOf.values()].flat())]);
  const embeddings = await team.embeddings.getMany(volumeIds, recipeId);
  for (const index of followers) {
    // One that was never built takes everything in at its first build.
    if (index.recipeId !== recipeId || index.state !== 'READY' || index.scope.kind !== 'FOLLOWING') continue;
    const followed = new Set(index.scope.datasetIds);
    const entering = embeddings.filter(({ volumeId }) => datasetsOf.get(volumeId)?.some((id) => followed.has(id)));
    if (entering.length > 0) await enterVolumes(deps, team, index.id, entering);
  }
}
