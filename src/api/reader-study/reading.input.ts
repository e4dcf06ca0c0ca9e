import { Max, MaxLength, Min } from 'class-validator';
import { Field, Float, ID, InputType, Int } from 'type-graphql';

@InputType({ description: 'A grade of one result.' })
export class RecordJudgementInput {
  @Field(() => ID, { description: 'The assignment, one of the reader’s own.' })
  assignmentId!: string;

  @Field(() => Int, { description: 'How relevant the result is to the query: 0 not at all, 1 a little, 2 clearly, 3 as good as it gets.' })
  @Min(0)
  @Max(3)
  grade!: number;

  @Field(() => Float, { description: 'Seconds taken, 0 … 86,400.' })
  @Min(0)
  @Max(86_400)
  seconds!: number;

  @Field(() => String, { nullable: true, description: 'A remark; up to 2,000 characters, free of patient data.' })
  @MaxLength(2_000)
  comment?: string | null;
}

@InputType({ description: 'An answer to the question of one case.' })
export class RecordAnswerInput {
  @Field(() => ID, { description: 'The assignment, one of the reader’s own.' })
  assignmentId!: string;

  @Field(() => Boolean, { description: 'Yes or no.' })
  positive!: boolean;

  @Field(() => Int, { description: 'Confidence in this answer, on the scale of the study.' })
  confidence!: number;

  @Field(() => Float, { description: 'Seconds taken, 0 … 86,400.' })
  @Min(0)
  @Max(86_400)
  seconds!: number;

  @Field(() => String, { nullable: true, description: 'A remark; up to 2,000 characters, free of patient data.' })
  @MaxLength(2_000)
  comment?: string | null;
}
