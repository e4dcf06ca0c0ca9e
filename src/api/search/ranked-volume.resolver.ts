import { Arg, Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { sliceDistance, slicesIn } from '../../domain/geometry/planes.js';
import { matchedRange } from '../../domain/ranking/matched-range.js';
import { compareText } from '../../domain/ranking/slice-hit.js';
import { DEFAULT_SUPPORTING_SLICES } from '../../domain/ranking/supporting-slices.js';
import { locateMatch } from '../../services/search/locate-match.js';
import type { ApiContext } from '../context.js';
import { clamp, listComplexity } from '../pagination.js';
import type { SliceValue } from '../slice/slice.type.js';
import { SliceType } from '../slice/slice.type.js';
import { sliceOf } from '../slice/slice-of.js';
import { signAlignment } from './alignment-address.js';
import { LocalizationArgs } from './evidence.args.js';
import { MatchLocationType, MatchedRangeType, VolumeLabelType } from './evidence.type.js';
import type { Ranked } from './ranked-volume.js';
import { RankedVolumeType, SliceMatchType } from './search.type.js';

/** Ranges of `first` of what speaks for a volume. */
const MOST_SUPPORTING_SLICES = 100;
const MOST_MATCHES = 1_000;

@Resolver(() => RankedVolumeType)
export class RankedVolumeResolver {
  @FieldResolver(() => String, { description: 'Address of a picture (SVG) of its similarity to the query, slice by slice as they were compared, whole or cropped, with the alignment drawn; works for an hour without a token.' })
  alignmentUrl(@Root() { asked, volumeId }: Ranked, @Ctx() context: ApiContext): string {
    return `${context.publicUrl}${signAlignment(context.signingKey, context.team.teamId, { ...asked, volumeId }, Date.now())}`;
  }

  @FieldResolver(() => MatchedRangeType, { nullable: true, description: 'Where it matches the query: the run of slices in which the supporting ones lie closest together. Null where nothing supports it.' })
  matchedRange(@Root() { volume, plane, supportingSlices }: Ranked): MatchedRangeType | null {
    const range = matchedRange(supportingSlices, slicesIn(plane, volume.shape));
    if (range === null) return null;
    const { first, last, supporting, of } = range;
    return { first: sliceOf(volume, plane, first), last: sliceOf(volume, plane, last), extentMm: (last - first + 1) * sliceDistance(plane, volume.spacing), supportingSlices: supporting, share: supporting / of };
  }

  @FieldResolver(() => MatchLocationType, {
    nullable: true,
    description: 'LOCALIZED: whether the match lies in the region that was asked for. Null where the query is not chosen by a region.',
    complexity: ({ args, childComplexity }: { args: Partial<LocalizationArgs>; childComplexity: number }) => 1 + clamp(args.supportingSlices ?? MOST_MATCHES, MOST_MATCHES) * childComplexity,
  })
  async localization(@Root() { volume, plane, supportingSlices, asked }: Ranked, @Args(() => LocalizationArgs) rule: LocalizationArgs, @Ctx() context: ApiContext): Promise<MatchLocationType | null> {
    if (asked.slices.kind !== 'REGION') return null;
    const segmentation = await context.loaders.latestSegmentationIn.load({ volumeId: volume.id, plane });
    const { evidence, ...location } = locateMatch(segmentation, asked.slices, { supportingSlices }, rule);
    return { ...location, supportingSlices: evidence.map((index) => sliceOf(volume, plane, index)) };
  }

  @FieldResolver(() => [VolumeLabelType], { description: 'Its labels in the snapshot or the data sets of the index, by name.' })
  async labels(@Root() { volumeId, labels }: Ranked): Promise<readonly VolumeLabelType[]> {
    return Object.entries((await labels()).get(volumeId) ?? {}).map(([name, value]) => ({ name, value })).sort((a, b) => compareText(a.name, b.name));
  }

  @FieldResolver(() => [SliceType], { description: 'The distinct slices that speak for it, best first, in the plane of the answer.', complexity: listComplexity(MOST_SUPPORTING_SLICES) })
  supportingSlices(@Root() ranked: Ranked, @Arg('first', () => Int, { defaultValue: DEFAULT_SUPPORTING_SLICES, description: 'How many, 1 … 100.' }) first: number): readonly SliceValue[] {
    return ranked.supportingSlices.slice(0, bounded(first, MOST_SUPPORTING_SLICES)).map((index) => sliceOf(ranked.volume, ranked.plane, index));
  }

  @FieldResolver(() => [SliceMatchType], { description: 'Which slice of the query looks like which slice of it, in the order of the query’s slices, in the plane of the answer.', complexity: listComplexity(MOST_MATCHES) })
  matches(@Root() ranked: Ranked, @Arg('first', () => Int, { defaultValue: 100, description: 'How many, 1 … 1,000.' }) first: number): readonly object[] {
    return ranked.matches.slice(0, bounded(first, MOST_MATCHES)).map(({ querySlice, slice, similarity }) => ({ querySlice, slice: sliceOf(ranked.volume, ranked.plane, slice), similarity }));
  }
}

function bounded(first: number, most: number): number {
  if (first < 1 || first > most) throw new VoxseekError('INVALID_INPUT', `first is ${first}; it must be from 1 to ${most}.`, { path: 'first' });
  return first;
}
