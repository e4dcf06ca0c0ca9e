import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { DatasetRecord, IndexScope, JobRecord, RecipeRecord, SkippedItem, SnapshotRecord, VectorIndexRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { DatasetType } from '../dataset/dataset.type.js';
import { payloadOf } from '../errors/payload.js';
import { exactlyOne } from '../exactly-one.js';
import { found, parseId } from '../found.js';
import { JobType, SkippedItemType } from '../job/job.type.js';
import type { ConnectionValue } from '../pagination.js';
import { MAX_PAGE, PageArgs, pageComplexity, toPageRequest, toRecordConnection } from '../pagination.js';
import { RecipeType } from '../recipe/recipe.type.js';
import { SnapshotType } from '../snapshot/snapshot.type.js';
import { toIndexParameters } from './index-parameters.js';
import { CreateIndexInput } from './vector-index.input.js';
import { IndexScopeKindEnum, VectorIndexConnectionType, VectorIndexType } from './vector-index.type.js';

const INDEX = { index: { type: () => VectorIndexType, description: 'The index.' } };
const JOB = { job: { type: () => JobType, description: 'The work under way.' } };
const CreateIndexPayload = payloadOf('createIndex', { ...INDEX, ...JOB });
const BuildIndexPayload = payloadOf('buildIndex', { ...INDEX, ...JOB });
const ReconcileIndexPayload = payloadOf('reconcileIndex', { ...INDEX, ...JOB });
const DropIndexPayload = payloadOf('dropIndex', { deletedId: { type: () => ID, description: 'The index that is gone.' } });

interface Requested {
  readonly index: VectorIndexRecord;
  readonly job: JobRecord;
}

async function scopeOf({ team }: ApiContext, input: CreateIndexInput): Promise<IndexScope> {
  exactlyOne('input', { snapshotId: input.snapshotId, datasetIds: input.datasetIds });
  if (input.snapshotId != null) {
    const path = 'input.snapshotId';
    const snapshot = await found(team.snapshots.get(parseId('Snapshot', input.snapshotId, path)), 'Snapshot', input.snapshotId, path);
    return { kind: 'FROZEN', snapshotId: snapshot.id };
  }
  const ids = [...new Set(input.datasetIds)].map((id) => parseId('Dataset', id, 'input.datasetIds'));
  const known = new Set((await team.datasets.getMany(ids)).map((dataset) => dataset.id));
  for (const id of ids) await found(Promise.resolve(known.has(id) ? id : null), 'Dataset', id, 'input.datasetIds');
  return { kind: 'FOLLOWING', datasetIds: ids };
}

const indexOf = (context: ApiContext, id: string): Promise<VectorIndexRecord> => found(context.team.indexes.get(parseId('VectorIndex', id)), 'VectorIndex', id);

@Resolver(() => VectorIndexType)
export class VectorIndexResolver {
  @Authorized('READ')
  @Query(() => VectorIndexType, { nullable: true, description: 'One index. Fails with NOT_FOUND.' })
  index(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: ApiContext): Promise<VectorIndexRecord> {
    return indexOf(context, id);
  }

  @Authorized('READ')
  @Query(() => VectorIndexConnectionType, { description: 'All indexes of the team.', complexity: pageComplexity })
  async indexes(@Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<VectorIndexRecord>> {
    return toRecordConnection(await context.team.indexes.list(toPageRequest('VectorIndex', page)));
  }

  @Authorized('WRITE')
  @Mutation(() => CreateIndexPayload, { description: 'Creates an index and begins to build it. The same recipe, kind and scope are the same index.' })
  async createIndex(@Arg('input', () => CreateIndexInput, { description: 'What to create.' }) input: CreateIndexInput, @Ctx() context: ApiContext): Promise<Requested> {
    const { team, services } = context;
    const recipe = await found(team.recipes.get(parseId('Recipe', input.recipeId, 'input.recipeId')), 'Recipe', input.recipeId, 'input.recipeId');
    const scope = await scopeOf(context, input);
    return services.indexes.buildIndex(team, { name: input.name, recipeId: recipe.id, parameters: toIndexParameters(input.parameters), scope });
  }

  @Authorized('WRITE')
  @Mutation(() => BuildIndexPayload, { description: 'Builds an index anew beside the one in use, then switches. While a build of the same content is under way, it is the same job.' })
  async buildIndex(@Arg('id', () => ID, { description: 'The index.' }) id: string, @Ctx() context: ApiContext): Promise<Requested> {
    const index = await indexOf(context, id);
    return context.services.indexes.rebuildIndex(context.team, index.id);
  }

  @Authorized('WRITE')
  @Mutation(() => ReconcileIndexPayload, { description: 'Compares an index with catalogue and embeddings.' })
  async reconcileIndex(
    @Arg('id', () => ID, { description: 'The index.' }) id: string,
    @Arg('repair', () => Boolean, { defaultValue: true, description: 'Whether to mend what is missing or surplus.' }) repair: boolean,
    @Ctx() context: ApiContext,
  ): Promise<Requested> {
    const index = await indexOf(context, id);
    return context.services.indexes.reconcileIndex(context.team, index.id, repair);
  }

  @Authorized('WRITE')
  @Mutation(() => DropIndexPayload, { description: 'Drops an index; embeddings and finished runs stay.' })
  async dropIndex(@Arg('id', () => ID, { description: 'The index.' }) id: string, @Ctx() context: ApiContext): Promise<{ deletedId: string }> {
    const index = await indexOf(context, id);
    await context.services.indexing.drop(context.team, index.id);
    return { deletedId: id };
  }

  @FieldResolver(() => RecipeType, { nullable: true, description: 'The recipe whose embeddings it holds.' })
  recipe(@Root() index: VectorIndexRecord, @Ctx() context: ApiContext): Promise<RecipeRecord | null> {
    return context.loaders.recipes.load(index.recipeId);
  }

  @FieldResolver(() => IndexScopeKindEnum, { description: 'What it holds.' })
  scope(@Root() index: VectorIndexRecord): IndexScope['kind'] {
    return index.scope.kind;
  }

  @FieldResolver(() => SnapshotType, { nullable: true, description: 'What it is FROZEN on.' })
  snapshot(@Root() { scope }: VectorIndexRecord, @Ctx() context: ApiContext): Promise<SnapshotRecord | null> | null {
    return scope.kind === 'FROZEN' ? context.loaders.snapshots.load(scope.snapshotId) : null;
  }

  @FieldResolver(() => [DatasetType], { nullable: true, description: 'What it is FOLLOWING.' })
  async datasets(@Root() { scope }: VectorIndexRecord, @Ctx() context: ApiContext): Promise<readonly DatasetRecord[] | null> {
    if (scope.kind !== 'FOLLOWING') return null;
    const datasets = await context.loaders.datasets.loadMany(scope.datasetIds);
    return datasets.filter((dataset): dataset is DatasetRecord => dataset !== null && !(dataset instanceof Error));
  }

  @FieldResolver(() => Int, { description: 'How many volumes were left out.' })
  skippedCount(@Root() index: VectorIndexRecord): number {
    return index.skipped.length;
  }

  @FieldResolver(() => [SkippedItemType], { description: 'Volumes that the last build left out and that have not entered since, each with its code; the first 100.' })
  skipped(@Root() index: VectorIndexRecord): readonly SkippedItem[] {
    return index.skipped.slice(0, MAX_PAGE);
  }
}
