import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { RankedEntry, RankedList, RankedSlice } from '../../services/evaluation/ranked-list.js';
import { connectionOf } from '../pagination.js';
import { StageOneType, StageTwoType } from '../search/search.type.js';
import { EvaluationTaxonomyEnum } from '../segmentation/segmentation.type.js';

/** A stored list with its place among those of its run. */
export type PositionedList = RankedList & { readonly position: number };

@ObjectType('RankedEntry', { description: 'A volume that a query of a run found.' })
export class RankedEntryType implements RankedEntry {
  @Field(() => ID, { description: 'The volume, also after it was deleted.' })
  volumeId!: RankedEntry['volumeId'];

  @Field(() => StageOneType, { nullable: true, description: 'Null where stage 1 was skipped.' })
  stage1!: RankedEntry['stage1'];

  @Field(() => StageTwoType, { nullable: true, description: 'Null without re-ranking.' })
  stage2!: RankedEntry['stage2'];

  @Field(() => [Int], { nullable: true, description: 'LOCALIZED: the distinct slices that speak for it, best first, for the first ten of a list. Null otherwise.' })
  supportingSlices?: NonNullable<RankedEntry['supportingSlices']>;
}

@ObjectType('RankedSlice', { description: 'The slice that is nearest to one of the query.' })
export class RankedSliceType implements RankedSlice {
  @Field(() => ID, { description: 'Its volume, also after it was deleted.' })
  volumeId!: RankedSlice['volumeId'];

  @Field(() => Int, { description: 'From 0, in the order of the plane that the run compares.' })
  slice!: number;

  @Field(() => Float, { description: 'Cosine, −1 … 1.' })
  similarity!: number;
}

@ObjectType('RankedRegion', { description: 'What the slices that show one class found.' })
export class RankedRegionType {
  @Field(() => EvaluationTaxonomyEnum, { description: 'The taxonomy of the class.' })
  taxonomy!: EvaluationTaxonomy;

  @Field(() => String, { description: 'The class.' })
  region!: string;

  @Field(() => Int, { description: 'How many slices that show it were compared.' })
  querySlices!: number;

  @Field(() => Float, { nullable: true, description: 'LOCALIZED: the simulated chance of a localized hit. Null otherwise.' })
  chance?: number | null;
}

@ObjectType('RankedList', { description: 'What one query of a run found.' })
export class RankedListType {
  @Field(() => ID, { description: 'The volume that was searched with.' })
  queryVolumeId!: string;

  @Field(() => Int, { description: 'How many of its slices were compared.' })
  querySlices!: number;
}

export const RankedListConnectionType = connectionOf('RankedList', () => RankedListType);
