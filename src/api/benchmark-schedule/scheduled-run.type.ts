import { Field, Float, GraphQLISODateTime, Int, ObjectType } from 'type-graphql';
import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { CellMeasure, ComparisonBasis } from '../../domain/schedules/run-outcome.js';
import type { ScheduledRunState } from '../../services/ports/schedule-records.js';
import { JobErrorType } from '../job/job.type.js';
import { NodeType } from '../node/node.type.js';
import { connectionOf } from '../pagination.js';
import { EvaluationTaxonomyEnum } from '../segmentation/segmentation.type.js';
import { CellMeasureEnum, ComparisonBasisEnum, ScheduledRunStateEnum } from './benchmark-schedule.enums.js';

@ObjectType('ScheduledCellOutcome', { description: 'One cell of a scheduled run in one measure against the last finished run.' })
export class ScheduledCellOutcomeType {
  @Field(() => String, { description: 'The cell, by its name in the benchmark.' })
  cell!: string;

  @Field(() => CellMeasureEnum, { description: 'What is compared.' })
  measure!: CellMeasure;

  @Field(() => EvaluationTaxonomyEnum, { nullable: true, description: 'RECALL: which classes; null for the measures of a label.' })
  taxonomy!: EvaluationTaxonomy | null;

  @Field(() => ComparisonBasisEnum, { description: 'What the comparison rests on.' })
  basis!: ComparisonBasis;

  @Field(() => Float, { nullable: true, description: 'The measure over all queries of this run, 0 … 1; null where it says nothing of any.' })
  value!: number | null;

  @Field(() => Float, { nullable: true, description: 'The same of the run before; null for a cell that it did not have.' })
  previousValue!: number | null;

  @Field(() => Float, { nullable: true, description: 'The measure now less before, over what is compared, −1 … 1; below 0 it fell. Null where nothing can be compared.' })
  difference!: number | null;

  @Field(() => Float, { nullable: true, description: 'Two-sided p of the sign-flip test by patient; null where nothing was tested.' })
  p!: number | null;

  @Field(() => Float, { nullable: true, description: 'The same after Holm, over all cells, measures and taxonomies that were tested.' })
  pHolm!: number | null;

  @Field(() => Int, { description: 'Query patients that are compared.' })
  patients!: number;

  @Field(() => Int, { description: 'Query patients of either run that are not.' })
  patientsLeftOut!: number;

  @Field(() => Boolean, { description: 'Whether it fell significantly: a difference below 0, with `pHolm` below .05.' })
  fell!: boolean;
}

@ObjectType('ScheduledRun', { implements: NodeType, description: 'One time that a schedule ran, or could not.' })
export class ScheduledRunType extends NodeType {
  @Field(() => ScheduledRunStateEnum, { description: 'What it came to.' })
  state!: ScheduledRunState;

  @Field(() => Boolean, { description: 'Whether a cell fell significantly since the last finished run; `outcome` says which, and in what.' })
  alert!: boolean;

  @Field(() => [ScheduledCellOutcomeType], { nullable: true, description: 'Cell by cell, in each taxonomy or in each measure of its label; null until it finished, and where there is no finished run before it.', complexity: ({ childComplexity }) => 1 + 20 * childComplexity })
  outcome!: readonly ScheduledCellOutcomeType[] | null;

  @Field(() => JobErrorType, { nullable: true, description: 'Why it was refused or failed; null otherwise.' })
  error!: JobErrorType | null;

  @Field(() => GraphQLISODateTime, { description: 'When it began.' })
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it ended.' })
  finishedAt!: Date | null;
}

export const ScheduledRunConnectionType = connectionOf('ScheduledRun', () => ScheduledRunType);
