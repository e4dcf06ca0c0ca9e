import { Max, Min } from 'class-validator';
import { ArgsType, Field, Float, Int, ObjectType } from 'type-graphql';
import type { SourceTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { ErrorCode } from '../../domain/errors/error-codes.js';
import type { ImportLayout } from '../../services/ingest/ingest-service.js';
import type { PreviewRow } from '../../services/ingest/preview/import-preview.js';
import type { Split } from '../../services/ports/records.js';
import { ErrorCodeEnum } from '../errors/error-code.type.js';
import { graphqlEnum } from '../graphql-enum.js';
import { VolumeLabelType } from '../search/evidence.type.js';
import { SourceTaxonomyEnum } from '../segmentation/segmentation.type.js';
import { ImportLayoutEnum, SplitEnum } from './import.input.js';

export const PlannedFateEnum = graphqlEnum<PreviewRow['kind']>('PlannedFate', 'What an import would do with a file.', {
  IMPORT: 'Read it into a volume.',
  SKIP: 'Pass over it; nothing is wrong with it.',
  REFUSE: 'List it with a code; the others go on.',
});

@ArgsType()
export class PlannedFileArgs {
  @Field(() => Int, { defaultValue: 1_000, description: 'How many, 1 … 20,000.' })
  @Min(1)
  @Max(20_000)
  first!: number;

  @Field(() => Int, { defaultValue: 0, description: 'How many to pass over.' })
  @Min(0)
  @Max(10_000_000)
  offset!: number;
}

@ObjectType('PlannedFile', { description: 'What an import would do with one file.' })
export class PlannedFileType {
  @Field(() => PlannedFateEnum, { description: 'What.' })
  fate!: PreviewRow['kind'];

  @Field(() => String, { description: 'Its path from the directory, or how a table of the layout names it.' })
  item!: string;

  @Field(() => ErrorCodeEnum, { nullable: true, description: 'Why it is refused, to act on.' })
  code!: ErrorCode | null;

  @Field(() => String, { nullable: true, description: 'Why it is refused or skipped, for people.' })
  reason!: string | null;

  @Field(() => SplitEnum, { nullable: true, description: 'Its split; null for what is not imported.' })
  split!: Split | null;

  @Field(() => [VolumeLabelType], { description: 'Facts of it in the data set.' })
  labels!: readonly VolumeLabelType[];

  @Field(() => SourceTaxonomyEnum, { nullable: true, description: 'Of its label map or masks; null without.' })
  taxonomy!: SourceTaxonomy | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether its patient is declared; false: it is taken for a patient of its own. Null for what is not imported.' })
  patientDeclared!: boolean | null;

  @Field(() => [Int], { nullable: true, description: '[columns, rows, slices] along right, anterior, superior, by its header.' })
  shape!: readonly number[] | null;

  @Field(() => [Float], { nullable: true, description: 'Millimetres between voxel centres along right, anterior, superior, by its header.' })
  spacing!: readonly number[] | null;
}

@ObjectType('SplitCount', { description: 'How many volumes are in a split.' })
export class SplitCountType {
  @Field(() => SplitEnum, { description: 'The split.' })
  split!: Split;

  @Field(() => Int, { description: 'Its volumes.' })
  volumes!: number;
}

@ObjectType('ImportTotals', { description: 'What an import would come to.' })
export class ImportTotalsType {
  @Field(() => Int, { description: 'Files that would be imported.' })
  imported!: number;

  @Field(() => Int, { description: 'Files that would be passed over.' })
  skipped!: number;

  @Field(() => Int, { description: 'Files that would be refused.' })
  refused!: number;

  @Field(() => Int, { description: 'Patients of what would be imported; a file without a declared patient counts as one.' })
  patients!: number;

  @Field(() => Int, { description: 'Axial slices of what would be imported.' })
  slices!: number;

  @Field(() => Int, { description: 'How many would be imported with labels of structures.' })
  withSegmentation!: number;

  @Field(() => [SplitCountType], { description: 'By split; without those that have none.' })
  splits!: readonly SplitCountType[];
}

@ObjectType('ImportPlan', { description: 'What an import would do, found out from names, tables and headers. Damage beyond a header, masks one a structure and voxels that are stored already come out in the import.' })
export class ImportPlanType {
  @Field(() => ImportLayoutEnum, { description: 'How files lie in the directory.' })
  layout!: ImportLayout;

  @Field(() => String, { description: 'Why this layout, for people.' })
  because!: string;

  @Field(() => ImportTotalsType, { description: 'What it comes to.' })
  totals!: ImportTotalsType;

  @Field(() => [String], { description: 'What holds for many files, for people; among it which columns of tables are not kept.' })
  remarks!: readonly string[];

  @Field(() => Boolean, { description: 'Whether files would be taken for patients of their own.' })
  patientsAssumed!: boolean;
}
