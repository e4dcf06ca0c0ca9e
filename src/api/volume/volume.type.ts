import { Field, Float, GraphQLISODateTime, ID, Int, ObjectType } from 'type-graphql';
import type { ImportNote, VolumeRecord } from '../../services/ports/records.js';
import { graphqlEnum } from '../graphql-enum.js';
import { NodeType } from '../node/node.type.js';
import { connectionOf } from '../pagination.js';

export const VoxelTypeEnum = graphqlEnum<VolumeRecord['voxelType']>('VoxelType', 'How voxels are kept.', {
  INT16: 'Whole Hounsfield units.',
  FLOAT32: 'Hounsfield units with fractions.',
});

export const ImportNoteKindEnum = graphqlEnum<ImportNote['kind']>('ImportNoteKind', 'What was noticed while reading a file.', {
  FORMS_DISAGREE: 'sform and qform differ; sform was taken.',
  NO_SPATIAL_FORM: 'The header states no orientation; the spacing alone was taken.',
  PATIENT_ASSUMED: 'No patient was declared: the file is taken for its own.',
  UNKNOWN_LABELS: 'Labels outside the taxonomy were kept and left unnamed.',
  OVERLAPPING_MASKS: 'Masks claim the same voxels.',
  HEAD_SCAN: 'The scan shows a head, or its header or labels say so: a face can be made visible from its voxels.',
  BURNED_IN_ANNOTATION: 'The header says that text may be burned into the images.',
  GANTRY_TILT: 'The slices are tilted against the way from one to the next: the grid is sheared, and was kept so.',
  DUPLICATE_SLICES: 'Slices came more than once, the same each time; one of each was kept.',
  RESCALE_ASSUMED: 'Rescale slope and intercept were missing: stored values were taken for Hounsfield units.',
  PADDING_REPLACED: 'Pixels outside the field of view that would have been read as denser than air were set to −1024 HU.',
  CONTOURS_LEFT_OUT: 'Contours that enclose nothing on a slice of the scan were passed over.',
  PERTURBED_COPY: 'A copy of another volume that a benchmark made to ask about it perturbed; it goes with its source.',
});

@ObjectType('ImportNote', { description: 'Something noticed while reading a file, and not an error.' })
export class ImportNoteType {
  @Field(() => ImportNoteKindEnum, { description: 'What.' })
  kind!: ImportNote['kind'];

  @Field(() => String, { description: 'The same for people.' })
  message!: string;
}

@ObjectType('Volume', { implements: NodeType, description: 'One CT in canonical form: Hounsfield units on a RAS+ grid, axial slices from inferior to superior.' })
export class VolumeType extends NodeType {
  @Field(() => ID, { description: 'Pseudonym of the patient: a keyed hash of what was declared, which is not stored.' })
  patientId!: string;

  @Field(() => ID, { description: 'Pseudonym of the study.' })
  studyId!: string;

  @Field(() => String, { nullable: true, description: 'The name that the importer gave.' })
  name!: string | null;

  @Field(() => String, { description: 'SHA-256 (hex) of canonical voxels and geometry; the identity of the scan within a team.' })
  voxelHash!: string;

  @Field(() => [Int], { description: '[columns, rows, slices] along right, anterior, superior.' })
  shape!: readonly number[];

  @Field(() => [Float], { description: 'Millimetres between voxel centres along right, anterior, superior.' })
  spacing!: readonly number[];

  @Field(() => [[Float]], { description: 'Row-major 4 × 4: takes voxel indices (i, j, k, 1) to RAS+ mm.' })
  affine!: readonly (readonly number[])[];

  @Field(() => VoxelTypeEnum, { description: 'How voxels are kept.' })
  voxelType!: VolumeRecord['voxelType'];

  @Field(() => [ImportNoteType], { description: 'What was noticed while reading the file.' })
  importNotes!: readonly ImportNote[];

  @Field(() => Float, { description: 'Bytes of the stored, compressed voxels.' })
  bytes!: number;

  @Field(() => GraphQLISODateTime, { description: 'When it was stored.' })
  createdAt!: Date;
}

export const VolumeConnectionType = connectionOf('Volume', () => VolumeType);
