import { IsNumber, MaxLength, Min } from 'class-validator';
import { Field, Float, ID, InputType } from 'type-graphql';

@InputType({ description: 'Which volumes are meant; conditions are joined by AND.' })
export class VolumeFilterInput {
  @Field(() => ID, { nullable: true, description: 'In this data set.' })
  datasetId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of this patient (the pseudonym).' })
  patientId?: string | null;

  @Field(() => String, { nullable: true, description: 'Shows this region: a label of its latest segmentation, or a fine or coarse class, shown by any of its labels.' })
  @MaxLength(200)
  regionPresent?: string | null;

  @Field(() => Float, { nullable: true, description: 'Slice spacing of at least this many mm.' })
  @IsNumber()
  @Min(0)
  minSliceSpacing?: number | null;

  @Field(() => Float, { nullable: true, description: 'Slice spacing of at most this many mm.' })
  @IsNumber()
  @Min(0)
  maxSliceSpacing?: number | null;

  @Field(() => Float, { nullable: true, description: 'At least this many mm along the body axis (slices × spacing).' })
  @IsNumber()
  @Min(0)
  minExtent?: number | null;

  @Field(() => Float, { nullable: true, description: 'At most this many mm along the body axis (slices × spacing).' })
  @IsNumber()
  @Min(0)
  maxExtent?: number | null;
}
