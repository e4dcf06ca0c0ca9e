import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'Where to look for duplicates. Exactly one of `datasetId` and `snapshotId`.' })
export class FindDuplicatesInput {
  @Field(() => ID, { nullable: true, description: 'The data set, as it is now.' })
  datasetId?: string | null;

  @Field(() => ID, { nullable: true, description: 'A snapshot taken before.' })
  snapshotId?: string | null;

  @Field(() => ID, { description: 'The recipe whose vectors say which volumes are near each other.' })
  recipeId!: string;
}
