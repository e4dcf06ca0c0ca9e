import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { LabelFigures, LabelMeasureFigures, LabelPredictionFigures, LabelValueCount } from '../../domain/labels/label-figures.js';
import type { Interval } from '../../domain/statistics/interval.js';
import { graphqlEnum } from '../graphql-enum.js';
import { IntervalType } from './interval.type.js';

export const LabelKindEnum = graphqlEnum<LabelFigures['kind']>('LabelKind', 'Whether the values of a label have an order.', {
  CATEGORICAL: 'They have none.',
  ORDINAL: 'They have: one was declared, or all are numbers.',
});

@ObjectType('LabelValueCount', { description: 'How many volumes of a run have one value of a label.' })
export class LabelValueCountType implements LabelValueCount {
  @Field(() => String, { description: 'The value.' })
  value!: string;

  @Field(() => Int, { description: 'Queries that have it.' })
  queries!: number;

  @Field(() => Int, { description: 'Their patients.' })
  patients!: number;

  @Field(() => Int, { description: 'Volumes that can be found and have it.' })
  gallery!: number;
}

@ObjectType('LabelMeasure', { description: 'A measure of the ranked lists in which a volume is relevant that has the value of the query; docs/definitions.md gives the formulas.' })
export class LabelMeasureType implements LabelMeasureFigures {
  @Field(() => String, { description: 'precisionAt(3), precisionAt(5), precisionAt(10) or averagePrecisionOfReturned(10).' })
  measure!: string;

  @Field(() => Int, { description: 'Queries whose value some eligible volume has: what the figures are over.' })
  queries!: number;

  @Field(() => Int, { description: 'Their patients.' })
  patients!: number;

  @Field(() => Float, { nullable: true, description: 'Mean over these queries, 0 … 1; null without any.' })
  mean!: number | null;

  @Field(() => IntervalType, { nullable: true, description: 'Of the mean.' })
  interval!: Interval | null;

  @Field(() => Float, { nullable: true, description: 'The mean expected of a gallery ranked at random.' })
  chance!: number | null;

  @Field(() => Float, { nullable: true, description: '(mean − chance)/(1 − chance); null at chance 1.' })
  lift!: number | null;

  @Field(() => Float, { nullable: true, description: 'Mean over the values of the means over their queries, so that rare values count as much as common ones.' })
  valueMean!: number | null;

  @Field(() => IntervalType, { nullable: true, description: 'Of this mean.' })
  valueInterval!: Interval | null;

  @Field(() => Float, { nullable: true, description: 'The same expected of a gallery ranked at random.' })
  valueChance!: number | null;
}

@ObjectType('LabelConfusion', { description: 'How many queries of one value were told to have another.' })
export class LabelConfusionType {
  @Field(() => String, { description: 'What they have.' })
  actual!: string;

  @Field(() => String, { nullable: true, description: 'What the vote said; null where nothing was found.' })
  predicted!: string | null;

  @Field(() => Int, { description: 'How many.' })
  queries!: number;
}

@ObjectType('LabelPredictionFigures', { description: 'How well the first so many volumes foretell the value of the query: by their commonest value (of equally common ones that of the nearest), and for ordinal labels by their median (the lower of two).' })
export class LabelPredictionFiguresType implements LabelPredictionFigures {
  @Field(() => Int, { description: 'How many volumes foretell: 1, 3, 5 or 10.' })
  neighbours!: number;

  @Field(() => Int, { description: 'Queries that found anything. The others count as wrong, and have no error.' })
  predicted!: number;

  @Field(() => Float, { nullable: true, description: 'Share of queries whose value the vote says, 0 … 1.' })
  accuracy!: number | null;

  @Field(() => IntervalType, { nullable: true, description: 'Of the accuracy.' })
  interval!: Interval | null;

  @Field(() => Float, { nullable: true, description: 'The accuracy expected of a gallery ranked at random.' })
  chance!: number | null;

  @Field(() => Float, { nullable: true, description: '(accuracy − chance)/(1 − chance); null at chance 1.' })
  lift!: number | null;

  @Field(() => Float, { nullable: true, description: 'Accuracy of always answering with the commonest value of the eligible gallery.' })
  majority!: number | null;

  @Field(() => Float, { nullable: true, description: 'Mean over the values of the share of their queries that was told right.' })
  balancedAccuracy!: number | null;

  @Field(() => IntervalType, { nullable: true, description: 'Of the balanced accuracy.' })
  balancedInterval!: Interval | null;

  @Field(() => Float, { nullable: true, description: 'The balanced accuracy expected of a gallery ranked at random.' })
  balancedChance!: number | null;

  @Field(() => Float, { nullable: true, description: 'ORDINAL: mean distance of the median from the value of the query, in numbers, or in steps of the declared order. Null for CATEGORICAL.' })
  meanAbsoluteError!: number | null;

  @Field(() => IntervalType, { nullable: true, description: 'Of this error, in its unit.' })
  errorInterval!: Interval | null;

  @Field(() => Float, { nullable: true, description: 'The error expected of a gallery ranked at random.' })
  errorChance!: number | null;

  @Field(() => [LabelConfusionType], { complexity: ({ childComplexity }) => 1 + 20 * childComplexity, description: 'What the vote said of which value; pairs that never came are left out.' })
  confusion!: readonly LabelConfusionType[];
}

@ObjectType('LabelFigures', { description: 'How well a label of volumes can be told from those that a run found. Volumes without the label were neither asked about nor found.' })
export class LabelFiguresType {
  @Field(() => String, { description: 'The label.' })
  label!: string;

  @Field(() => LabelKindEnum, { description: 'Whether its values have an order.' })
  kind!: LabelFigures['kind'];

  @Field(() => Int, { description: 'Queries with the label.' })
  queries!: number;

  @Field(() => Int, { description: 'Their patients.' })
  patients!: number;

  @Field(() => Int, { description: 'Volumes that would have been asked about, had they the label.' })
  queriesLeftOut!: number;

  @Field(() => Int, { description: 'Volumes that could have been found, had they the label.' })
  galleryLeftOut!: number;

  @Field(() => Int, { description: 'Queries whose value no eligible volume has, so that no prediction can be right.' })
  unattainable!: number;

  @Field(() => [LabelValueCountType], { complexity: ({ childComplexity }) => 1 + 20 * childComplexity, description: 'Its values; the least first where it is ordinal.' })
  values!: readonly LabelValueCountType[];

  @Field(() => [LabelMeasureType], { description: 'Measures of the ranked lists.' })
  measures!: readonly LabelMeasureType[];

  @Field(() => [LabelPredictionFiguresType], { description: 'Prediction by 1, 3, 5 and 10 volumes.' })
  predictions!: readonly LabelPredictionFiguresType[];
}
