import { Field, ObjectType } from 'type-graphql';
import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { ExportFormat } from '../../services/export/export-format.js';
import { graphqlEnum } from '../graphql-enum.js';
import { EvaluationTaxonomyEnum } from '../segmentation/segmentation.type.js';

export const ExportFormatEnum = graphqlEnum<ExportFormat>('ExportFormat', 'A file of results.', {
  TREC_RUN: 'Ranked lists as trec_eval reads them: topic, Q0, volume, rank, score = −rank, run. A topic is `<query volume>/<class>`.',
  TREC_QRELS: 'Relevant volumes of each topic as trec_eval reads them.',
  CSV: 'A line for each figure.',
  JSON: 'Configuration, record, times and figures.',
});

@ObjectType('ExportFile', { description: 'A file of results for other tools.' })
export class ExportFileType {
  @Field(() => ExportFormatEnum, { description: 'What it is.' })
  format!: ExportFormat;

  @Field(() => EvaluationTaxonomyEnum, { nullable: true, description: 'Files of TREC: the taxonomy of its classes. Null for the others, which hold both.' })
  taxonomy!: EvaluationTaxonomy | null;

  @Field(() => String, { description: 'Where to get it, for an hour without a token.' })
  url!: string;
}
