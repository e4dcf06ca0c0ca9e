import type { RecipeId, SnapshotId } from '../../domain/ids.js';
import type { JobService } from '../jobs/job-service.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { JobRecord } from '../ports/records.js';

/**
 * The job that embeds a snapshot. One that succeeded is done over while volumes lack embeddings of the recipe: they were skipped,
 * or the recipe was deleted with its embeddings and made again, which gives it the same id.
 */
export function requestEmbedding(jobs: JobService, team: TeamCatalogue, request: { readonly snapshotId: SnapshotId; readonly recipeId: RecipeId }): Promise<JobRecord> {
  const { snapshotId, recipeId } = request;
  return jobs.request(team, { kind: 'EMBED_DATASET', snapshotId, recipeId }, async () => {
    const volumeIds = (await team.snapshots.members(snapshotId)).map(({ volumeId }) => volumeId);
    return (await team.embeddings.missing(volumeIds, recipeId)).length > 0;
  });
}
