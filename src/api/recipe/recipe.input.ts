import { Max, Min } from 'class-validator';
import { Field, Float, ID, InputType } from 'type-graphql';
import type { QueryCrop } from '../../domain/ranking/retrieval-config.js';
import { QueryCropEnum } from '../retrieval-config/retrieval-config.enums.js';

@InputType({ description: 'How slices become the input of a model.' })
export class CreateRecipeInput {
  @Field(() => ID, { description: 'The model; its entry gives size, normalisation and pooling.' })
  modelId!: string;

  @Field(() => Float, { defaultValue: 40, description: 'Middle of the window in Hounsfield units, −10,000 … 10,000.' })
  @Min(-10_000)
  @Max(10_000)
  windowCenter!: number;

  @Field(() => Float, { defaultValue: 400, description: 'Width of the window in Hounsfield units, 1 … 20,000.' })
  @Min(1)
  @Max(20_000)
  windowWidth!: number;

  @Field(() => QueryCropEnum, { defaultValue: 'NONE', description: 'BOUNDING_BOX: for queries by region; embeds the slices that show a region of the latest segmentation, cropped to it. No index and no uploaded query takes such a recipe.' })
  crop!: QueryCrop;
}
