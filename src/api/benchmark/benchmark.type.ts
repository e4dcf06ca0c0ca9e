import { Field, GraphQLISODateTime, ObjectType } from 'type-graphql';
import type { BenchmarkCell } from '../../services/ports/run-records.js';
import { NodeType } from '../node/node.type.js';
import { ControlEnum } from '../retrieval-config/retrieval-config.enums.js';
import { RetrievalConfigType } from '../retrieval-run/retrieval-run.type.js';

@ObjectType('BenchmarkCell', { description: 'One configuration of a grid.' })
export class BenchmarkCellType {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => ControlEnum, { nullable: true, description: 'The control that ranks in place of an index.' })
  control!: BenchmarkCell['control'];

  @Field(() => RetrievalConfigType, { description: 'The configuration.' })
  config!: object;
}

@ObjectType('Benchmark', { implements: NodeType, description: 'A grid of configurations on one snapshot, as a definition. The same definition is the same benchmark.' })
export class BenchmarkType extends NodeType {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was first defined.' })
  createdAt!: Date;
}
