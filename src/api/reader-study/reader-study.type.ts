import { Field, GraphQLISODateTime, Int, ObjectType } from 'type-graphql';
import type { ConfidenceScale, ReaderStudyState } from '../../services/ports/reader-study-records.js';
import { NodeType } from '../node/node.type.js';
import { connectionOf } from '../pagination.js';
import { ConfidenceScaleEnum, ReaderStudyStateEnum } from './reader-study.enums.js';

@ObjectType('RelevanceDesign', { description: 'How results are graded.' })
export class RelevanceDesignType {
  @Field(() => Int, { description: 'Results of each configuration that entered the pool of a query.' })
  depth!: number;

  @Field(() => Int, { description: 'The k of nDCG@k and precision@k.' })
  cutoff!: number;

  @Field(() => Int, { description: 'How many readers grade each pair of query and result.' })
  readersPerPair!: number;

  @Field(() => Int, { description: 'The least grade that makes a result relevant.' })
  threshold!: number;
}

@ObjectType('DiagnosticDesign', { description: 'How cases are answered.' })
export class DiagnosticDesignType {
  @Field(() => Int, { description: 'Results that are shown beside a case.' })
  depth!: number;

  @Field(() => Int, { description: 'Days from a reader’s last answer in session 1 to the opening of session 2.' })
  washoutDays!: number;

  @Field(() => ConfidenceScaleEnum, { description: 'What confidence is given on.' })
  confidenceScale!: ConfidenceScale;
}

@ObjectType('StudyConfiguration', { description: 'A configuration that a study is about. Readers never see it.' })
export class StudyConfigurationType {
  @Field(() => String, { description: 'A, B, … in the order in which the runs were given.' })
  label!: string;
}

@ObjectType('ReaderKey', { description: 'What lets one reader in. It is given once, and stored nowhere.' })
export class ReaderKeyType {
  @Field(() => String, { description: 'The pseudonym of the reader: R1, R2, …' })
  code!: string;

  @Field(() => String, { description: 'Sent by the reader as `Authorization: Bearer <key>`; opens the reader’s own assignments and nothing else.' })
  key!: string;
}

@ObjectType('ReaderStudy', { implements: NodeType, description: 'A study in which people judge what configurations returned, blinded and balanced; docs/reader-studies.md says how.' })
export class ReaderStudyType extends NodeType {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What readers are told.' })
  instructions!: string | null;

  @Field(() => ReaderStudyStateEnum, { description: 'Where it is.' })
  state!: ReaderStudyState;

  @Field(() => String, { description: 'Names the draw of who reads what in which order, and of the bootstrap.' })
  seed!: string;

  @Field(() => Boolean, { description: 'False once a volume of it was deleted: figures stay, the volume does not.' })
  reproducible!: boolean;

  @Field(() => GraphQLISODateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it was opened.' })
  openedAt!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it was closed.' })
  closedAt!: Date | null;
}

export const ReaderStudyConnectionType = connectionOf('ReaderStudy', () => ReaderStudyType);
