import { Field, ID, Int, ObjectType } from 'type-graphql';
import { GraphQLJSONObject } from 'graphql-scalars';
import type { ModelId } from '../../domain/ids.js';
import type { CatalogueEntry } from '../../services/models/catalogue-entry.js';
import { connectionOf } from '../pagination.js';

@ObjectType('AvailableModel', { description: 'An encoder that can be had, with what is known of it. What no source says is null or UNKNOWN.' })
export class AvailableModelType {
  @Field(() => ID, { description: 'The id that it has as a model once it is here.' })
  id!: ModelId;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => Boolean, { description: 'Whether arXiv 2405.09334 compares it.' })
  paper!: boolean;

  @Field(() => Int, { nullable: true, description: 'Length of its vectors; null where unknown.' })
  dimension!: number | null;

  @Field(() => GraphQLJSONObject, { description: 'The whole entry: source, licence, pretraining, input, pooling, weights, and how to get it.' })
  entry!: CatalogueEntry;
}

export const AvailableModelConnectionType = connectionOf('AvailableModel', () => AvailableModelType);
