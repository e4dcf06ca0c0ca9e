import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { LabelPrediction } from '../../services/search/predict-label.js';
import { LabelKindEnum } from '../retrieval-run/label-figures.type.js';
import type { SliceValue } from '../slice/slice.type.js';
import { SliceType } from '../slice/slice.type.js';

@ObjectType('MatchedRange', { description: 'The run of slices of a found volume in which what speaks for it lies closest together: with most more supporting slices than an even spread would put there. No mask is needed.' })
export class MatchedRangeType {
  @Field(() => SliceType, { description: 'Its first slice.' })
  first!: SliceValue;

  @Field(() => SliceType, { description: 'Its last slice.' })
  last!: SliceValue;

  @Field(() => Float, { description: 'Its extent across the plane of its slices, mm: slices × their distance.' })
  extentMm!: number;

  @Field(() => Int, { description: 'Distinct supporting slices in it.' })
  supportingSlices!: number;

  @Field(() => Float, { description: 'The share of all supporting slices that lies in it, above 0 … 1.' })
  share!: number;
}

@ObjectType('MatchLocation', { description: 'Where a found volume matches a query by region, judged by the latest segmentation of the volume.' })
export class MatchLocationType {
  @Field(() => String, { description: 'The region that was asked for.' })
  region!: string;

  @Field(() => [SliceType], { description: 'E_L: the L distinct slices that speak for the volume, best first; all where there are fewer.' })
  supportingSlices!: readonly SliceValue[];

  @Field(() => Float, { nullable: true, description: 'The share of these that shows the region, 0 … 1; null where nobody looked for it in this volume.' })
  ratio!: number | null;

  @Field(() => Float, { nullable: true, description: 'The largest share that the slices showing the region allow, 0 … 1; null as the ratio.' })
  ceiling!: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the ratio is at least τ; null as the ratio.' })
  hit!: boolean | null;
}

@ObjectType('VolumeLabel', { description: 'A fact of a volume, as its data set gives it.' })
export class VolumeLabelType {
  @Field(() => String, { description: 'Which, e.g. `stage`.' })
  name!: string;

  @Field(() => String, { description: 'What the volume has.' })
  value!: string;
}

@ObjectType('LabelVotes', { description: 'How many volumes speak for a value.' })
export class LabelVotesType {
  @Field(() => String, { description: 'The value.' })
  value!: string;

  @Field(() => Int, { description: 'Volumes that have it.' })
  count!: number;
}

@ObjectType('LabelPrediction', { description: 'What the volumes found foretell of a label of the query. For research, not for diagnosis.' })
export class LabelPredictionType implements LabelPrediction {
  @Field(() => String, { description: 'The label.' })
  label!: string;

  @Field(() => LabelKindEnum, { description: 'Whether its values have an order.' })
  kind!: LabelPrediction['kind'];

  @Field(() => [ID], { description: 'The volumes that foretell: the first that have the label, best first.' })
  volumeIds!: LabelPrediction['volumeIds'];

  @Field(() => String, { description: 'The commonest value; of equally common ones that of the nearest volume.' })
  vote!: string;

  @Field(() => [LabelVotesType], { description: 'Every value that one of them has.' })
  votes!: readonly LabelVotesType[];

  @Field(() => String, { nullable: true, description: 'ORDINAL: the median, the lower of two in the middle. Null otherwise.' })
  median!: string | null;
}
