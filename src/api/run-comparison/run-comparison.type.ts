import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
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

@ObjectType('RunPair', { description: 'Two runs compared over the same queries.' })
export class RunPairType {
  @Field(() => ID, { description: 'The first run.' })
  a!: string;

  @Field(() => ID, { description: 'The second run.' })
  b!: string;

  @Field(() => Float, { nullable: true, description: 'Mean recall of the first less that of the second, −1 … 1; null where nothing can be compared.' })
  difference!: number | null;

  @Field(() => Float, { nullable: true, description: 'Two-sided p of the sign-flip test by patient, over all classes at once.' })
  p!: number | null;

  @Field(() => Float, { nullable: true, description: 'The same after Holm, over all pairs.' })
  pHolm!: number | null;

  @Field(() => Boolean, { description: 'Whether every way to swap patients was tried; else 10,000 drawn ones.' })
  exact!: boolean;

  @Field(() => Int, { description: 'Patients of the queries.' })
  patients!: number;

  @Field(() => [ClassComparisonType], { description: 'Each class by itself.', complexity: ({ childComplexity }) => 1 + 20 * childComplexity })
  classes!: readonly ClassComparisonType[];
}

@ObjectType('RunComparison', { description: 'Runs side by side, with the significance of their differences.' })
export class RunComparisonType {
  @Field(() => EvaluationTaxonomyEnum, { description: 'Which classes.' })
  taxonomy!: EvaluationTaxonomy;

  @Field(() => [RetrievalRunType], { description: 'The runs, in the order asked for.' })
  runs!: readonly object[];

  @Field(() => [String], { description: 'Versions of ranking and evaluation. More than one: the figures cannot be compared.' })
  versions!: readonly string[];

  @Field(() => [RunPairType], { description: 'Every pair, the earlier run first.' })
  pairs!: readonly RunPairType[];
}
