import { IsInt, IsNotEmpty, MaxLength, Min } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';

@InputType({ description: 'A scan to search with. Exactly one of `uploadId` and `volumeId`.' })
export class CreateQueryVolumeInput {
  @Field(() => ID, { nullable: true, description: 'The received upload.' })
  uploadId?: string | null;

  @Field(() => ID, { nullable: true, description: 'A stored volume that is not embedded by the recipe yet. Its embeddings stay with it, so that it can be searched with by its own id from then on.' })
  volumeId?: string | null;

  @Field(() => Int, { nullable: true, description: 'Of an upload of DICOM with several series the one to read, by its number in the list that SERIES_AMBIGUOUS gives; ≥ 1.' })
  @IsInt()
  @Min(1)
  series?: number | null;

  @Field(() => ID, { description: 'The recipe of the indexes to search.' })
  recipeId!: string;

  @Field(() => String, { nullable: true, description: 'Names the patient as at imports, so that the same patient can be left out; hashed with a key, stored nowhere. Without it the headers of DICOM name the patient.' })
  @IsNotEmpty()
  @MaxLength(200)
  patientKey?: string | null;
}
