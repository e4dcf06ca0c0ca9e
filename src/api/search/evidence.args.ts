import { Max, Min, ValidateNested } from 'class-validator';
import { ArgsType, Field, Float, Int } from 'type-graphql';
import { CONFIG_RANGES, DEFAULT_RETRIEVAL_CONFIG } from '../../domain/ranking/retrieval-config.js';
import { LabelTargetInput } from '../retrieval-config/label-target.input.js';

const { supportingSlices, localizationThreshold } = CONFIG_RANGES;

@ArgsType()
export class LocalizationArgs {
  @Field(() => Int, { defaultValue: DEFAULT_RETRIEVAL_CONFIG.supportingSlices, description: 'L: distinct supporting slices that say where the match lies, 1 … 1,000.' })
  @Min(supportingSlices.least)
  @Max(supportingSlices.most)
  supportingSlices!: number;

  @Field(() => Float, { defaultValue: DEFAULT_RETRIEVAL_CONFIG.localizationThreshold, description: 'τ: the least share of these that shows the region in a localized hit, 0.001 … 1.' })
  @Min(localizationThreshold.least)
  @Max(localizationThreshold.most)
  threshold!: number;
}

@ArgsType()
export class PredictionArgs {
  @Field(() => LabelTargetInput, { description: 'Which label.' })
  @ValidateNested()
  label!: LabelTargetInput;

  @Field(() => Int, { defaultValue: 5, description: 'How many volumes foretell: the first that have the label, 1 … 100.' })
  @Min(1)
  @Max(100)
  neighbours!: number;
}
