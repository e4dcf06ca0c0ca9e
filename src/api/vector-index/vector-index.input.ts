import { ArrayMaxSize, ArrayMinSize, IsNotEmpty, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import type { IndexKind } from '../../services/ports/records.js';
import { IndexKindEnum } from './vector-index.type.js';

@InputType({ description: 'How neighbours are found. Parameters of another kind are refused.' })
export class IndexParametersInput {
  @Field(() => IndexKindEnum, { description: 'The kind.' })
  kind!: IndexKind;

  @Field(() => Int, { nullable: true, description: 'HNSW: links of a node, 2 … 2,048; 16 without it.' })
  @Min(2)
  @Max(2_048)
  m?: number | null;

  @Field(() => Int, { nullable: true, description: 'HNSW: candidates kept while building, 8 … 10,000; 200 without it.' })
  @Min(8)
  @Max(10_000)
  efConstruction?: number | null;

  @Field(() => Int, { nullable: true, description: 'HNSW: candidates kept while searching, 1 … 16,384; 64 without it.' })
  @Min(1)
  @Max(16_384)
  ef?: number | null;

  @Field(() => Int, { nullable: true, description: 'IVF_FLAT: lists, 1 … 65,536; 128 without it.' })
  @Min(1)
  @Max(65_536)
  nlist?: number | null;

  @Field(() => Int, { nullable: true, description: 'IVF_FLAT: lists searched, 1 … 65,536; 16 without it.' })
  @Min(1)
  @Max(65_536)
  nprobe?: number | null;
}

@InputType({ description: 'An index to create. Exactly one of `snapshotId` (FROZEN) and `datasetIds` (FOLLOWING).' })
export class CreateIndexInput {
  @Field(() => String, { description: 'Its name; 1 … 200 characters.' })
  @IsNotEmpty()
  @MaxLength(200)
  name!: string;

  @Field(() => ID, { description: 'The recipe whose embeddings it holds.' })
  recipeId!: string;

  @Field(() => IndexParametersInput, { defaultValue: { kind: 'HNSW' }, description: 'How neighbours are found.' })
  @ValidateNested()
  parameters!: IndexParametersInput;

  @Field(() => ID, { nullable: true, description: 'FROZEN on this snapshot.' })
  snapshotId?: string | null;

  @Field(() => [ID], { nullable: true, description: 'FOLLOWING these data sets as they grow; 1 … 100.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  datasetIds?: string[] | null;
}
