import { Arg, Args, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { VolumeId } from '../../domain/ids.js';
import type { DuplicatePair, FoundDuplicates } from '../../services/duplicates/find-duplicates.js';
import { duplicatesOf, requestDuplicates } from '../../services/duplicates/request-duplicates.js';
import { pairOf, reviewDuplicates } from '../../services/duplicates/review-duplicates.js';
import type { DuplicateReview } from '../../services/ports/duplicate-reviews.js';
import type { JobRecord, SnapshotRecord, VolumeRecord } from '../../services/ports/records.js';
import { requireViewer } from '../auth.js';
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
import { DuplicatesArgs, FindDuplicatesInput, ReviewDuplicatesInput } from './duplicates.input.js';
import { DuplicatePairType, DuplicateReviewType, FoundDuplicatesType } from './duplicates.type.js';
import type { DuplicateReviewState } from './duplicates.type.js';

const FindDuplicatesPayload = payloadOf('findDuplicates', {
  job: { type: () => JobType, description: 'Its `duplicates` say what was found; volumes that are not embedded are skipped.' },
  snapshot: { type: () => SnapshotType, description: 'The state that is looked at.' },
});

const ReviewDuplicatesPayload = payloadOf('reviewDuplicates', { review: { type: () => DuplicateReviewType, description: 'As it stands now; null as well once it was taken back.' } });

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

@Resolver()
export class DuplicateReviewResolver {
  @Authorized('WRITE')
  @Mutation(() => ReviewDuplicatesPayload, { description: 'Keeps what people say of a pair: in this search and in every other. It changes no patient and no figure.' })
  async reviewDuplicates(@Arg('input', () => ReviewDuplicatesInput, { description: 'Of which pair, and what.' }) input: ReviewDuplicatesInput, @Ctx() { team, viewer }: ApiContext): Promise<{ review: DuplicateReview | null }> {
    const volume = async (id: string, path: string): Promise<VolumeId> => (await found(team.volumes.get(parseId('Volume', id, path)), 'Volume', id, path)).id;
    const [one, other] = [await volume(input.firstId, 'input.firstId'), await volume(input.secondId, 'input.secondId')];
    return { review: await reviewDuplicates(team, { one, other, verdict: input.verdict ?? null, reviewedBy: requireViewer(viewer).name }) };
  }
}

@Resolver(() => JobType)
export class DuplicatesOfJobResolver {
  @FieldResolver(() => FoundDuplicatesType, { nullable: true, description: 'FIND_DUPLICATES that succeeded: what it found. Null otherwise.' })
  duplicates(@Root() job: JobRecord): FoundDuplicates | null {
    return duplicatesOf(job);
  }
}

const reviewOf = ({ loaders }: ApiContext, { first, second }: DuplicatePair): Promise<DuplicateReview | null> => loaders.reviewsOfPairs.load(pairOf(first, second));

@Resolver(() => FoundDuplicatesType)
export class FoundDuplicatesResolver {
  @FieldResolver(() => [DuplicatePairType], { description: 'The 500 most alike, the most alike first.', complexity: ({ childComplexity }) => 1 + 20 * childComplexity })
  async duplicates(@Root() { duplicates }: FoundDuplicates, @Args(() => DuplicatesArgs) { reviews }: DuplicatesArgs, @Ctx() context: ApiContext): Promise<readonly DuplicatePair[]> {
    if (reviews == null) return duplicates;
    const states = await Promise.all(duplicates.map(async (pair): Promise<DuplicateReviewState> => (await reviewOf(context, pair))?.verdict ?? 'UNREVIEWED'));
    return duplicates.filter((_, at) => reviews.includes(states[at]!));
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

  @FieldResolver(() => DuplicateReviewType, { nullable: true, description: 'What people say of the pair; null while nobody has looked at it.' })
  review(@Root() pair: DuplicatePair, @Ctx() context: ApiContext): Promise<DuplicateReview | null> {
    return reviewOf(context, pair);
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
