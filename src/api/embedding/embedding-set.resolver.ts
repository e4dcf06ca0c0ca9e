import { Arg, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { RecipeRecord, SnapshotRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { found, parseId } from '../found.js';
import { RecipeType } from '../recipe/recipe.type.js';
import { SnapshotType } from '../snapshot/snapshot.type.js';
import { EmbeddingSetType } from './embedding-set.type.js';

interface EmbeddingSet extends EmbeddingSetType {
  readonly recipe: RecipeRecord;
  readonly snapshot: SnapshotRecord;
}

@Resolver(() => EmbeddingSetType)
export class EmbeddingSetResolver {
  @Authorized('READ')
  @Query(() => EmbeddingSetType, { nullable: true, description: 'How much of a snapshot is embedded by a recipe. Fails with NOT_FOUND.' })
  async embeddingSet(
    @Arg('snapshotId', () => ID, { description: 'The snapshot.' }) snapshotId: string,
    @Arg('recipeId', () => ID, { description: 'The recipe.' }) recipeId: string,
    @Ctx() { team, loaders }: ApiContext,
  ): Promise<EmbeddingSet> {
    const snapshot = await found(loaders.snapshots.load(parseId('Snapshot', snapshotId, 'snapshotId')), 'Snapshot', snapshotId, 'snapshotId');
    const recipe = await found(loaders.recipes.load(parseId('Recipe', recipeId, 'recipeId')), 'Recipe', recipeId, 'recipeId');
    const members = await team.snapshots.members(snapshot.id);
    const missing = await team.embeddings.missing(members.map(({ volumeId }) => volumeId), recipe.id);
    return { recipe, snapshot, volumeCount: members.length, embeddedCount: members.length - missing.length };
  }

  @FieldResolver(() => RecipeType, { description: 'How they are embedded.' })
  recipe(@Root() set: EmbeddingSet): RecipeRecord {
    return set.recipe;
  }

  @FieldResolver(() => SnapshotType, { description: 'What is embedded.' })
  snapshot(@Root() set: EmbeddingSet): SnapshotRecord {
    return set.snapshot;
  }
}
