import { Field, GraphQLISODateTime, ID, Int, ObjectType } from 'type-graphql';
import type { QueryVolumeState } from '../../services/ports/records.js';
import { graphqlEnum } from '../graphql-enum.js';
import { JobErrorType } from '../job/job.type.js';
import { NodeType } from '../node/node.type.js';

export const QueryVolumeStateEnum = graphqlEnum<QueryVolumeState>('QueryVolumeState', 'Whether an uploaded query can be searched with.', {
  UPLOADED: 'Its bytes are there.',
  EMBEDDING: 'It is being embedded.',
  READY: 'It can be searched with.',
  FAILED: 'It cannot; see `error`.',
  EXPIRED: 'Its time to live is over and it was erased.',
});

@ObjectType('QueryVolume', { implements: NodeType, description: 'An uploaded scan to search with; in no data set, snapshot or index, and erased after its time to live.' })
export class QueryVolumeType extends NodeType {
  @Field(() => QueryVolumeStateEnum, { description: 'Whether it can be searched with.' })
  state!: QueryVolumeState;

  @Field(() => ID, { nullable: true, description: 'The stored volume with the same voxels; that one stays.' })
  sameAsVolumeId!: string | null;

  @Field(() => Int, { nullable: true, description: 'How many axial slices it has; null until it was read.' })
  sliceCount!: number | null;

  @Field(() => JobErrorType, { nullable: true, description: 'Why it failed; null otherwise.' })
  error!: JobErrorType | null;

  @Field(() => GraphQLISODateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { description: 'When it will be erased.' })
  expiresAt!: Date;
}
