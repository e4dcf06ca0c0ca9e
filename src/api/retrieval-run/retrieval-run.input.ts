import { IsNotEmpty, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { DEFAULT_RETRIEVAL_CONFIG } from '../../domain/ranking/retrieval-config.js';
import type { Aggregation, Candidates, QueryCrop, ReRanking, RetrievalMode } from '../../domain/ranking/retrieval-config.js';
import type { Control } from '../../services/ports/run-records.js';
import { LabelTargetInput } from '../retrieval-config/label-target.input.js';
import { QueryOptionsInput } from '../retrieval-config/query-options.input.js';
import { AggregationEnum, CandidatesEnum, ControlEnum, QueryCropEnum, ReRankingEnum, RetrievalModeEnum } from '../retrieval-config/retrieval-config.enums.js';

@InputType({ description: 'Everything that shapes a ranking beside index, query and gallery.' })
export class RetrievalConfigInput extends QueryOptionsInput {
  @Field(() => RetrievalModeEnum, { description: 'What is compared.' })
  mode!: RetrievalMode;

  @Field(() => Int, { defaultValue: 1, description: 'Slices taken for each query slice, or with a recipe of patches, patches for each patch, 1 … 1,000.' })
  @Min(1)
  @Max(1_000)
  k!: number;

  @Field(() => AggregationEnum, { defaultValue: 'COUNT', description: 'How slice hits become the score of a volume.' })
  aggregation!: Aggregation;

  @Field(() => CandidatesEnum, { defaultValue: 'HIT', description: 'Which volumes are re-ranked.' })
  candidates!: Candidates['kind'];

  @Field(() => Int, { nullable: true, description: 'With FIRST: how many, 1 … 10,000.' })
  @Min(1)
  @Max(10_000)
  candidateCount?: number | null;

  @Field(() => ReRankingEnum, { defaultValue: 'NONE', description: 'How candidates are ranked again.' })
  reRanking!: ReRanking;

  @Field(() => QueryCropEnum, { defaultValue: DEFAULT_RETRIEVAL_CONFIG.crop, description: 'REGION and LOCALIZED: how much of the slices of a query is compared. A cropped query needs embeddings of a recipe that crops, else as that of the index.' })
  crop!: QueryCrop;

  @Field(() => LabelTargetInput, { nullable: true, description: 'VOLUME: judges by this label of volumes in place of what slices show, which needs no segmentation.' })
  @ValidateNested()
  label?: LabelTargetInput | null;
}

@InputType({ description: 'A run over all labelled volumes of a snapshot, leaving out the patient of each query. Exactly one of `indexId` and `control`.' })
export class StartRetrievalRunInput {
  @Field(() => String, { description: 'Its name; 1 … 200 characters.' })
  @IsNotEmpty()
  @MaxLength(200)
  name!: string;

  @Field(() => ID, { description: 'The snapshot whose volumes are queries and gallery.' })
  snapshotId!: string;

  @Field(() => ID, { nullable: true, description: 'An index FROZEN on the snapshot.' })
  indexId?: string | null;

  @Field(() => ControlEnum, { nullable: true, description: 'A control in place of an index.' })
  control?: Control | null;

  @Field(() => RetrievalConfigInput, { description: 'The configuration.' })
  @ValidateNested()
  config!: RetrievalConfigInput;
}
