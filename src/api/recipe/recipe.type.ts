import { Field, GraphQLISODateTime, ObjectType } from 'type-graphql';
import { GraphQLJSONObject } from 'graphql-scalars';
import { NodeType } from '../node/node.type.js';
import { connectionOf } from '../pagination.js';

@ObjectType('EmbeddingRecipe', { implements: NodeType, description: 'A model and everything that shapes its input. Content-addressed and immutable: the same recipe gives the same vectors.' })
export class RecipeType extends NodeType {
  @Field(() => String, { description: 'SHA-256 (hex) of its canonical JSON.' })
  hash!: string;

  @Field(() => GraphQLJSONObject, { description: 'Plane, orientation, window (HU), channels, fit, resize, normalisation, pooling, patches, reduction, precision, versions; the crop of one for queries by region.' })
  body!: unknown;

  @Field(() => GraphQLISODateTime, { description: 'When it was first made.' })
  createdAt!: Date;
}

export const RecipeConnectionType = connectionOf('EmbeddingRecipe', () => RecipeType);
