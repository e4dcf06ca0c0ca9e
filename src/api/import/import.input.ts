import { ArrayMaxSize, IsInt, IsNotEmpty, MaxLength, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import type { SourceTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { ImportLayout } from '../../services/ingest/ingest-service.js';
import { STRUCTURE_NAMES_LIMIT } from '../../services/ingest/structure-names.js';
import type { Producer, Split } from '../../services/ports/records.js';
import { graphqlEnum } from '../graphql-enum.js';
import { ProducerKindEnum, SourceTaxonomyEnum } from '../segmentation/segmentation.type.js';

export const SplitEnum = graphqlEnum<Split>('Split', 'The part of a data set that a volume belongs to.', {
  TRAIN: 'For training.',
  VALIDATION: 'For choosing.',
  TEST: 'For the final figures.',
  NONE: 'Not divided.',
});

export const ImportLayoutEnum = graphqlEnum<ImportLayout | 'AUTO'>('ImportLayout', 'How files lie in a directory.', {
  AUTO: 'Found out by what marks each layout; with a manifest it is FILES.',
  NIFTI: 'NIfTI files anywhere below it; labels as the manifest names them.',
  FILES: 'NIfTI, NRRD and MetaImage files anywhere below it; labels as the manifest names them.',
  TOTALSEGMENTATOR: 'One directory a subject: `ct.nii.gz`, and `segmentations/` with one mask a structure; `meta.csv` of a release, v1 or v2, gives splits and labels.',
  MSD: 'A task of the Medical Segmentation Decathlon, or a directory of tasks: `dataset.json` names scans, label maps and what their values mean.',
  THREE_D_MIR: 'Tasks of the Decathlon with the tables of the 3D-MIR benchmark, which give splits and labels; scans that these name.',
  BIDS: '`sub-<label>/[ses-<label>/]ct/*_ct.nii.gz`; `participants.tsv` gives splits and labels, derivatives with the suffix `dseg` label maps.',
  DICOM: 'DICOM files anywhere below it, under any name; each CT series becomes a volume.',
});

const STRUCTURE_NAMES = 'Which structure is which region, before the built-in table: CSV with the columns `name` and `region`; up to 64,000 characters, free of patient data.';

@InputType({ description: 'A categorical or ordinal fact of a volume.' })
export class LabelInput {
  @Field(() => String, { description: 'What is stated, e.g. `tumour`; 1 … 100 characters.' })
  @IsNotEmpty()
  @MaxLength(100)
  name!: string;

  @Field(() => String, { description: 'The value, e.g. `yes`; up to 200 characters, free of patient data.' })
  @MaxLength(200)
  value!: string;
}

@InputType({ description: 'Where a label map comes from.' })
export class ProducerInput {
  @Field(() => ProducerKindEnum, { description: 'Of which sort.' })
  kind!: Producer['kind'];

  @Field(() => String, { description: 'By name, e.g. that of the model; 1 … 200 characters, free of patient data.' })
  @IsNotEmpty()
  @MaxLength(200)
  name!: string;

  @Field(() => String, { nullable: true, description: 'Its version, where it has one; 1 … 200 characters.' })
  @IsNotEmpty()
  @MaxLength(200)
  version?: string | null;
}

@InputType({ description: 'The label map of an uploaded scan.' })
export class SegmentationUploadInput {
  @Field(() => ID, { description: 'The received upload: a label map or named structures, placed as the scan is.' })
  uploadId!: string;

  @Field(() => SourceTaxonomyEnum, { description: 'What its values or structures stand for.' })
  taxonomy!: SourceTaxonomy;

  @Field(() => [String], { nullable: true, description: 'Classes that were looked for. Without it: all of the taxonomy, or where structures have names those that the taxonomy knows.' })
  @ArrayMaxSize(1_000)
  @MaxLength(200, { each: true })
  covers?: string[] | null;

  @Field(() => String, { nullable: true, description: STRUCTURE_NAMES })
  @MaxLength(STRUCTURE_NAMES_LIMIT)
  structureNames?: string | null;

  @Field(() => ProducerInput, { nullable: true, description: 'Where it comes from; unknown without it. The same label map again takes over what is declared.' })
  @ValidateNested()
  producer?: ProducerInput | null;
}

@InputType({ description: 'A scan to store.' })
export class ImportVolumeInput {
  @Field(() => ID, { description: 'The received upload.' })
  uploadId!: string;

  @Field(() => Int, { nullable: true, description: 'Of an upload of DICOM with several series the one to read, by its number in the list that SERIES_AMBIGUOUS gives; ≥ 1.' })
  @IsInt()
  @Min(1)
  series?: number | null;

  @Field(() => ID, { nullable: true, description: 'The data set that it joins.' })
  datasetId?: string | null;

  @Field(() => String, { nullable: true, description: 'A name free of patient data; up to 200 characters.' })
  @MaxLength(200)
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Names the patient within the team; hashed with a key, stored nowhere. Without it the headers of DICOM name the patient; another scan is its own patient.' })
  @IsNotEmpty()
  @MaxLength(200)
  patientKey?: string | null;

  @Field(() => String, { nullable: true, description: 'Names the study within the patient; hashed with a key, stored nowhere. Needs `patientKey`.' })
  @IsNotEmpty()
  @MaxLength(200)
  studyKey?: string | null;

  @Field(() => SplitEnum, { defaultValue: 'NONE', description: 'Its split in the data set.' })
  split!: Split;

  @Field(() => [LabelInput], { defaultValue: [], description: 'Facts of it in the data set; at most 100.' })
  @ArrayMaxSize(100)
  @ValidateNested()
  labels!: LabelInput[];

  @Field(() => SegmentationUploadInput, { nullable: true, description: 'Its label map.' })
  @ValidateNested()
  segmentation?: SegmentationUploadInput | null;
}

@InputType({ description: 'A directory of scans that the server can read.' })
export class ScanDirectoryInput {
  @Field(() => String, { description: 'Absolute path on the machine of the workers, below a directory that imports may read.' })
  @IsNotEmpty()
  @MaxLength(4_000)
  directory!: string;

  @Field(() => ImportLayoutEnum, { defaultValue: 'AUTO', description: 'How files lie in it.' })
  layout!: ImportLayout | 'AUTO';

  @Field(() => String, { nullable: true, description: 'Path of the manifest (CSV), from the directory; for the layouts NIFTI, TOTALSEGMENTATOR and DICOM. Without it each file is its own patient, unless the layout or the headers of DICOM name patients.' })
  @MaxLength(4_000)
  manifest?: string | null;

  @Field(() => String, { nullable: true, description: STRUCTURE_NAMES })
  @MaxLength(STRUCTURE_NAMES_LIMIT)
  structureNames?: string | null;
}

@InputType({ description: 'A directory of scans that the server can read, and where they go.' })
export class ImportDirectoryInput extends ScanDirectoryInput {
  @Field(() => ID, { description: 'The data set that the scans join.' })
  datasetId!: string;
}
