import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Interval } from '../../domain/statistics/interval.js';
import { connectionOf } from '../pagination.js';
import { IntervalType } from '../retrieval-run/interval.type.js';
import { RetrievalRunType } from '../retrieval-run/retrieval-run.type.js';

@ObjectType('LeaderboardEntry', { description: 'A finished run in its place among those that it can be compared with.' })
export class LeaderboardEntryType {
  @Field(() => Int, {
    description: 'Numbers the boards from 1. Runs are of one board if they are of one version of ranking and evaluation and were asked the same questions about the same gallery; others are never ranked together. The present version and the newest snapshot come first.',
  })
  board!: number;

  @Field(() => Boolean, { description: 'Whether it is of the first board. The figures of another cannot be held against it.' })
  comparable!: boolean;

  @Field(() => Int, { description: 'By recall within its board, from 1; equal recalls share a rank.' })
  rank!: number;

  @Field(() => RetrievalRunType, { description: 'The run, with its configuration, index, record and version.' })
  run!: object;

  @Field(() => Float, { description: 'Mean of the recall over classes with a query, 0 … 1.' })
  recall!: number;

  @Field(() => IntervalType, { nullable: true, description: 'Of the recall; null for a control.' })
  interval!: Interval | null;

  @Field(() => Float, { description: 'Mean of the chance over classes.' })
  chance!: number;

  @Field(() => Float, { nullable: true, description: 'Mean of the lift over classes that have one.' })
  lift!: number | null;

  @Field(() => Int, { description: 'n: queries that were judged.' })
  queries!: number;

  @Field(() => Int, { description: 'Their patients, over whom the interval is.' })
  patients!: number;

  @Field(() => Float, { nullable: true, description: 'Median of a whole query, ms; null for a control.' })
  milliseconds!: number | null;
}

export const LeaderboardConnectionType = connectionOf('LeaderboardEntry', () => LeaderboardEntryType);
