import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Plane } from '../../domain/geometry/planes.js';
import type { SearchTimes } from '../../services/search/search-service.js';
import { PlaneEnum } from '../slice/plane.enum.js';
import type { SliceValue } from '../slice/slice.type.js';
import { SliceType } from '../slice/slice.type.js';
import { VolumeType } from '../volume/volume.type.js';

@ObjectType('SearchTimes', { description: 'Milliseconds of each stage of a search.' })
export class SearchTimesType implements SearchTimes {
  @Field(() => Float, { description: 'Reading the query and choosing what may be found.' })
  prepare!: number;

  @Field(() => Float, { description: 'Finding nearest slices.' })
  search!: number;

  @Field(() => Float, { description: 'Making slice hits into volumes.' })
  aggregate!: number;

  @Field(() => Float, { description: 'Reading the embeddings of candidates.' })
  load!: number;

  @Field(() => Float, { description: 'Comparing candidates slice by slice.' })
  rerank!: number;

  @Field(() => Float, { description: 'All together.' })
  total!: number;
}

@ObjectType('IndexStateSeen', { description: 'The state of the index that an answer saw.' })
export class IndexStateSeenType {
  @Field(() => Int, { description: 'Raised by each build, addition and removal.' })
  generation!: number;

  @Field(() => Int, { description: 'Volumes that it held.' })
  volumes!: number;

  @Field(() => Int, { description: 'Slices that it held.' })
  slices!: number;
}

@ObjectType('StageOne', { description: 'How slice hits ranked a volume.' })
export class StageOneType {
  @Field(() => Int, { description: 'From 1.' })
  rank!: number;

  @Field(() => Float, { description: 'Votes (COUNT), best similarity (MAX) or sum of similarities (SUM).' })
  score!: number;
}

@ObjectType('StageTwo', { description: 'How the comparison slice by slice ranked a volume.' })
export class StageTwoType {
  @Field(() => Int, { description: 'From 1.' })
  rank!: number;

  @Field(() => Float, { description: 'Sum over query slices (with a recipe of patches, over their patches) of the best similarity to any of the volume.' })
  score!: number;

  @Field(() => Float, { description: 'The same divided by the number of query slices, or of their patches, −1 … 1.' })
  mean!: number;
}

@ObjectType('SliceMatch', { description: '“This slice of the query looks like that slice of the volume.”' })
export class SliceMatchType {
  @Field(() => Int, { description: 'The slice of the query, from 0.' })
  querySlice!: number;

  @Field(() => SliceType, { description: 'The slice that was found.' })
  slice!: SliceValue;

  @Field(() => Float, { description: 'Cosine, −1 … 1.' })
  similarity!: number;
}

@ObjectType('RankedVolume', { description: 'A volume that looks like the query, with what speaks for it.' })
export class RankedVolumeType {
  @Field(() => Int, { description: 'From 1.' })
  rank!: number;

  @Field(() => VolumeType, { description: 'The volume.' })
  volume!: object;

  @Field(() => StageOneType, { nullable: true, description: 'Null where stage 1 was skipped.' })
  stage1!: StageOneType | null;

  @Field(() => StageTwoType, { nullable: true, description: 'Null without re-ranking.' })
  stage2!: StageTwoType | null;
}

@ObjectType('VolumeSearchAnswer', { description: 'Volumes that look alike, best first.' })
export class VolumeSearchAnswerType {
  @Field(() => PlaneEnum, { description: 'That all its slices lie in, those of the query too: the plane of the recipe of the index.' })
  plane!: Plane;

  @Field(() => [RankedVolumeType], { description: 'Best first.' })
  volumes!: readonly RankedVolumeType[];

  @Field(() => [Int], { description: 'The slices of the query that were compared, from 0.' })
  querySlices!: readonly number[];

  @Field(() => IndexStateSeenType, { description: 'What the index held.' })
  index!: IndexStateSeenType;

  @Field(() => SearchTimesType, { description: 'How long it took.' })
  times!: SearchTimesType;
}

@ObjectType('QuerySliceHits', { description: 'The nearest slices of one slice of the query.' })
export class QuerySliceHitsType {
  @Field(() => Int, { description: 'The slice of the query, from 0.' })
  querySlice!: number;

  @Field(() => [SliceMatchType], { description: 'Best first.' })
  nearest!: readonly SliceMatchType[];
}

@ObjectType('SliceSearchAnswer', { description: 'Nearest slices.' })
export class SliceSearchAnswerType {
  @Field(() => PlaneEnum, { description: 'That all its slices lie in, those of the query too: the plane of the recipe of the index.' })
  plane!: Plane;

  @Field(() => [QuerySliceHitsType], { description: 'In the order of the query’s slices.' })
  hits!: readonly QuerySliceHitsType[];

  @Field(() => IndexStateSeenType, { description: 'What the index held.' })
  index!: IndexStateSeenType;

  @Field(() => SearchTimesType, { description: 'How long it took.' })
  times!: SearchTimesType;
}
