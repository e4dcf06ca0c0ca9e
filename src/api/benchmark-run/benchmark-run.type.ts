import { Field, GraphQLISODateTime, ID, ObjectType } from 'type-graphql';
import type { JobState } from '../../services/ports/records.js';
import { JobStateEnum } from '../job/job.type.js';
import { NodeType } from '../node/node.type.js';
import { connectionOf } from '../pagination.js';
import { RetrievalRunType, TaxonomyMetricsType } from '../retrieval-run/retrieval-run.type.js';

@ObjectType('BenchmarkRow', { description: 'One cell of the grid with its figures.' })
export class BenchmarkRowType {
  @Field(() => RetrievalRunType, { description: 'The run of the cell, with its configuration, index and times.' })
  run!: object;

  @Field(() => String, { nullable: true, description: 'How its queries are perturbed, in words; null where they are as they are. `robustness` compares the two.' })
  perturbation!: string | null;

  @Field(() => TaxonomyMetricsType, { nullable: true, description: 'Over the 29 coarse classes; null until it finished.' })
  coarse!: TaxonomyMetricsType | null;

  @Field(() => TaxonomyMetricsType, { nullable: true, description: 'Over the 104 fine classes; null until it finished.' })
  fine!: TaxonomyMetricsType | null;
}

@ObjectType('BenchmarkRun', { implements: NodeType, description: 'A grid of configurations, with controls, over one snapshot.' })
export class BenchmarkRunType extends NodeType {
  @Field(() => ID, { description: 'Its definition.' })
  benchmarkId!: string;

  @Field(() => JobStateEnum, { description: 'How far it is.' })
  state!: JobState;

  @Field(() => GraphQLISODateTime, { description: 'When it was asked for.' })
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it ended.' })
  finishedAt!: Date | null;
}

export const BenchmarkRunConnectionType = connectionOf('BenchmarkRun', () => BenchmarkRunType);
