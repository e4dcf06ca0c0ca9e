import { Field, Float, GraphQLISODateTime, ID, Int, ObjectType } from 'type-graphql';
import type { ErrorCode } from '../../domain/errors/error-codes.js';
import type { JobKind, JobState } from '../../services/ports/records.js';
import { ErrorCodeEnum } from '../errors/error-code.type.js';
import { graphqlEnum } from '../graphql-enum.js';
import { NodeType } from '../node/node.type.js';
import { connectionOf } from '../pagination.js';
import { JobPlacementType } from './job-placement.type.js';

export const JobKindEnum = graphqlEnum<JobKind>('JobKind', 'What a job does.', {
  IMPORT_VOLUME: 'Reads an uploaded scan.',
  IMPORT_DATASET: 'Reads a directory of scans.',
  IMPORT_DICOMWEB: 'Fetches series from a DICOMweb server.',
  EMBED_DATASET: 'Embeds the volumes of a snapshot.',
  EMBED_QUERY: 'Embeds a query, uploaded or stored.',
  BUILD_INDEX: 'Builds a vector index.',
  RECONCILE_INDEX: 'Compares an index with catalogue and embeddings.',
  COLLECT_ORPHANS: 'Looks for stored objects that nothing in the catalogue keeps.',
  RUN_RETRIEVAL: 'Ranks and judges the queries of a snapshot.',
  RUN_BENCHMARK: 'Runs a grid of configurations.',
  FIND_DUPLICATES: 'Looks for volumes of different patients that are one scan.',
});

export const JobStateEnum = graphqlEnum<JobState>('JobState', 'How far work is.', {
  QUEUED: 'Accepted; no worker has begun.',
  RUNNING: 'A worker is at it.',
  SUCCEEDED: 'Done; items may have been skipped.',
  FAILED: 'Ended by an error; asking again begins a new attempt.',
  CANCELLED: 'Ended on request; finished parts are kept.',
});

@ObjectType('JobError', { description: 'Why work failed.' })
export class JobErrorType {
  @Field(() => ErrorCodeEnum, { description: 'The code to act on.' })
  code!: ErrorCode;

  @Field(() => String, { description: 'What is wrong and what to do.' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'The field, file or part that it is about.' })
  path!: string | null;

  @Field(() => String, { nullable: true, description: 'Under which an unexpected failure was logged.' })
  correlationId!: string | null;
}

@ObjectType('SkippedItem', { description: 'Something that was left out, and why.' })
export class SkippedItemType {
  @Field(() => String, { description: 'The id of a volume, the relative path of a file, or, of DICOM, the place of a file or series.' })
  item!: string;

  @Field(() => ErrorCodeEnum, { description: 'Why, to act on.' })
  code!: ErrorCode;

  @Field(() => String, { description: 'Why, for people.' })
  message!: string;
}

@ObjectType('ImportCounts', { description: 'What came of importing a directory, or from a server.' })
export class ImportCountsType {
  @Field(() => Int, { description: 'Volumes that are new.' })
  created!: number;

  @Field(() => Int, { description: 'Volumes whose voxels were stored before; they joined the data set if they were not in it.' })
  existing!: number;

  @Field(() => Int, { description: 'Files or series left out, each with its code in `skipped`.' })
  skipped!: number;

  @Field(() => Boolean, { description: 'Whether files were taken for patients of their own, as no manifest named theirs.' })
  patientsAssumed!: boolean;

  @Field(() => Float, { nullable: true, description: 'Bytes that a DICOMweb server sent; null for a directory.' })
  bytes!: number | null;
}

@ObjectType('Job', { implements: NodeType, description: 'Work under way. The same request is the same job while it runs and after it succeeded.' })
export class JobType extends NodeType {
  @Field(() => JobKindEnum, { description: 'What it does.' })
  kind!: JobKind;

  @Field(() => JobStateEnum, { description: 'How far it is.' })
  state!: JobState;

  @Field(() => Int, { description: '1, 2, …: asking again after a failure begins a new attempt.' })
  attempt!: number;

  @Field(() => String, { description: 'What is being done now, in a word or two.' })
  stage!: string;

  @Field(() => Int, { description: 'Units done.' })
  done!: number;

  @Field(() => Int, { nullable: true, description: 'Units in all; null while unknown.' })
  total!: number | null;

  @Field(() => String, { description: 'What is counted: volumes, slices, queries, cells, objects.' })
  unit!: string;

  @Field(() => Float, { nullable: true, description: 'Units a second over the last stretch.' })
  rate!: number | null;

  @Field(() => JobErrorType, { nullable: true, description: 'Why it failed; null otherwise.' })
  error!: JobErrorType | null;

  @Field(() => JobPlacementType, { nullable: true, description: 'Where its embedding was sent; null before, and of jobs that do not embed.' })
  placement!: JobPlacementType | null;

  @Field(() => Boolean, { description: 'Whether it was asked to stop.' })
  cancelRequested!: boolean;

  @Field(() => GraphQLISODateTime, { description: 'When it was asked for.' })
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When a worker began.' })
  startedAt!: Date | null;

  @Field(() => GraphQLISODateTime, { description: 'When its record last changed.' })
  updatedAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it ended.' })
  finishedAt!: Date | null;

  @Field(() => [ID], { description: 'Ids of what came out, for `node(id:)`; empty until it succeeded.' })
  resultIds!: readonly string[];
}

export const JobConnectionType = connectionOf('Job', () => JobType);
