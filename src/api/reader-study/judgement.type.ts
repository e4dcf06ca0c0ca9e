import { Field, Float, GraphQLISODateTime, ID, Int, ObjectType } from 'type-graphql';
import type { Standing } from '../../domain/reader-studies/standing.js';
import type { JudgementRecord } from '../../services/ports/reader-study-records.js';
import { connectionOf } from '../pagination.js';
import { StandingEnum } from './reader-study.enums.js';

@ObjectType('Judgement', { description: 'What a reader said in answer to an assignment.' })
export class JudgementType {
  @Field(() => ID, { description: 'Unique in the whole system.' })
  id!: string;

  @Field(() => ID, { description: 'What it answers.' })
  assignmentId!: string;

  @Field(() => String, { description: 'The pseudonym of the reader: R1, R2, …' })
  reader!: string;

  @Field(() => Int, { description: '1, 2, … of its assignment: the last valid one counts, and those before are kept.' })
  sequence!: number;

  @Field(() => StandingEnum, { description: 'Whether it came when it could count.' })
  standing!: Standing;

  @Field(() => Int, { nullable: true, description: 'RELEVANCE: 0 (not relevant) … 3 (as good as it gets).' })
  grade!: number | null;

  @Field(() => Boolean, { nullable: true, description: 'DIAGNOSTIC: the answer, yes or no.' })
  positive!: boolean | null;

  @Field(() => Int, { nullable: true, description: 'DIAGNOSTIC: confidence in the answer, on the scale of the study.' })
  confidence!: number | null;

  @Field(() => Float, { description: 'Seconds taken, as the reader’s client measured them, 0 … 86,400.' })
  seconds!: number;

  @Field(() => String, { nullable: true, description: 'A remark; removed when a volume of the assignment is deleted.' })
  comment!: string | null;

  @Field(() => GraphQLISODateTime, { description: 'When it came in.' })
  recordedAt!: Date;
}

export const JudgementConnectionType = connectionOf('Judgement', () => JudgementType);

export function toJudgement({ verdict, ...record }: JudgementRecord, reader: string): JudgementType {
  const { id, assignmentId, sequence, standing, seconds, comment, recordedAt } = record;
  const said = verdict.kind === 'GRADE' ? { grade: verdict.grade, positive: null, confidence: null } : { grade: null, positive: verdict.positive, confidence: verdict.confidence };
  return { id, assignmentId, reader, sequence, standing, ...said, seconds, comment, recordedAt };
}
