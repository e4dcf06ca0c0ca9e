import { IsNotEmpty, MaxLength } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'A scan to search with.' })
export class CreateQueryVolumeInput {
  @Field(() => ID, { description: 'The received upload.' })
  uploadId!: string;

  @Field(() => ID, { description: 'The recipe of the indexes to search.' })
  recipeId!: string;

  @Field(() => String, { nullable: true, description: 'Names the patient as at imports, so that the same patient can be left out; hashed with a key, stored nowhere.' })
  @IsNotEmpty()
  @MaxLength(200)
  patientKey?: string | null;
}
