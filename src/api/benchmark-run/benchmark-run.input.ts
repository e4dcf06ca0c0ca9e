import { ArrayMaxSize, ArrayMinSize, IsNotEmpty, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { DEFAULT_RETRIEVAL_CONFIG } from '../../domain/ranking/retrieval-config.js';
import type { Aggregation, Candidates, QueryCrop, ReRanking, RetrievalMode } from '../../domain/ranking/retrieval-config.js';
import type { BuiltInName } from '../../services/benchmarks/built-in/built-in.js';
import type { Split } from '../../services/ports/records.js';
import type { Control } from '../../services/ports/run-records.js';
import { SplitEnum } from '../import/import.input.js';
import { graphqlEnum } from '../graphql-enum.js';
import { LabelTargetInput } from '../retrieval-config/label-target.input.js';
import { QueryOptionsInput } from '../retrieval-config/query-options.input.js';
import { AggregationEnum, CandidatesEnum, ControlEnum, QueryCropEnum, ReRankingEnum, RetrievalModeEnum } from '../retrieval-config/retrieval-config.enums.js';

export const BuiltInBenchmarkEnum = graphqlEnum<BuiltInName>('BuiltInBenchmark', 'Benchmarks that are ready made.', {
  paper: 'All cells of arXiv 2405.09334, training split against test split.',
  families: 'Encoders against each other, searched exhaustively.',
  candidates: 'Recall against time of re-ranking, from five candidates to all volumes.',
  indexes: 'HNSW, IVF and FLAT against exhaustive search, approximate indexes built five times.',
  recipes: 'What recall the options of a recipe cost or gain: channels, principal components, 8 bits; of at most two encoders with three channels.',
  robustness: 'The same queries after changes of spacing, slice thickness, noise, window, cropping and flips.',
  smoke: 'Whether everything works.',
});

@InputType({ description: 'A grid: every index with every mode, aggregation, re-ranking and crop (SLICE once, as it has none), and every control with every mode.' })
export class StartBenchmarkInput extends QueryOptionsInput {
  @Field(() => String, { description: 'Its name; 1 … 200 characters.' })
  @IsNotEmpty()
  @MaxLength(200)
  name!: string;

  @Field(() => ID, { description: 'The snapshot whose volumes are queries and gallery.' })
  snapshotId!: string;

  @Field(() => [ID], { description: 'Indexes FROZEN on the snapshot, 1 … 20.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  indexIds!: string[];

  @Field(() => [RetrievalModeEnum], { description: 'What is compared; at least one.' })
  @ArrayMinSize(1)
  modes!: RetrievalMode[];

  @Field(() => [AggregationEnum], { defaultValue: ['COUNT'], description: 'How slice hits become the score of a volume; at least one.' })
  @ArrayMinSize(1)
  aggregations!: Aggregation[];

  @Field(() => [ReRankingEnum], { defaultValue: ['NONE', 'LATE_INTERACTION'], description: 'How candidates are ranked again; at least one.' })
  @ArrayMinSize(1)
  reRankings!: ReRanking[];

  @Field(() => [ControlEnum], { defaultValue: ['RANDOM', 'WIDEST'], description: 'Controls. PIXELS is an index of the recipe of raw pixels.' })
  controls!: Control[];

  @Field(() => Int, { defaultValue: 1, description: 'Slices taken for each query slice, or with a recipe of patches, patches for each patch, 1 … 1,000.' })
  @Min(1)
  @Max(1_000)
  k!: number;

  @Field(() => CandidatesEnum, { defaultValue: 'HIT', description: 'Which volumes are re-ranked.' })
  candidates!: Candidates['kind'];

  @Field(() => Int, { nullable: true, description: 'With FIRST: how many, 1 … 10,000.' })
  @Min(1)
  @Max(10_000)
  candidateCount?: number | null;

  @Field(() => [QueryCropEnum], { defaultValue: [DEFAULT_RETRIEVAL_CONFIG.crop], description: 'REGION and LOCALIZED: how much of the slices of a query is compared; at least one. A cropped query needs embeddings of a recipe that crops, else as that of the index.' })
  @ArrayMinSize(1)
  crops!: QueryCrop[];

  @Field(() => [LabelTargetInput], { nullable: true, description: 'VOLUME is judged by each of these labels of volumes, in place of what slices show; 1 … 20.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested()
  labels?: LabelTargetInput[] | null;
}

@InputType({ description: 'Some volumes of a data set, in its present state.' })
export class VolumeSetInput {
  @Field(() => String, { description: 'The data set, by its name.' })
  @IsNotEmpty()
  @MaxLength(200)
  dataset!: string;

  @Field(() => [SplitEnum], { nullable: true, description: 'The splits that count; all without it.' })
  @ArrayMinSize(1)
  splits?: Split[] | null;
}

@InputType({ description: 'A benchmark that is ready made, for the data and encoders at hand.' })
export class BuiltInBenchmarkInput {
  @Field(() => BuiltInBenchmarkEnum, { description: 'Which one.' })
  name!: BuiltInName;

  @Field(() => VolumeSetInput, { description: 'The volumes that may be found.' })
  @ValidateNested()
  gallery!: VolumeSetInput;

  @Field(() => VolumeSetInput, { nullable: true, description: 'The volumes that are asked about; without it the gallery’s own (paper: its test split), each patient left out in turn.' })
  @ValidateNested()
  queries?: VolumeSetInput | null;

  @Field(() => [String], { description: 'Models by their ids, with or without `mod_`, 1 … 20.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  encoders!: string[];
}

@InputType({ description: 'A benchmark to run. Exactly one of the two.' })
export class RunBenchmarkInput {
  @Field(() => String, { nullable: true, description: 'A document in YAML or JSON, as docs/benchmarks.md describes it; at most 100,000 characters.' })
  @MaxLength(100_000)
  document?: string | null;

  @Field(() => BuiltInBenchmarkInput, { nullable: true, description: 'A ready-made one.' })
  @ValidateNested()
  builtIn?: BuiltInBenchmarkInput | null;
}
