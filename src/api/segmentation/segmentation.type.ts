import { Field, Float, GraphQLISODateTime, ID, Int, ObjectType } from 'type-graphql';
import type { EvaluationTaxonomy, SourceTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { Producer, UnknownLabel } from '../../services/ports/records.js';
import { graphqlEnum } from '../graphql-enum.js';
import { NodeType } from '../node/node.type.js';

export const SourceTaxonomyEnum = graphqlEnum<SourceTaxonomy>('SourceTaxonomy', 'What the values of a label map stand for.', {
  TOTALSEGMENTATOR_V1: 'The 104 classes of TotalSegmentator v1.',
  TOTALSEGMENTATOR_V2: 'The 117 classes of TotalSegmentator v2.',
  COARSE_29: 'The 29 coarse classes, in our reading.',
  SLICER_CHEST: 'Seven labels of the chest.',
  BINARY_LESION: 'One label: lesion.',
});

export const EvaluationTaxonomyEnum = graphqlEnum<EvaluationTaxonomy>('EvaluationTaxonomy', 'The classes that retrieval is judged by.', {
  COARSE_29: '29 coarse classes: left and right, lobes, vertebrae, ribs and the like merged.',
  FINE_104: 'The 104 classes of TotalSegmentator v1.',
});

export const ProducerKindEnum = graphqlEnum<Producer['kind']>('ProducerKind', 'Who or what drew a label map.', {
  MANUAL: 'People.',
  MODEL: 'A segmentation model.',
  GENERATOR: 'A generator of virtual patients.',
});

@ObjectType('Producer', { description: 'Where a label map comes from.' })
export class ProducerType {
  @Field(() => ProducerKindEnum, { description: 'Of which sort.' })
  kind!: Producer['kind'];

  @Field(() => String, { description: 'By name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Its version, where it has one.' })
  version!: string | null;
}

@ObjectType('UnknownLabel', { description: 'A value of a label map that the taxonomy does not have; kept, never guessed.' })
export class UnknownLabelType {
  @Field(() => Int, { description: 'The value of its voxels, ≥ 1.' })
  value!: number;

  @Field(() => String, { nullable: true, description: 'Its name, where the file had one.' })
  name!: string | null;

  @Field(() => Float, { description: 'How many voxels have it.' })
  voxels!: UnknownLabel['voxels'];
}

@ObjectType('Region', { description: 'Where a class is seen in a volume.' })
export class RegionType {
  @Field(() => String, { description: 'The class, in the words of its taxonomy.' })
  region!: string;

  @Field(() => [Int], { complexity: 10, description: 'Pixels on each axial slice of the canonical grid, slice 0 (inferior) first.' })
  pixelCounts!: readonly number[];
}

@ObjectType('EvaluationClasses', { description: 'A segmentation in the words that retrieval is judged by.' })
export class EvaluationClassesType {
  @Field(() => EvaluationTaxonomyEnum, { description: 'In which words.' })
  taxonomy!: EvaluationTaxonomy;

  @Field(() => [String], { description: 'Classes that can be judged: one that is not in `regions` is absent from the scan. All others are unjudged.' })
  covers!: readonly string[];

  @Field(() => [RegionType], { complexity: ({ childComplexity }) => 1 + 20 * childComplexity, description: 'Classes with a pixel or more.' })
  regions!: readonly RegionType[];
}

@ObjectType('Segmentation', { implements: NodeType, description: 'One version of a label map of a volume.' })
export class SegmentationType extends NodeType {
  @Field(() => ID, { description: 'The volume.' })
  volumeId!: string;

  @Field(() => Int, { description: '1, 2, … within its volume; retrieval is judged by the latest.' })
  version!: number;

  @Field(() => SourceTaxonomyEnum, { description: 'What its values stand for.' })
  taxonomy!: SourceTaxonomy;

  @Field(() => ProducerType, { description: 'Where it comes from.' })
  producer!: ProducerType;

  @Field(() => [String], { description: 'Classes that were looked for; of these, one that is not in `regions` is absent from the scan.' })
  covers!: readonly string[];

  @Field(() => [RegionType], { complexity: ({ childComplexity }) => 1 + 20 * childComplexity, description: 'Classes with a pixel or more.' })
  regions!: readonly RegionType[];

  @Field(() => [UnknownLabelType], { description: 'Values that the taxonomy does not have.' })
  unknownLabels!: readonly UnknownLabel[];

  @Field(() => String, { description: 'SHA-256 (hex) of label map, taxonomy and covers.' })
  maskHash!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was stored.' })
  createdAt!: Date;
}
