import { Field, Float, GraphQLISODateTime, ObjectType } from 'type-graphql';
import type { UploadState } from '../../services/ports/records.js';
import type { UploadFormat } from '../../services/uploads/upload-formats.js';
import { graphqlEnum } from '../graphql-enum.js';
import { NodeType } from '../node/node.type.js';

export const UploadFormatEnum = graphqlEnum<UploadFormat>('UploadFormat', 'What a file is.', {
  NIFTI: 'NIfTI-1 or -2, `.nii`: a scan or a label map.',
  NIFTI_GZIP: 'The same compressed, `.nii.gz`.',
  NRRD: 'NRRD with its voxels in it, `.nrrd`: a scan, a label map or a segmentation of 3D Slicer.',
  METAIMAGE: 'MetaImage with its voxels in it, `.mha`: a scan or a label map.',
  DICOM_SEG: 'DICOM Segmentation: labels.',
  DICOM_RTSTRUCT: 'DICOM RT Structure Set: labels.',
  DICOM: 'One DICOM file that holds a whole CT series (multi-frame).',
  DICOM_ZIP: 'A zip archive with the files of a DICOM CT series; other files in it are passed over.',
  ONNX: 'An encoder.',
});

export const UploadStateEnum = graphqlEnum<UploadState>('UploadState', 'How far an upload is.', {
  PENDING: 'The bytes have not come.',
  RECEIVED: 'The bytes are stored and can be used.',
  CONSUMED: 'The bytes were taken over, and the upload is over.',
});

@ObjectType('Upload', { implements: NodeType, description: 'A file on its way in. What it becomes is named by `importVolume`, `createQueryVolume` or `registerModel`.' })
export class UploadType extends NodeType {
  @Field(() => UploadStateEnum, { description: 'How far it is.' })
  state!: UploadState;

  @Field(() => Float, { description: 'Most bytes that are taken.' })
  maxBytes!: number;

  @Field(() => Float, { nullable: true, description: 'Bytes announced, or received.' })
  bytes!: number | null;

  @Field(() => String, { nullable: true, description: 'SHA-256 (hex) announced, or of what was received.' })
  sha256!: string | null;

  @Field(() => GraphQLISODateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { description: 'When its address stops working.' })
  expiresAt!: Date;
}
