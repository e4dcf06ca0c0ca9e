import { Field, ID, InputType } from 'type-graphql';
import type { Provider } from '../../domain/placement/capability.js';
import { ExecutionProviderEnum } from '../job/job-placement.type.js';

@InputType({ description: 'What to embed, and how. Exactly one of `datasetId` and `snapshotId`.' })
export class EmbedDatasetInput {
  @Field(() => ID, { nullable: true, description: 'The data set, as it is now.' })
  datasetId?: string | null;

  @Field(() => ID, { nullable: true, description: 'A snapshot taken before.' })
  snapshotId?: string | null;

  @Field(() => ID, { description: 'The recipe.' })
  recipeId!: string;

  @Field(() => [ExecutionProviderEnum], { nullable: true, description: 'What may run the encoder, the most wanted first: it goes to the first that a worker offers, and to no other. Left out: as the installation prefers.' })
  providers?: readonly Provider[] | null;
}
