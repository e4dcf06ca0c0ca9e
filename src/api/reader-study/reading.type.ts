import { Field, Float, GraphQLISODateTime, ID, Int, ObjectType } from 'type-graphql';
import type { VolumeRecord } from '../../services/ports/records.js';
import type { ConfidenceScale, ReaderStudyState, StudyDesign } from '../../services/ports/reader-study-records.js';
import type { Reading } from '../../services/reader-studies/reading.js';
import { ConfidenceScaleEnum, ReaderStudyKindEnum, ReaderStudyStateEnum } from './reader-study.enums.js';

@ObjectType('ShownVolume', { description: 'A volume as a reader may see it: its images, and nothing that is known of it.' })
export class ShownVolumeType {
  @Field(() => ID, { description: 'The volume.' })
  id!: string;

  @Field(() => [Int], { description: '[columns, rows, slices] along right, anterior, superior.' })
  shape!: readonly number[];

  @Field(() => [Float], { description: 'Millimetres between voxel centres along right, anterior, superior.' })
  spacing!: readonly number[];
}

@ObjectType('ReaderAssignment', { description: 'What a reader is to judge. It tells nothing of configurations, ranks or other readers.' })
export class ReaderAssignmentType {
  @Field(() => ID, { description: 'For `recordJudgement` or `recordAnswer`; also to correct an answer later.' })
  id!: string;

  @Field(() => Int, { description: '1, or in a diagnostic study 2.' })
  session!: number;

  @Field(() => String, { nullable: true, description: 'DIAGNOSTIC: what is asked of the case.' })
  question!: string | null;

  @Field(() => ShownVolumeType, { description: 'The query, or the case.' })
  volume!: VolumeRecord;

  @Field(() => ShownVolumeType, { nullable: true, description: 'RELEVANCE: the result to grade.' })
  result!: VolumeRecord | null;

  @Field(() => [ShownVolumeType], { nullable: true, description: 'DIAGNOSTIC with retrieval: what was found, in the order of the search. Null without retrieval.' })
  retrieved!: readonly VolumeRecord[] | null;
}

@ObjectType('Reading', { description: 'Where a reader stands in the study, and what comes next.' })
export class ReadingType {
  @Field(() => String, { description: 'The pseudonym of the reader: R1, R2, …' })
  reader!: string;

  @Field(() => String, { description: 'The name of the study.' })
  studyName!: string;

  @Field(() => String, { nullable: true, description: 'What readers are told.' })
  instructions!: string | null;

  @Field(() => ReaderStudyKindEnum, { description: 'What readers do.' })
  kind!: StudyDesign['kind'];

  @Field(() => ReaderStudyStateEnum, { description: 'Where the study is.' })
  state!: ReaderStudyState;

  @Field(() => ConfidenceScaleEnum, { nullable: true, description: 'DIAGNOSTIC: what confidence is given on.' })
  confidenceScale!: ConfidenceScale | null;

  @Field(() => Int, { description: 'Assignments of this reader.' })
  assigned!: number;

  @Field(() => Int, { description: 'Of these, answered.' })
  answered!: number;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When session 2 opens or opened; null before session 1 is answered, and in a relevance study.' })
  secondSessionOpensAt!: Date | null;

  @Field(() => ReaderAssignmentType, { nullable: true, description: 'What comes next; null when the study is not open, all is answered, or session 2 has not opened.' })
  assignment!: ReaderAssignmentType | null;
}

export function toReading({ study, reader, assigned, answered, secondSessionOpensAt }: Reading, assignment: ReaderAssignmentType | null): ReadingType {
  const { name, instructions, state, design } = study;
  const confidenceScale = design.kind === 'DIAGNOSTIC' ? design.confidenceScale : null;
  return { reader: reader.code, studyName: name, instructions, kind: design.kind, state, confidenceScale, assigned, answered, secondSessionOpensAt, assignment };
}
