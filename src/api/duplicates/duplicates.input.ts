import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { DuplicateVerdict } from '../../services/ports/duplicate-reviews.js';
import { DuplicateReviewStateEnum, DuplicateVerdictEnum } from './duplicates.type.js';
import type { DuplicateReviewState } from './duplicates.type.js';

@InputType({ description: 'Where to look for duplicates. Exactly one of `datasetId` and `snapshotId`.' })
export class FindDuplicatesInput {
  @Field(() => ID, { nullable: true, description: 'The data set, as it is now.' })
  datasetId?: string | null;

  @Field(() => ID, { nullable: true, description: 'A snapshot taken before.' })
  snapshotId?: string | null;

  @Field(() => ID, { description: 'The recipe whose vectors say which volumes are near each other.' })
  recipeId!: string;
}

@InputType({ description: 'What is said of two volumes that look like one scan.' })
export class ReviewDuplicatesInput {
  @Field(() => ID, { description: 'One volume of the pair.' })
  firstId!: string;

  @Field(() => ID, { description: 'The other; in any order.' })
  secondId!: string;

  @Field(() => DuplicateVerdictEnum, { nullable: true, description: 'Null takes back what was said.' })
  verdict?: DuplicateVerdict | null;
}

@ArgsType()
export class DuplicatesArgs {
  @Field(() => [DuplicateReviewStateEnum], { nullable: true, description: 'Those alone of which this was said; all when absent.' })
  reviews?: readonly DuplicateReviewState[] | null;
}
