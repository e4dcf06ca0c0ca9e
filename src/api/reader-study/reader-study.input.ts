import { ArrayMaxSize, ArrayMinSize, IsNotEmpty, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import type { ConfidenceScale } from '../../services/ports/reader-study-records.js';
import { ConfidenceScaleEnum } from './reader-study.enums.js';

@InputType({ description: 'The first results of every configuration are pooled for each query and graded 0 … 3, each pair by so many readers.' })
export class RelevanceStudyInput {
  @Field(() => [ID], { description: 'One finished retrieval run for each configuration, 2 … 10: of the mode VOLUME, over one snapshot, of one version.' })
  @ArrayMaxSize(10)
  runIds!: string[];

  @Field(() => [ID], { nullable: true, description: 'The queries, volumes that every run ranked, 1 … 500; all of them when left out.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  queryVolumeIds?: string[] | null;

  @Field(() => Int, { defaultValue: 5, description: 'Results of each configuration that enter the pool, 1 … 50.' })
  @Min(1)
  @Max(50)
  depth!: number;

  @Field(() => Int, { nullable: true, description: 'The k of nDCG@k and precision@k, 1 … depth; the depth when left out.' })
  @Min(1)
  @Max(50)
  cutoff?: number | null;

  @Field(() => Int, { defaultValue: 2, description: 'How many readers grade each pair of query and result, 1 … readers.' })
  @Min(1)
  @Max(50)
  readersPerPair!: number;

  @Field(() => Int, { defaultValue: 2, description: 'The least grade that makes a result relevant, 1 … 3.' })
  @Min(1)
  @Max(3)
  relevanceThreshold!: number;
}

@InputType({ description: 'A case with its question.' })
export class DiagnosticCaseInput {
  @Field(() => ID, { description: 'A query of the run.' })
  volumeId!: string;

  @Field(() => String, { description: 'Asked so that it is answered yes or no; 1 … 500 characters, free of patient data.' })
  @IsNotEmpty()
  @MaxLength(500)
  question!: string;

  @Field(() => Boolean, { description: 'Whether yes is right. Readers never see it.' })
  truth!: boolean;
}

@InputType({ description: 'Every reader answers every case twice, without and with what retrieval found, in two sessions; half of the cases start without.' })
export class DiagnosticStudyInput {
  @Field(() => ID, { description: 'The finished retrieval run whose results are shown; of the mode VOLUME.' })
  runId!: string;

  @Field(() => [DiagnosticCaseInput], { description: 'The cases, 2 … 500, some positive and some negative.' })
  @ArrayMaxSize(500)
  @ValidateNested()
  cases!: DiagnosticCaseInput[];

  @Field(() => Int, { defaultValue: 5, description: 'Results that are shown beside a case, 1 … 50.' })
  @Min(1)
  @Max(50)
  depth!: number;

  @Field(() => Int, { defaultValue: 28, description: 'Days from a reader’s last answer in session 1 to the opening of session 2, 0 … 365.' })
  @Min(0)
  @Max(365)
  washoutDays!: number;

  @Field(() => ConfidenceScaleEnum, { defaultValue: 'ONE_TO_FIVE', description: 'What confidence is given on.' })
  confidenceScale!: ConfidenceScale;
}

@InputType({ description: 'A reader study. Exactly one of `relevance` and `diagnostic`.' })
export class CreateReaderStudyInput {
  @Field(() => String, { description: 'Its name, which readers see; 1 … 200 characters, and telling nothing of the configurations.' })
  @IsNotEmpty()
  @MaxLength(200)
  name!: string;

  @Field(() => String, { nullable: true, description: 'What readers are told; up to 5,000 characters, free of patient data.' })
  @MaxLength(5_000)
  instructions?: string | null;

  @Field(() => String, { nullable: true, description: 'Names the draw of who reads what in which order, and of the bootstrap; up to 100 characters. Drawn when left out.' })
  @IsNotEmpty()
  @MaxLength(100)
  seed?: string | null;

  @Field(() => Int, { description: 'How many readers, 1 … 50. They are named R1, R2, …' })
  @Min(1)
  @Max(50)
  readers!: number;

  @Field(() => RelevanceStudyInput, { nullable: true, description: 'Results are graded.' })
  @ValidateNested()
  relevance?: RelevanceStudyInput | null;

  @Field(() => DiagnosticStudyInput, { nullable: true, description: 'Cases are answered.' })
  @ValidateNested()
  diagnostic?: DiagnosticStudyInput | null;
}
