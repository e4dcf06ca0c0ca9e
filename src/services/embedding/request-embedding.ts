import type { RecipeId, SnapshotId } from '../../domain/ids.js';
import type { Provider } from '../../domain/placement/capability.js';
import type { JobService } from '../jobs/job-service.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { JobRecord } from '../ports/records.js';

interface EmbeddingRequest {
  readonly snapshotId: SnapshotId;
  readonly recipeId: RecipeId;
  /** Execution providers that will do, the most wanted first; as configured where it is left out. */
  readonly providers?: readonly Provider[];
}

/**
 * The job that embeds a snapshot. One that succeeded is done over while volumes lack embeddings of the recipe: they were skipped,
 * or the recipe was deleted with its embeddings and made again, which gives it the same id.
 */
export function requestEmbedding(jobs: JobService, team: TeamCatalogue, request: EmbeddingRequest): Promise<JobRecord> {
  const { snapshotId, recipeId, providers } = request;
  return jobs.request(team, { kind: 'EMBED_DATASET', snapshotId, recipeId, ...(providers === undefined ? {} : { providers }) }, async () => {
    const volumeIds = (await team.snapshots.members(snapshotId)).map(({ volumeId }) => volumeId);
    return (await team.embeddings.missing(volumeIds, recipeId)).length > 0;
  });
}
