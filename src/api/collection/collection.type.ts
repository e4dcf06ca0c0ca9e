import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { ObjectKind } from '../../services/collection/collection-service.js';
import { graphqlEnum } from '../graphql-enum.js';

const ObjectKindEnum = graphqlEnum<ObjectKind>('ObjectKind', 'What a stored object is.', {
  VOLUME: 'The voxels of a volume, or another file of it.',
  LABELS: 'A label map.',
  EMBEDDINGS: 'Embeddings of a volume by one recipe.',
  QUERY_VOLUME: 'A file of an uploaded query.',
  MODEL: 'A registered encoder.',
  REDUCTION: 'The mean and the components that recipes reduce by.',
  UPLOAD: 'Uploaded bytes.',
  RUN: 'Results of a retrieval run.',
  RUN_PAGE: 'A part of the results of a run that has succeeded since.',
  INCOMING: 'A stream that never came to its end.',
  UNKNOWN: 'Of no kind that is known; never deleted.',
});

@ObjectType('ObjectCount', { description: 'Objects of one kind.' })
export class ObjectCountType {
  @Field(() => ObjectKindEnum, { description: 'What they are.' })
  kind!: ObjectKind;

  @Field(() => Int, { description: 'How many.' })
  objects!: number;

  @Field(() => Float, { description: 'Their bytes.' })
  bytes!: number;
}

@ObjectType('CollectionCounts', { description: 'What a look through the stored objects of the team came to.' })
export class CollectionCountsType {
  @Field(() => Boolean, { description: 'Whether it looked only, and deleted nothing.' })
  dryRun!: boolean;

  @Field(() => Int, { description: 'All objects of the team.' })
  objects!: number;

  @Field(() => Float, { description: 'Their bytes.' })
  bytes!: number;

  @Field(() => [ObjectCountType], { description: 'Old ones that nothing in the catalogue keeps, by kind: those that were deleted, or in a dry run would be.' })
  orphans!: readonly ObjectCountType[];

  @Field(() => Int, { description: 'Objects of no kind that is known; they are left alone.' })
  unknown!: number;
}
