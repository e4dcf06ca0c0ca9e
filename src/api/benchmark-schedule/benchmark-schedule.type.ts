import { Field, GraphQLISODateTime, Int, ObjectType } from 'type-graphql';
import type { OverlapPolicy, Watched } from '../../services/ports/schedule-records.js';
import { NodeType } from '../node/node.type.js';
import { connectionOf } from '../pagination.js';
import { OverlapPolicyEnum, WatchedEnum } from './benchmark-schedule.enums.js';

@ObjectType('CronTrigger', { description: 'Runs at times of the clock.' })
export class CronTriggerType {
  @Field(() => String, { description: 'Minute, hour, day of month, month, day of week.' })
  expression!: string;

  @Field(() => String, { description: 'The time zone in which they are meant, of the tz database.' })
  timeZone!: string;
}

@ObjectType('ChangeTrigger', { description: 'Runs when what it watches has changed and come to rest.' })
export class ChangeTriggerType {
  @Field(() => [WatchedEnum], { description: 'What is watched.' })
  of!: readonly Watched[];

  @Field(() => Int, { description: 'Seconds for which the new state must have been at rest.' })
  settleSeconds!: number;
}

@ObjectType('BenchmarkSchedule', { implements: NodeType, description: 'A benchmark that is run again and again: by the clock, or when data or encoders have changed.' })
export class BenchmarkScheduleType extends NodeType {
  @Field(() => String, { description: 'Its name, unique in the team.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What somebody wrote about it.' })
  note!: string | null;

  @Field(() => OverlapPolicyEnum, { description: 'What becomes of a run that is due while one is going on.' })
  overlap!: OverlapPolicy;

  @Field(() => Boolean, { description: 'Whether it waits until it is resumed. It can be triggered all the same.' })
  paused!: boolean;

  @Field(() => String, { description: 'The name of the token that created it.' })
  createdBy!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was created.' })
  createdAt!: Date;
}

export const BenchmarkScheduleConnectionType = connectionOf('BenchmarkSchedule', () => BenchmarkScheduleType);
