import { Field, Float, GraphQLISODateTime, Int, ObjectType } from 'type-graphql';
import type { IndexKind, IndexScope, IndexState } from '../../services/ports/records.js';
import { graphqlEnum } from '../graphql-enum.js';
import { NodeType } from '../node/node.type.js';
import { connectionOf } from '../pagination.js';

export const IndexKindEnum = graphqlEnum<IndexKind>('IndexKind', 'How neighbours are found.', {
  EXACT: 'Exhaustively over the embeddings themselves: the reference.',
  FLAT: 'Exhaustively by the vector server.',
  HNSW: 'By a navigable graph; approximate.',
  IVF_FLAT: 'In the nearest of many lists; approximate.',
  AUTOINDEX: 'As the vector server chooses.',
});

export const IndexStateEnum = graphqlEnum<IndexState>('IndexState', 'Whether an index can be searched.', {
  BUILDING: 'Its first build is under way.',
  READY: 'It answers; a rebuild goes on beside it.',
  FAILED: 'Its build failed; build it again.',
  DROPPED: 'It was dropped.',
});

export const IndexScopeKindEnum = graphqlEnum<IndexScope['kind']>('IndexScopeKind', 'What an index holds.', {
  FROZEN: 'One snapshot, for benchmarks.',
  FOLLOWING: 'Data sets as they grow, for the clinic.',
});

@ObjectType('IndexParameters', { description: 'How neighbours are found; null where the kind has no such parameter.' })
export class IndexParametersType {
  @Field(() => IndexKindEnum, { description: 'The kind.' })
  kind!: IndexKind;

  @Field(() => Int, { nullable: true, description: 'HNSW: links of a node.' })
  m?: number;

  @Field(() => Int, { nullable: true, description: 'HNSW: candidates kept while building.' })
  efConstruction?: number;

  @Field(() => Int, { nullable: true, description: 'HNSW: candidates kept while searching.' })
  ef?: number;

  @Field(() => Int, { nullable: true, description: 'IVF_FLAT: lists.' })
  nlist?: number;

  @Field(() => Int, { nullable: true, description: 'IVF_FLAT: lists searched.' })
  nprobe?: number;
}

@ObjectType('VectorIndex', { implements: NodeType, description: 'The slices of volumes by a recipe, searchable. Derived: it can be rebuilt from the embeddings alone.' })
export class VectorIndexType extends NodeType {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => IndexParametersType, { description: 'How neighbours are found.' })
  parameters!: IndexParametersType;

  @Field(() => IndexStateEnum, { description: 'Whether it can be searched.' })
  state!: IndexState;

  @Field(() => Int, { description: 'Raised by each build, addition and removal; answers name the one they saw.' })
  generation!: number;

  @Field(() => Int, { description: 'Slices that should be indexed: those that are, and those of the volumes left out that still exist.' })
  expectedSlices!: number;

  @Field(() => Int, { description: 'Slices that are indexed.' })
  indexedSlices!: number;

  @Field(() => Float, { nullable: true, description: 'Seconds that the last build took; null before.' })
  buildSeconds!: number | null;

  @Field(() => String, { nullable: true, description: 'The vector server that built it, with its version.' })
  server!: string | null;

  @Field(() => GraphQLISODateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it was last built; null before.' })
  builtAt!: Date | null;
}

export const VectorIndexConnectionType = connectionOf('VectorIndex', () => VectorIndexType);
