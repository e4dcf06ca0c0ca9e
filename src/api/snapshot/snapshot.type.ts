import { Field, GraphQLISODateTime, Int, ObjectType } from 'type-graphql';
import { NodeType } from '../node/node.type.js';
import { connectionOf } from '../pagination.js';

@ObjectType('Snapshot', {
  implements: NodeType,
  description: 'The immutable state of a data set: members with voxel hashes, patients, splits, segmentation versions and labels. Runs refer to these only.',
})
export class SnapshotType extends NodeType {
  @Field(() => String, { description: 'SHA-256 (hex) of the sorted members; equal states are the same snapshot.' })
  hash!: string;

  @Field(() => Int, { description: 'How many volumes it holds.' })
  volumeCount!: number;

  @Field(() => Int, { description: 'How many axial slices they have together.' })
  sliceCount!: number;

  @Field(() => Boolean, { description: 'False once a member was deleted.' })
  reproducible!: boolean;

  @Field(() => GraphQLISODateTime, { description: 'When this state was first taken.' })
  createdAt!: Date;
}

export const SnapshotConnectionType = connectionOf('Snapshot', () => SnapshotType);
