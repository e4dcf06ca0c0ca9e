import { ArrayMaxSize, ArrayMinSize, Max, Min } from 'class-validator';
import { Field, Float, InputType, Int } from 'type-graphql';
import { CONFIG_RANGES, DEFAULT_RETRIEVAL_CONFIG } from '../../domain/ranking/retrieval-config.js';
import type { RetrievalConfig } from '../../domain/ranking/retrieval-config.js';

const { minPixels, sliceSpacing, supportingSlices, localizationThreshold } = CONFIG_RANGES;

@InputType({ description: 'Which slices of a query count, and when a match lies in a region.' })
export class QueryOptionsInput {
  @Field(() => Int, { defaultValue: DEFAULT_RETRIEVAL_CONFIG.minPixels, description: 'Pixels that a class needs to count as shown on a slice, 1 … 1,000,000.' })
  @Min(minPixels.least)
  @Max(minPixels.most)
  minPixels!: number;

  @Field(() => Float, { nullable: true, description: 'Thins the slices of a query to be at least so far apart, 0.1 … 1,000 mm, so that thin slices cast no more votes than thick ones; all slices without it.' })
  @Min(sliceSpacing.least)
  @Max(sliceSpacing.most)
  sliceSpacing?: number | null;

  @Field(() => Boolean, { defaultValue: DEFAULT_RETRIEVAL_CONFIG.skipFlagged, description: 'Whether slices of a query that are flagged as air are left out.' })
  skipFlagged!: boolean;

  @Field(() => Int, { defaultValue: DEFAULT_RETRIEVAL_CONFIG.supportingSlices, description: 'L: distinct supporting slices that say where a match lies, 1 … 1,000.' })
  @Min(supportingSlices.least)
  @Max(supportingSlices.most)
  supportingSlices!: number;

  @Field(() => Float, { defaultValue: DEFAULT_RETRIEVAL_CONFIG.localizationThreshold, description: 'τ: the least share of these that shows the region in a localized hit, 0.001 … 1.' })
  @Min(localizationThreshold.least)
  @Max(localizationThreshold.most)
  localizationThreshold!: number;

  @Field(() => [String], { nullable: true, description: 'Classes of either taxonomy to ask about; all without it.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(133)
  classes?: string[] | null;
}

/** The options of an input in the words of a configuration. */
export function toQueryOptions(input: QueryOptionsInput): Pick<RetrievalConfig, keyof QueryOptionsInput> {
  const { minPixels: pixels, skipFlagged, supportingSlices: slices, localizationThreshold: threshold } = input;
  return { minPixels: pixels, sliceSpacing: input.sliceSpacing ?? null, skipFlagged, supportingSlices: slices, localizationThreshold: threshold, classes: input.classes ?? null };
}
