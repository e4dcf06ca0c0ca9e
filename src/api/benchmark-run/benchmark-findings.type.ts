import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { EvaluationTaxonomy, SourceTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { Precision, Supervision } from '../../domain/evaluation/encoder-families.js';
import type { SourceInclusion } from '../../domain/evaluation/includes-source.js';
import { graphqlEnum } from '../graphql-enum.js';
import { ModelType } from '../model/model.type.js';
import { PrecisionEnum, SupervisionEnum } from '../model/pretraining.type.js';
import { EvaluationTaxonomyEnum, SourceTaxonomyEnum } from '../segmentation/segmentation.type.js';

@ObjectType('NearDuplicate', { description: 'A query and a volume that it may find, so alike that one is as good as a copy of the other.' })
export class NearDuplicateType {
  @Field(() => Float, { description: 'Mean over the slices of one of the best correlation with a slice of the other, at 32 × 32 pixels, −1 … 1; the larger of both directions.' })
  similarity!: number;
}

@ObjectType('OverlapLook', { description: 'How overlap was looked for.' })
export class OverlapLookType {
  @Field(() => Int, { description: 'Queries.' })
  queries!: number;

  @Field(() => Int, { description: 'Volumes of the gallery.' })
  gallery!: number;

  @Field(() => Float, { description: 'Pairs of a query and a volume that it may find; of two that may find each other, both.' })
  pairs!: number;

  @Field(() => Int, { description: 'Pairs that were alike enough to be compared slice by slice, each once.' })
  compared!: number;

  @Field(() => Int, { description: 'Volumes that were not looked at: without embeddings of PIXELS, or beyond the first 5,000.' })
  leftOut!: number;

  @Field(() => Int, { description: 'Near-duplicates found; at most 1,000 of them are listed.' })
  found!: number;

  @Field(() => Float, { description: 'From this similarity on a pair is a near-duplicate.' })
  threshold!: number;
}

@ObjectType('BenchmarkOverlap', { description: 'What queries and gallery have in common that they should not.' })
export class BenchmarkOverlapType {
  @Field(() => [NearDuplicateType], { description: 'Most alike first, each pair once, at most 1,000.' })
  nearDuplicates!: readonly NearDuplicateType[];

  @Field(() => OverlapLookType, { description: 'How it was looked.' })
  looked!: OverlapLookType;
}

@ObjectType('UnevaluableClasses', { description: 'Classes that no figure can speak of.' })
export class UnevaluableClassesType {
  @Field(() => EvaluationTaxonomyEnum, { description: 'In this taxonomy.' })
  taxonomy!: EvaluationTaxonomy;

  @Field(() => [String], { description: 'Looked for on one side at most.' })
  classes!: readonly string[];
}

@ObjectType('BenchmarkAnnotation', { description: 'By which standards queries and gallery were annotated. Where these differ, the classes that both sides were looked over for are judged.' })
export class BenchmarkAnnotationType {
  @Field(() => [SourceTaxonomyEnum], { description: 'Of the queries.' })
  queries!: readonly SourceTaxonomy[];

  @Field(() => [SourceTaxonomyEnum], { description: 'Of the gallery.' })
  gallery!: readonly SourceTaxonomy[];

  @Field(() => [UnevaluableClassesType], { description: 'The classes that are left, by taxonomy: not evaluable, which is not recall 0.' })
  unevaluable!: readonly UnevaluableClassesType[];
}

export const SourceInclusionEnum = graphqlEnum<SourceInclusion>('SourceInclusion', 'Whether weights learned from a collection of data.', {
  KNOWN: 'It is among the collections that they learned from.',
  NOT_KNOWN: 'All collections are named, and it is not among them.',
  NOT_STATED: 'Not all collections are named.',
});

@ObjectType('BenchmarkEncoder', { description: 'An encoder of a benchmark, and what it may have seen before.' })
export class BenchmarkEncoderType {
  @Field(() => ModelType, { description: 'The encoder.' })
  model!: object;

  @Field(() => String, { description: 'The collection that is asked about: as the document names it, else the name of the data set.' })
  querySource!: string;

  @Field(() => SourceInclusionEnum, { description: 'Whether it learned from that collection.' })
  includesQuerySource!: SourceInclusion;
}

@ObjectType('FamilyCount', { description: 'Encoders that learned alike, at one precision.' })
export class FamilyCountType {
  @Field(() => SupervisionEnum, { description: 'How they learned.' })
  supervision!: Supervision;

  @Field(() => PrecisionEnum, { description: 'Their precision.' })
  precision!: Precision;

  @Field(() => Int, { description: 'How many.' })
  encoders!: number;
}

@ObjectType('EncoderFamilies', { description: 'Whether the encoders of a benchmark stand for families.' })
export class EncoderFamiliesType {
  @Field(() => [FamilyCountType], { description: 'Encoders that learned anything, by how and at which precision.' })
  counts!: readonly FamilyCountType[];

  @Field(() => Boolean, { description: 'Whether there are two supervised and two self-supervised encoders at equal precision.' })
  stand!: boolean;

  @Field(() => String, { nullable: true, description: 'What may be said of a difference between them; null with fewer than two encoders that learned.' })
  statement!: string | null;
}
