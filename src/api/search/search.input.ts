import { ArrayMaxSize, ArrayMinSize, IsNotEmpty, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Field, Float, ID, InputType, Int } from 'type-graphql';
import type { Aggregation, Candidates, QueryCrop, ReRanking } from '../../domain/ranking/retrieval-config.js';
import { AggregationEnum, CandidatesEnum, QueryCropEnum, ReRankingEnum } from '../retrieval-config/retrieval-config.enums.js';
import { VolumeFilterInput } from '../volume/volume.input.js';

@InputType({ description: 'What to search with. Exactly one of the two.' })
export class QuerySourceInput {
  @Field(() => ID, { nullable: true, description: 'A stored volume.' })
  volumeId?: string | null;

  @Field(() => ID, { nullable: true, description: 'An uploaded query.' })
  queryVolumeId?: string | null;
}

@InputType({ description: 'Slices from one to another, both counted; from 0, in the order of the plane of the index.' })
export class SliceRangeInput {
  @Field(() => Int, { description: 'The lowest, ≥ 0.' })
  @Min(0)
  first!: number;

  @Field(() => Int, { description: 'The highest, ≥ `first`.' })
  @Min(0)
  last!: number;
}

@InputType({ description: 'The slices that show a class.' })
export class QueryRegionInput {
  @Field(() => String, { description: 'A label of the segmentation, or a fine or coarse class.' })
  @IsNotEmpty()
  @MaxLength(200)
  region!: string;

  @Field(() => ID, { nullable: true, description: 'The segmentation; the latest without it.' })
  segmentationId?: string | null;

  @Field(() => Int, { defaultValue: 1, description: 'Pixels of the canonical grid that the class needs on a slice, 1 … 1,000,000.' })
  @Min(1)
  @Max(1_000_000)
  minPixels!: number;
}

@InputType({ description: 'The slices that an uploaded mask shows.' })
export class QueryMaskInput {
  @Field(() => ID, { description: 'The received upload of a NIfTI mask on the grid of the query; every label above 0 counts.' })
  uploadId!: string;

  @Field(() => Int, { defaultValue: 1, description: 'Pixels of the canonical grid that the mask needs on a slice, 1 … 1,000,000.' })
  @Min(1)
  @Max(1_000_000)
  minPixels!: number;
}

@InputType({ description: 'The slices that a box cuts, in RAS+ mm.' })
export class QueryBoxInput {
  @Field(() => [Float], { description: '[right, anterior, superior] of its least corner, in mm.' })
  @ArrayMinSize(3)
  @ArrayMaxSize(3)
  minimum!: number[];

  @Field(() => [Float], { description: '[right, anterior, superior] of its greatest corner, in mm.' })
  @ArrayMinSize(3)
  @ArrayMaxSize(3)
  maximum!: number[];
}

@InputType({ description: 'Which slices of the query are compared: at most one of these; all slices without any.' })
export class QuerySlicesInput {
  @Field(() => Int, { nullable: true, description: 'One slice, from 0.' })
  @Min(0)
  slice?: number | null;

  @Field(() => SliceRangeInput, { nullable: true, description: 'A range of slices.' })
  @ValidateNested()
  range?: SliceRangeInput | null;

  @Field(() => QueryRegionInput, { nullable: true, description: 'The slices that show a class.' })
  @ValidateNested()
  region?: QueryRegionInput | null;

  @Field(() => QueryMaskInput, { nullable: true, description: 'The slices that an uploaded mask shows.' })
  @ValidateNested()
  mask?: QueryMaskInput | null;

  @Field(() => QueryBoxInput, { nullable: true, description: 'The slices that a box cuts.' })
  @ValidateNested()
  box?: QueryBoxInput | null;
}

@InputType({ description: 'Nearest slices; with a recipe of patches by the mean over the patches of a slice of the best similarity to one of the other.' })
export class SearchSlicesInput {
  @Field(() => ID, { description: 'The index to search.' })
  indexId!: string;

  @Field(() => QuerySourceInput, { description: 'What to search with.' })
  query!: QuerySourceInput;

  @Field(() => QuerySlicesInput, { nullable: true, description: 'Which of its slices; all without it.' })
  @ValidateNested()
  slices?: QuerySlicesInput | null;

  @Field(() => QueryCropEnum, { defaultValue: 'NONE', description: 'With slices.region of a stored volume: whether its slices are cropped to the region. They must be embedded by a recipe that crops, else as that of the index.' })
  crop!: QueryCrop;

  @Field(() => Int, { defaultValue: 10, description: 'Slices to find for each query slice, or with a recipe of patches, patches for each patch, 1 … 1,000.' })
  @Min(1)
  @Max(1_000)
  k!: number;

  @Field(() => VolumeFilterInput, { nullable: true, description: 'Volumes that may be found; applied before the nearest are chosen.' })
  @ValidateNested()
  filter?: VolumeFilterInput | null;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether volumes of the patient of the query are left out.' })
  excludeSamePatient!: boolean;
}

@InputType({ description: 'Volumes that look alike.' })
export class SearchVolumesInput extends SearchSlicesInput {
  @Field(() => AggregationEnum, { defaultValue: 'COUNT', description: 'How slice hits become the score of a volume.' })
  aggregation!: Aggregation;

  @Field(() => CandidatesEnum, { defaultValue: 'HIT', description: 'Which volumes are re-ranked.' })
  candidates!: Candidates['kind'];

  @Field(() => Int, { nullable: true, description: 'With FIRST: how many, 1 … 10,000.' })
  @Min(1)
  @Max(10_000)
  candidateCount?: number | null;

  @Field(() => ReRankingEnum, { defaultValue: 'LATE_INTERACTION', description: 'Whether candidates are compared slice by slice.' })
  reRanking!: ReRanking;

  @Field(() => Int, { defaultValue: 10, description: 'Volumes to return, 1 … 100.' })
  @Min(1)
  @Max(100)
  first!: number;
}
