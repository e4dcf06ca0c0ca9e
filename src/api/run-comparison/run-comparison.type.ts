import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { Interval } from '../../domain/statistics/interval.js';
import { IntervalType } from '../retrieval-run/interval.type.js';
import { RetrievalRunType } from '../retrieval-run/retrieval-run.type.js';
import { EvaluationTaxonomyEnum } from '../segmentation/segmentation.type.js';

@ObjectType('ClassComparison', { description: 'Two runs compared in one class; secondary to the comparison over all classes.' })
export class ClassComparisonType {
  @Field(() => String, { description: 'The class.' })
  region!: string;

  @Field(() => Float, { nullable: true, description: 'Recall of the first less that of the second, −1 … 1; null where one has no judged trial.' })
  difference!: number | null;

  @Field(() => Float, { nullable: true, description: 'Two-sided p of the sign-flip test by patient.' })
  p!: number | null;

  @Field(() => Float, { nullable: true, description: 'The same after Holm, over all classes of all pairs.' })
  pHolm!: number | null;
}

@ObjectType('LabelMeasureComparison', { description: 'Two runs that a label of volumes judges, compared in one measure.' })
export class LabelMeasureComparisonType {
  @Field(() => String, { description: 'precisionAt(3), precisionAt(5), precisionAt(10), averagePrecisionOfReturned(10), voteAccuracy(5) or, of an ordinal label, medianError(5); docs/definitions.md gives the formulas.' })
  measure!: string;

  @Field(() => Int, { description: 'Volumes that both runs were asked about and of which the measure says something in both.' })
  queries!: number;

  @Field(() => Int, { description: 'Their patients.' })
  patients!: number;

  @Field(() => Float, { description: 'Mean over these volumes of the first less that of the second, −1 … 1; medianError: in numbers or steps of the label, and below 0 where the first is nearer.' })
  difference!: number;

  @Field(() => IntervalType, { nullable: true, description: 'Of the difference; null with fewer than two patients.' })
  interval!: Interval | null;

  @Field(() => Float, { description: 'Two-sided p of the sign-flip test by patient.' })
  p!: number;

  @Field(() => Float, { description: 'The same after Holm, over all measures of all pairs.' })
  pHolm!: number;
}

@ObjectType('RunPair', { description: 'Two runs compared over the same queries.' })
export class RunPairType {
  @Field(() => ID, { description: 'The first run.' })
  a!: string;

  @Field(() => ID, { description: 'The second run.' })
  b!: string;

  @Field(() => Float, { nullable: true, description: 'Mean recall over classes of the first less that of the second, −1 … 1; null where nothing can be compared, and where a label judges.' })
  difference!: number | null;

  @Field(() => Float, { nullable: true, description: 'Two-sided p of the sign-flip test by patient, over all classes at once; null as `difference`.' })
  p!: number | null;

  @Field(() => Float, { nullable: true, description: 'The same after Holm, over all pairs.' })
  pHolm!: number | null;

  @Field(() => Boolean, { description: 'Whether every way to swap patients was tried; else 10,000 drawn ones.' })
  exact!: boolean;

  @Field(() => Int, { description: 'Patients of the queries.' })
  patients!: number;

  @Field(() => [LabelMeasureComparisonType], { description: 'Each measure of a label; empty where classes judge.', complexity: ({ childComplexity }) => 1 + 6 * childComplexity })
  measures!: readonly LabelMeasureComparisonType[];

  @Field(() => [ClassComparisonType], { description: 'Each class by itself; empty where a label judges.', complexity: ({ childComplexity }) => 1 + 20 * childComplexity })
  classes!: readonly ClassComparisonType[];
}

@ObjectType('RunComparison', { description: 'Runs side by side, with the significance of their differences.' })
export class RunComparisonType {
  @Field(() => EvaluationTaxonomyEnum, { nullable: true, description: 'Which classes; null where a label judges.' })
  taxonomy!: EvaluationTaxonomy | null;

  @Field(() => String, { nullable: true, description: 'The label of volumes that judges; null where classes do.' })
  label!: string | null;

  @Field(() => [RetrievalRunType], { description: 'The runs, in the order asked for.' })
  runs!: readonly object[];

  @Field(() => [String], { description: 'Versions of ranking and evaluation. More than one: the figures cannot be compared.' })
  versions!: readonly string[];

  @Field(() => [RunPairType], { description: 'Every pair, the earlier run first.' })
  pairs!: readonly RunPairType[];
}
