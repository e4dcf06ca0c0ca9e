import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { VolumeId } from '../../domain/ids.js';
import type { DuplicatePair, FoundDuplicates } from '../../services/duplicates/find-duplicates.js';
import { duplicatesOf, requestDuplicates } from '../../services/duplicates/request-duplicates.js';
import type { JobRecord, SnapshotRecord, VolumeRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { snapshotOf } from '../embedding/embedding.resolver.js';
import { payloadOf } from '../errors/payload.js';
import { found, parseId } from '../found.js';
import { JobType } from '../job/job.type.js';
import type { SliceValue } from '../slice/slice.type.js';
import { SliceType } from '../slice/slice.type.js';
import { sliceOf } from '../slice/slice-of.js';
import { SnapshotType } from '../snapshot/snapshot.type.js';
import { VolumeType } from '../volume/volume.type.js';
import { FindDuplicatesInput } from './duplicates.input.js';
import { DuplicatePairType, FoundDuplicatesType } from './duplicates.type.js';

const FindDuplicatesPayload = payloadOf('findDuplicates', {
  job: { type: () => JobType, description: 'Its `duplicates` say what was found; volumes that are not embedded are skipped.' },
  snapshot: { type: () => SnapshotType, description: 'The state that is looked at.' },
});

@Resolver()
export class DuplicatesResolver {
  @Authorized('WRITE')
  @Mutation(() => FindDuplicatesPayload, { description: 'Looks for volumes of different patients that are one scan. Volumes must be embedded by the recipe and by that of `mod_pixels-32`; fails with EMBEDDINGS_MISSING where none is.' })
  async findDuplicates(@Arg('input', () => FindDuplicatesInput, { description: 'Where.' }) input: FindDuplicatesInput, @Ctx() context: ApiContext): Promise<{ job: JobRecord; snapshot: SnapshotRecord }> {
    const { team, services } = context;
    const recipe = await found(team.recipes.get(parseId('Recipe', input.recipeId, 'input.recipeId')), 'Recipe', input.recipeId, 'input.recipeId');
    const snapshot = await snapshotOf(context, input);
    return { job: await requestDuplicates(services.jobs, team, { snapshotId: snapshot.id, recipeId: recipe.id }), snapshot };
  }
}

@Resolver(() => JobType)
export class DuplicatesOfJobResolver {
  @FieldResolver(() => FoundDuplicatesType, { nullable: true, description: 'FIND_DUPLICATES that succeeded: what it found. Null otherwise.' })
  duplicates(@Root() job: JobRecord): FoundDuplicates | null {
    return duplicatesOf(job);
  }
}

@Resolver(() => FoundDuplicatesType)
export class FoundDuplicatesResolver {
  @FieldResolver(() => [DuplicatePairType], { description: 'The 500 most alike, the most alike first.', complexity: ({ childComplexity }) => 1 + 20 * childComplexity })
  duplicates(@Root() { duplicates }: FoundDuplicates): readonly DuplicatePair[] {
    return duplicates;
  }
}

async function axialSlice({ loaders }: ApiContext, id: VolumeId, index: number): Promise<SliceValue | null> {
  const volume = await loaders.volumes.load(id);
  return volume === null || index >= volume.shape[2] ? null : sliceOf(volume, 'AXIAL', index);
}

@Resolver(() => DuplicatePairType)
export class DuplicatePairResolver {
  @FieldResolver(() => VolumeType, { nullable: true, description: 'One; null once it was deleted.' })
  first(@Root() { first }: DuplicatePair, @Ctx() { loaders }: ApiContext): Promise<VolumeRecord | null> {
    return loaders.volumes.load(first);
  }

  @FieldResolver(() => VolumeType, { nullable: true, description: 'The other; null once it was deleted.' })
  second(@Root() { second }: DuplicatePair, @Ctx() { loaders }: ApiContext): Promise<VolumeRecord | null> {
    return loaders.volumes.load(second);
  }

  @FieldResolver(() => SliceType, { nullable: true, description: 'A slice of the first, with its thumbnail; null once it was deleted.' })
  firstSlice(@Root() { first, firstSlice }: DuplicatePair, @Ctx() context: ApiContext): Promise<SliceValue | null> {
    return axialSlice(context, first, firstSlice);
  }

  @FieldResolver(() => SliceType, { nullable: true, description: 'The slice of the second that matches it; null once it was deleted.' })
  secondSlice(@Root() { second, secondSlice }: DuplicatePair, @Ctx() context: ApiContext): Promise<SliceValue | null> {
    return axialSlice(context, second, secondSlice);
  }
}
