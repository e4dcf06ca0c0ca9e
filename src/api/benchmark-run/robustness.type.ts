import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import { IntervalType } from '../retrieval-run/interval.type.js';
import { RetrievalRunType } from '../retrieval-run/retrieval-run.type.js';
import { EvaluationTaxonomyEnum } from '../segmentation/segmentation.type.js';

@ObjectType('RobustnessFigures', { description: 'Recall of perturbed queries beside that of the queries as they are, over the classes that both were judged on.' })
export class RobustnessFiguresType {
  @Field(() => EvaluationTaxonomyEnum, { description: 'In this taxonomy.' })
  taxonomy!: EvaluationTaxonomy;

  @Field(() => Float, { nullable: true, name: 'recall', description: 'Mean recall over these classes, perturbed, 0 … 1; null without such a class.' })
  a!: number | null;

  @Field(() => Float, { nullable: true, name: 'baselineRecall', description: 'The same of the queries as they are.' })
  b!: number | null;

  @Field(() => Float, { nullable: true, description: 'The first less the second.' })
  difference!: number | null;

  @Field(() => IntervalType, { nullable: true, description: 'Of the difference: of 95 %, paired, over the patients.' })
  interval!: IntervalType | null;

  @Field(() => Float, { nullable: true, description: 'Two-sided p of the difference, 0 … 1, by swapping the trials of whole patients: exact below 14 patients, else of 10,000 seeded swaps. Null without such a class.' })
  p!: number | null;

  @Field(() => Float, { nullable: true, description: 'That p adjusted by Holm over all perturbations, cells and taxonomies of the benchmark run that have one so far.' })
  pHolm!: number | null;

  @Field(() => Int, { description: 'Classes with a judged trial on both sides.' })
  classes!: number;

  @Field(() => Int, { description: 'Patients with such a trial.' })
  patients!: number;
}

@ObjectType('RobustnessRow', { description: 'A cell over perturbed queries.' })
export class RobustnessRowType {
  @Field(() => RetrievalRunType, { description: 'Its run.' })
  run!: object;

  @Field(() => RetrievalRunType, { description: 'The run of the same cell over the queries as they are.' })
  baseline!: object;

  @Field(() => [RobustnessFiguresType], { description: 'By taxonomy; none until both runs have succeeded.' })
  figures!: readonly RobustnessFiguresType[];
}
