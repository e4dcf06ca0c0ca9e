import { ArrayMaxSize, ArrayMinSize, Max, Min, ValidateNested } from 'class-validator';
import { Field, Float, ID, InputType, Int } from 'type-graphql';
import type { Plane } from '../../domain/geometry/planes.js';
import type { QueryCrop } from '../../domain/ranking/retrieval-config.js';
import { LEAST_PLANE_SPACING, MOST_NEIGHBOUR_DISTANCE, MOST_PLANE_SPACING, MOST_STRIDE } from '../../services/embedding/recipe-options.js';
import type { RecipeOptions } from '../../services/embedding/recipe-options.js';
import type { Recipe } from '../../services/embedding/recipe.js';
import type { Split } from '../../services/ports/records.js';
import { parseId } from '../found.js';
import { SplitEnum } from '../import/import.input.js';
import { graphqlEnum } from '../graphql-enum.js';
import { QueryCropEnum } from '../retrieval-config/retrieval-config.enums.js';
import { PlaneEnum } from '../slice/plane.enum.js';

type RecipeChannels = NonNullable<RecipeOptions['channels']>;

const RecipeChannelsEnum = graphqlEnum<RecipeChannels>('RecipeChannels', 'What stands in the three channels of a model.', {
  THREE_WINDOWS: 'The slice through three windows, one a channel.',
  NEIGHBOURS: 'The slice in the middle channel, the one below it in the first and the one above it in the last; beyond the ends of the volume its last slice is repeated.',
});

@InputType({ description: 'A window of Hounsfield units.' })
export class HuWindowInput {
  @Field(() => Float, { description: 'Its middle, −10,000 … 10,000.' })
  @Min(-10_000)
  @Max(10_000)
  center!: number;

  @Field(() => Float, { description: 'Its width, 1 … 20,000.' })
  @Min(1)
  @Max(20_000)
  width!: number;
}

const EmbeddingStorageEnum = graphqlEnum<Recipe['precision']>('EmbeddingStorage', 'How vectors are stored.', {
  FLOAT16: 'Each number in 16 bits.',
  INT8: 'Each number in 8 bits, at a scale of its row. Derived from the vectors in 16 bits, without running the model.',
});

@InputType({ description: 'Windows of slices along a volume. Each slice has the vector of the window whose stretch it lies in.' })
export class SlidingInput {
  @Field(() => Float, { nullable: true, description: 'Millimetres between the planes of a window, 0.1 … 50, each the nearest slice; slice by slice without it.' })
  @Min(LEAST_PLANE_SPACING)
  @Max(MOST_PLANE_SPACING)
  spacing?: number | null;

  @Field(() => Int, { nullable: true, description: 'Slices from the middle of one window to that of the next, 1 … 512; half the planes of a window without it.' })
  @Min(1)
  @Max(MOST_STRIDE)
  stride?: number | null;
}

@InputType({ description: 'Principal components of embeddings: vectors become their coordinates along these, of unit length again. Derived from the whole vectors, without running the model.' })
export class ReductionInput {
  @Field(() => Int, { description: 'How many, 1 … the numbers that the model gives, and fewer than the vectors that they are learnt from.' })
  @Min(1)
  @Max(100_000)
  components!: number;

  @Field(() => ID, { description: 'The snapshot they are learnt from, when volumes are first embedded by the recipe; it has to be embedded by the same recipe without reduction before.' })
  snapshotId!: string;

  @Field(() => [SplitEnum], { nullable: true, description: 'Its splits that count; all without it.' })
  @ArrayMinSize(1)
  splits?: Split[] | null;
}

@InputType({ description: 'A grid over the picture of a slice, with a vector for each cell: the mean of what the model gives for the patches in it.' })
export class PatchesInput {
  @Field(() => Int, { description: 'Cells from top to bottom, 1 … the patches that the entry of the model names.' })
  @Min(1)
  @Max(256)
  rows!: number;

  @Field(() => Int, { description: 'Cells from left to right, 1 … the patches that the entry of the model names.' })
  @Min(1)
  @Max(256)
  columns!: number;
}

@InputType({ description: 'How slices become the input of a model.' })
export class CreateRecipeInput {
  @Field(() => ID, { description: 'The model; its entry gives size, normalisation and pooling.' })
  modelId!: string;

  @Field(() => PlaneEnum, { defaultValue: 'AXIAL', description: 'The plane that slices lie in.' })
  plane!: Plane;

  @Field(() => Float, { defaultValue: 40, description: 'Middle of the window in Hounsfield units, −10,000 … 10,000.' })
  @Min(-10_000)
  @Max(10_000)
  windowCenter!: number;

  @Field(() => Float, { defaultValue: 400, description: 'Width of the window in Hounsfield units, 1 … 20,000.' })
  @Min(1)
  @Max(20_000)
  windowWidth!: number;

  @Field(() => RecipeChannelsEnum, { nullable: true, description: 'What stands in the channels of a model that has three. Without it the same slice stands in each.' })
  channels?: RecipeChannels | null;

  @Field(() => [HuWindowInput], { nullable: true, description: 'With THREE_WINDOWS: the windows of the second and the third channel; −600/1500 and 400/1800 without it.' })
  @ArrayMinSize(2)
  @ArrayMaxSize(2)
  @ValidateNested()
  otherWindows?: HuWindowInput[] | null;

  @Field(() => Int, { nullable: true, description: 'With NEIGHBOURS: slices from the middle to either side, 1 … 16; 1 without it.' })
  @Min(1)
  @Max(MOST_NEIGHBOUR_DISTANCE)
  neighbourDistance?: number | null;

  @Field(() => SlidingInput, { nullable: true, description: 'How an encoder of volumes is moved along a scan.' })
  @ValidateNested()
  sliding?: SlidingInput | null;

  @Field(() => PatchesInput, { nullable: true, description: 'Several vectors a slice, each of a cell of a grid; one vector without it. Of models whose entry names patches.' })
  @ValidateNested()
  patches?: PatchesInput | null;

  @Field(() => ReductionInput, { nullable: true, description: 'Brings vectors to fewer numbers; without it all are stored.' })
  @ValidateNested()
  reduction?: ReductionInput | null;

  @Field(() => EmbeddingStorageEnum, { defaultValue: 'FLOAT16', description: 'How vectors are stored.' })
  storage!: Recipe['precision'];

  @Field(() => QueryCropEnum, { defaultValue: 'NONE', description: 'BOUNDING_BOX: for queries by region; embeds the slices that show a region of the latest segmentation, cropped to it. No index and no uploaded query takes such a recipe.' })
  crop!: QueryCrop;
}

function toReduction(reduction: ReductionInput | undefined): RecipeOptions['reduction'] {
  if (reduction === undefined) return undefined;
  const { components, snapshotId, splits } = reduction;
  return { components, snapshotId: parseId('Snapshot', snapshotId, 'input.reduction.snapshotId'), splits: splits ?? null };
}

/** What the input chooses beside the model and the crop. */
export function toRecipeOptions({ plane, windowCenter, windowWidth, channels, otherWindows, neighbourDistance, sliding, patches, reduction, storage }: CreateRecipeInput): RecipeOptions {
  return {
    plane,
    window: { center: windowCenter, width: windowWidth },
    channels: channels ?? undefined,
    otherWindows: otherWindows ?? undefined,
    neighbourDistance: neighbourDistance ?? undefined,
    sliding: sliding === null || sliding === undefined ? undefined : { spacing: sliding.spacing ?? undefined, stride: sliding.stride ?? undefined },
    patches: patches ?? undefined,
    reduction: toReduction(reduction ?? undefined),
    storage,
  };
}
