import { Field, Float, ObjectType } from 'type-graphql';
import type { IntervalMethod } from '../../domain/statistics/interval.js';
import { graphqlEnum } from '../graphql-enum.js';

export const IntervalMethodEnum = graphqlEnum<IntervalMethod>('IntervalMethod', 'How an interval was found.', {
  BOOTSTRAP: 'Percentiles of 10,000 draws of query patients.',
  CLOPPER_PEARSON: 'Of Clopper and Pearson, over the patients of a class in which all trials were right, or none.',
});

@ObjectType('Interval', { description: 'Of 95 %, over the patients of the queries: it speaks of other queries against the same gallery.' })
export class IntervalType {
  @Field(() => Float, { description: 'Its lower end.' })
  low!: number;

  @Field(() => Float, { description: 'Its upper end.' })
  high!: number;

  @Field(() => IntervalMethodEnum, { description: 'How it was found.' })
  method!: IntervalMethod;
}
