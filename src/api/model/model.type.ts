import { Field, GraphQLISODateTime, Int, ObjectType } from 'type-graphql';
import { GraphQLJSONObject } from 'graphql-scalars';
import { NodeType } from '../node/node.type.js';
import { connectionOf } from '../pagination.js';

@ObjectType('Model', { implements: NodeType, description: 'An encoder (ONNX) at a fixed revision.' })
export class ModelType extends NodeType {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'The revision of its weights.' })
  revision!: string;

  @Field(() => String, { description: 'SHA-256 (hex) of the file; other bytes are refused.' })
  sha256!: string;

  @Field(() => Int, { description: 'Length of its vectors.' })
  dimension!: number;

  @Field(() => GraphQLJSONObject, { description: 'The whole catalogue entry: licence, pretraining, input, normalisation, pooling.' })
  entry!: unknown;

  @Field(() => GraphQLISODateTime, { description: 'When it was registered.' })
  createdAt!: Date;
}

export const ModelConnectionType = connectionOf('Model', () => ModelType);
