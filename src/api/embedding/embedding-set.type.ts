import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType('EmbeddingSet', { description: 'The embeddings that the volumes of a snapshot have by a recipe.' })
export class EmbeddingSetType {
  @Field(() => Int, { description: 'Volumes of the snapshot that are still stored.' })
  volumeCount!: number;

  @Field(() => Int, { description: 'How many of these are embedded.' })
  embeddedCount!: number;
}
