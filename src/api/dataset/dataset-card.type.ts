import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { SourceTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { CardWarning } from '../../services/datasets/card-warnings.js';
import type { DatasetCard, SplitFigures, Spread } from '../../services/ports/dataset-card.js';
import type { ImportNote, Producer, Split } from '../../services/ports/records.js';
import { graphqlEnum } from '../graphql-enum.js';
import { SplitEnum } from '../import/import.input.js';
import { ProducerType, SourceTaxonomyEnum } from '../segmentation/segmentation.type.js';
import { ImportNoteKindEnum } from '../volume/volume.type.js';

export const CardWarningKindEnum = graphqlEnum<CardWarning['kind']>('CardWarningKind', 'What would make figures on a data set too good, or not comparable.', {
  SHARED_PATIENTS: 'Patients have volumes in several splits.',
  DERIVED_ACROSS_SPLITS: 'Volumes of one split were generated from volumes of another.',
  PATIENTS_ASSUMED: 'Files were taken for patients of their own.',
  STANDARDS_MIXED: 'Segmentations follow several standards.',
});

@ObjectType('Spread', { description: 'How a number spreads over volumes.' })
export class SpreadType {
  @Field(() => Float, { description: 'The least.' })
  minimum!: number;

  @Field(() => Float, { description: 'The middle one; of an even number the mean of the middle two.' })
  median!: number;

  @Field(() => Float, { description: 'The greatest.' })
  maximum!: number;
}

@ObjectType('CardSplit', { description: 'What one split holds.' })
export class CardSplitType {
  @Field(() => SplitEnum, { description: 'Which.' })
  split!: Split;

  @Field(() => Int, { description: 'Its volumes.' })
  volumes!: number;

  @Field(() => Int, { description: 'Its patients.' })
  patients!: number;

  @Field(() => Int, { description: 'Its axial slices.' })
  slices!: number;
}

@ObjectType('SharedPatients', { description: 'Patients with volumes in two splits; NONE is no split.' })
export class SharedPatientsType {
  @Field(() => [SplitEnum], { description: 'The two.' })
  splits!: readonly Split[];

  @Field(() => Int, { description: 'How many patients.' })
  count!: number;

  @Field(() => [ID], { description: 'Their pseudonyms, the first 20.' })
  patients!: readonly string[];
}

@ObjectType('DerivedAcross', { description: 'Volumes that were generated from volumes of another split.' })
export class DerivedAcrossType {
  @Field(() => SplitEnum, { description: 'The split that they are in.' })
  split!: Split;

  @Field(() => SplitEnum, { description: 'The split of what they were generated from.' })
  source!: Split;

  @Field(() => Int, { description: 'How many.' })
  volumes!: number;
}

@ObjectType('CardLabelValue', { description: 'How many volumes have one value of a label.' })
export class CardLabelValueType {
  @Field(() => String, { description: 'The value.' })
  value!: string;

  @Field(() => Int, { description: 'Volumes that have it.' })
  volumes!: number;
}

@ObjectType('CardLabel', { description: 'A label of volumes, as the data set gives it.' })
export class CardLabelType {
  @Field(() => String, { description: 'Which.' })
  name!: string;

  @Field(() => Int, { description: 'Volumes that have it.' })
  volumes!: number;

  @Field(() => Int, { description: 'Different values in all.' })
  distinct!: number;

  @Field(() => [CardLabelValueType], { description: 'The 50 most frequent.' })
  values!: readonly CardLabelValueType[];
}

@ObjectType('CardStandard', { description: 'Where segmentations come from.' })
export class CardStandardType {
  @Field(() => SourceTaxonomyEnum, { description: 'What their values stand for.' })
  taxonomy!: SourceTaxonomy;

  @Field(() => ProducerType, { description: 'Who or what drew them.' })
  producer!: Producer;

  @Field(() => Int, { description: 'Volumes whose latest segmentation is of these.' })
  volumes!: number;
}

@ObjectType('CardStructure', { description: 'A label of segmentations, in the words of their taxonomy.' })
export class CardStructureType {
  @Field(() => SourceTaxonomyEnum, { description: 'The taxonomy.' })
  taxonomy!: SourceTaxonomy;

  @Field(() => String, { description: 'The label.' })
  label!: string;

  @Field(() => Int, { description: 'Volumes that show it, of those judged.' })
  shown!: number;

  @Field(() => Int, { description: 'Volumes in which it was looked for; in the others it is unjudged, which is not absent.' })
  judged!: number;
}

@ObjectType('CardRegion', { description: 'One of the 29 coarse classes.' })
export class CardRegionType {
  @Field(() => String, { description: 'The class.' })
  region!: string;

  @Field(() => Int, { description: 'Volumes that show it, of those judged.' })
  shown!: number;

  @Field(() => Int, { description: 'Volumes in which every label of it was looked for; in the others it is unjudged, which is not absent.' })
  judged!: number;
}

@ObjectType('CardNote', { description: 'How many volumes bear an import note.' })
export class CardNoteType {
  @Field(() => ImportNoteKindEnum, { description: 'Which.' })
  kind!: ImportNote['kind'];

  @Field(() => Int, { description: 'Volumes that bear it.' })
  volumes!: number;
}

@ObjectType('CardWarning', { description: 'Something to know before figures on a data set are believed.' })
export class CardWarningType {
  @Field(() => CardWarningKindEnum, { description: 'What.' })
  kind!: CardWarning['kind'];

  @Field(() => String, { description: 'The same for people.' })
  message!: string;
}

@ObjectType('DatasetCard', { description: 'What a data set holds, or a snapshot of one; of a snapshot without what was deleted since.' })
export class DatasetCardType {
  @Field(() => Int, { description: 'Its volumes.' })
  volumes!: number;

  @Field(() => Int, { description: 'Patients of these.' })
  patients!: number;

  @Field(() => Int, { description: 'Studies of these.' })
  studies!: number;

  @Field(() => Int, { description: 'Axial slices of these.' })
  slices!: number;

  @Field(() => Float, { description: 'Bytes of the stored, compressed voxels.' })
  bytes!: number;

  @Field(() => Int, { description: 'Volumes that were generated from others.' })
  derived!: number;

  @Field(() => Int, { description: 'Volumes with a segmentation.' })
  segmented!: number;

  @Field(() => [SpreadType], { nullable: true, description: 'Millimetres between voxel centres along right, anterior, superior; null without volumes.' })
  spacing!: readonly Spread[] | null;

  @Field(() => [SpreadType], { nullable: true, description: 'Columns, rows and slices; null without volumes.' })
  shape!: readonly Spread[] | null;

  @Field(() => [CardSplitType], { description: 'Its splits.' })
  splits!: readonly SplitFigures[];

  @Field(() => [SharedPatientsType], { description: 'Patients of several splits: a leak.' })
  sharedPatients!: readonly SharedPatientsType[];

  @Field(() => [DerivedAcrossType], { description: 'Volumes generated across splits: a leak.' })
  derivedAcross!: readonly DerivedAcrossType[];

  @Field(() => [CardLabelType], { description: 'Labels of its volumes.' })
  labels!: readonly CardLabelType[];

  @Field(() => [CardStandardType], { description: 'Where its segmentations come from, most first.' })
  standards!: readonly CardStandardType[];

  @Field(() => [CardStructureType], { description: 'Labels of its segmentations that were looked for in a volume or more.' })
  structures!: readonly CardStructureType[];

  @Field(() => [CardRegionType], { description: 'The 29 coarse classes.' })
  regions!: readonly CardRegionType[];

  @Field(() => [CardNoteType], { description: 'What was noticed when its volumes were imported.' })
  notes!: DatasetCard['notes'];

  @Field(() => [CardWarningType], { description: 'What would make figures too good, or not comparable.' })
  warnings!: readonly CardWarningType[];
}
