import { Field, GraphQLISODateTime, ObjectType } from 'type-graphql';
import { NodeType } from '../node/node.type.js';
import { connectionOf } from '../pagination.js';

@ObjectType('Dataset', { implements: NodeType, description: 'A named set of volumes with their splits and labels; a volume may be in many.' })
export class DatasetType extends NodeType {
  @Field(() => String, { description: 'Unique within the team.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is, for people.' })
  description!: string | null;

  @Field(() => GraphQLISODateTime, { description: 'When it was made.' })
  createdAt!: Date;
}

export const DatasetConnectionType = connectionOf('Dataset', () => DatasetType);
