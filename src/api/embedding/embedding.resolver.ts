import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Provider } from '../../domain/placement/capability.js';
import { requestEmbedding } from '../../services/embedding/request-embedding.js';
import type { JobRecord, SnapshotRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { payloadOf } from '../errors/payload.js';
import { found, parseId } from '../found.js';
import { JobType } from '../job/job.type.js';
import { exactlyOne } from '../exactly-one.js';
import { SnapshotType } from '../snapshot/snapshot.type.js';
import { EmbedDatasetInput } from './embedding.input.js';

const EmbedDatasetPayload = payloadOf('embedDataset', {
  job: { type: () => JobType, description: 'Skipped volumes stand in it with their reason.' },
  snapshot: { type: () => SnapshotType, description: 'The state that is embedded.' },
});

/** The snapshot named, or the present state of the data set named. Throws INVALID_INPUT, NOT_FOUND. */
export async function snapshotOf(context: ApiContext, input: { readonly datasetId?: string | null; readonly snapshotId?: string | null }): Promise<SnapshotRecord> {
  exactlyOne('input', { datasetId: input.datasetId, snapshotId: input.snapshotId });
  if (input.snapshotId != null) {
    return found(context.team.snapshots.get(parseId('Snapshot', input.snapshotId, 'input.snapshotId')), 'Snapshot', input.snapshotId, 'input.snapshotId');
  }
  const id = input.datasetId ?? '';
  const dataset = await found(context.team.datasets.get(parseId('Dataset', id, 'input.datasetId')), 'Dataset', id, 'input.datasetId');
  return context.team.snapshots.take(dataset.id);
}

/** Throws INVALID_INPUT. */
function namedProviders({ providers }: EmbedDatasetInput): { readonly providers?: readonly Provider[] } {
  if (providers == null) return {};
  if (providers.length > 0) return { providers: [...new Set(providers)] };
  throw new VoxseekError('INVALID_INPUT', 'providers names none. Name at least one, or leave it out.', { path: 'input.providers' });
}

@Resolver()
export class EmbeddingResolver {
  @Authorized('WRITE')
  @Mutation(() => EmbedDatasetPayload, { description: 'Embeds every slice of every volume that has no embeddings of the recipe yet. Asked again, volumes that were skipped are tried anew.' })
  async embedDataset(@Arg('input', () => EmbedDatasetInput, { description: 'What and how.' }) input: EmbedDatasetInput, @Ctx() context: ApiContext): Promise<{ job: JobRecord; snapshot: SnapshotRecord }> {
    const { team, services } = context;
    const recipe = await found(team.recipes.get(parseId('Recipe', input.recipeId, 'input.recipeId')), 'Recipe', input.recipeId, 'input.recipeId');
    const snapshot = await snapshotOf(context, input);
    const job = await requestEmbedding(services.jobs, team, { snapshotId: snapshot.id, recipeId: recipe.id, ...namedProviders(input) });
    return { job, snapshot };
  }
}
