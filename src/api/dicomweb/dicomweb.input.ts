import { ArrayMaxSize, ArrayMinSize, IsNotEmpty, MaxLength, ValidateNested } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import type { QueryKey } from '../../domain/dicomweb/query.js';
import { graphqlEnum } from '../graphql-enum.js';

export const DicomWebKeyEnum = graphqlEnum<QueryKey>('DicomWebKey', 'What a query of a DICOMweb server can name, by DICOM keyword.', {
  PatientID: 'The patient, as the server numbers them.',
  StudyDate: 'A day or range: YYYYMMDD, YYYYMMDD-, -YYYYMMDD, YYYYMMDD-YYYYMMDD.',
  AccessionNumber: 'The number of the order.',
  StudyDescription: 'Text of the study; `*` and `?` stand for others.',
  StudyInstanceUID: 'One study.',
  ModalitiesInStudy: 'A modality that the study has; series that are imported are CT anyway.',
  SeriesDescription: 'Text of the series; `*` and `?` stand for others.',
  SeriesInstanceUID: 'One series.',
  BodyPartExamined: 'The body part, as the series states it.',
});

@InputType({ description: 'One condition; all of a query hold at once.' })
export class DicomWebMatchInput {
  @Field(() => DicomWebKeyEnum, { description: 'Which attribute.' })
  key!: QueryKey;

  @Field(() => String, { description: 'What it must be; 1 … 256 characters.' })
  @IsNotEmpty()
  @MaxLength(256)
  value!: string;
}

@InputType({ description: 'What to import from a server.' })
export class ImportFromDicomWebInput {
  @Field(() => ID, { description: 'The data set that the scans join.' })
  datasetId!: string;

  @Field(() => String, { description: 'A server of `dicomWebServers`, by name.' })
  @IsNotEmpty()
  @MaxLength(63)
  server!: string;

  @Field(() => [DicomWebMatchInput], { description: 'Which series; 1 … 9 conditions. Encrypted while the job runs, then forgotten.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(9)
  @ValidateNested()
  query!: DicomWebMatchInput[];
}
