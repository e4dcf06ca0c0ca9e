import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { RemovalReport, RemovedAttribute } from '../../domain/deidentification/removal-report.js';

@ObjectType('RemovedAttribute', { description: 'An attribute that DICOM headers had and that is not kept.' })
export class RemovedAttributeType {
  @Field(() => String, { description: '`(gggg,eeee)`.' })
  tag!: string;

  @Field(() => String, { nullable: true, description: 'Its keyword in the standard; null for a tag that the dictionary lacks.' })
  keyword!: string | null;

  @Field(() => Int, { description: 'How many files had it, at any depth.' })
  files!: number;
}

@ObjectType('RemovalReport', { description: 'What of DICOM headers was left behind: names and counts, never values.' })
export class RemovalReportType {
  @Field(() => Int, { description: 'Files whose headers were read.' })
  files!: number;

  @Field(() => [RemovedAttributeType], { description: 'By tag; private elements are counted apart.' })
  removed!: readonly RemovedAttribute[];

  @Field(() => Int, { description: 'Elements of private groups, over all files.' })
  privateElements!: number;
}

@ObjectType('DicomOrigin', { description: 'What is kept of the headers of a DICOM series.' })
export class DicomOriginType {
  @Field(() => String, { nullable: true, description: '`YYYY-MM-DD`, moved by up to 182 days that are the patient’s own: intervals between studies of a patient are true, dates are not. Null where the header has none.' })
  shiftedStudyDate!: string | null;

  @Field(() => Float, { nullable: true, description: 'Tube voltage in kV.' })
  kilovoltage!: number | null;

  @Field(() => Float, { nullable: true, description: 'As the header states it, in mm.' })
  sliceThickness!: number | null;

  @Field(() => RemovalReportType, { description: 'What is not kept.' })
  removal!: RemovalReport;
}
