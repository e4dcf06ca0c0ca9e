import { IsNotEmpty, MaxLength } from 'class-validator';
import { Field, InputType } from 'type-graphql';

@InputType({ description: 'A data set to create.' })
export class CreateDatasetInput {
  @Field(() => String, { description: 'Unique within the team; 1 … 200 characters, free of patient data.' })
  @IsNotEmpty()
  @MaxLength(200)
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is, for people; up to 2,000 characters.' })
  @MaxLength(2_000)
  description!: string | null;
}
