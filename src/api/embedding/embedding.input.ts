import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'What to embed, and how. Exactly one of `datasetId` and `snapshotId`.' })
export class EmbedDatasetInput {
  @Field(() => ID, { nullable: true, description: 'The data set, as it is now.' })
  datasetId?: string | null;

  @Field(() => ID, { nullable: true, description: 'A snapshot taken before.' })
  snapshotId?: string | null;

  @Field(() => ID, { description: 'The recipe.' })
  recipeId!: string;
}
