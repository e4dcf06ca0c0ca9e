import { ArrayMaxSize, ArrayMinSize, IsNotEmpty, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Field, InputType, Int } from 'type-graphql';
import type { OverlapPolicy, Watched } from '../../services/ports/schedule-records.js';
import { SETTLE_SECONDS } from '../../services/schedules/check-trigger.js';
import { RunBenchmarkInput } from '../benchmark-run/benchmark-run.input.js';
import { OverlapPolicyEnum, WatchedEnum } from './benchmark-schedule.enums.js';

@InputType({ description: 'Times of the clock.' })
export class CronTriggerInput {
  @Field(() => String, {
    description: 'Five fields: minute 0 … 59, hour 0 … 23, day of month 1 … 31, month 1 … 12 or jan …, day of week 0 … 7 or sun …; each `*`, or a list of values, ranges (1-5) and steps (*/15). Where both days are named, either will do. At most twelve times an hour.',
  })
  @MaxLength(200)
  expression!: string;

  @Field(() => String, { defaultValue: 'UTC', description: 'The time zone in which they are meant, of the tz database, e.g. Europe/Berlin.' })
  @MaxLength(100)
  timeZone!: string;
}

@InputType({ description: 'A change that has come to rest.' })
export class ChangeTriggerInput {
  @Field(() => [WatchedEnum], { defaultValue: ['DATASETS', 'MODELS'], description: 'What is watched; at least one.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  of!: Watched[];

  @Field(() => Int, { defaultValue: SETTLE_SECONDS.usual, description: 'Seconds for which the new state must have been at rest, so that one import makes one run; 10 … 86,400.' })
  @Min(SETTLE_SECONDS.least)
  @Max(SETTLE_SECONDS.most)
  settleSeconds!: number;
}

@InputType({ description: 'When a schedule runs. Exactly one of the two.' })
export class ScheduleTriggerInput {
  @Field(() => CronTriggerInput, { nullable: true, description: 'By the clock.' })
  @ValidateNested()
  cron?: CronTriggerInput | null;

  @Field(() => ChangeTriggerInput, { nullable: true, description: 'When data or encoders have changed.' })
  @ValidateNested()
  onChange?: ChangeTriggerInput | null;
}

@InputType({ description: 'A schedule. Its benchmark is given as to `runBenchmark`: exactly one of `document` and `builtIn`.' })
export class CreateBenchmarkScheduleInput extends RunBenchmarkInput {
  @Field(() => String, { description: 'Its name, unique in the team; 1 … 200 characters.' })
  @IsNotEmpty()
  @MaxLength(200)
  name!: string;

  @Field(() => String, { nullable: true, description: 'About it, up to 2,000 characters, free of patient data.' })
  @MaxLength(2_000)
  note?: string | null;

  @Field(() => ScheduleTriggerInput, { description: 'When it runs.' })
  @ValidateNested()
  trigger!: ScheduleTriggerInput;

  @Field(() => OverlapPolicyEnum, { defaultValue: 'SKIP', description: 'What becomes of a run that is due while one is going on.' })
  overlap!: OverlapPolicy;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether it waits until it is resumed.' })
  paused!: boolean;
}

@InputType({ description: 'What is to be changed of a schedule; what is left out stays. Another benchmark is another schedule.' })
export class UpdateBenchmarkScheduleInput {
  @Field(() => String, { nullable: true, description: 'Its name, unique in the team; 1 … 200 characters.' })
  @IsNotEmpty()
  @MaxLength(200)
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'About it, up to 2,000 characters, free of patient data; empty for none.' })
  @MaxLength(2_000)
  note?: string | null;

  @Field(() => ScheduleTriggerInput, { nullable: true, description: 'When it runs.' })
  @ValidateNested()
  trigger?: ScheduleTriggerInput | null;

  @Field(() => OverlapPolicyEnum, { nullable: true, description: 'What becomes of a run that is due while one is going on.' })
  overlap?: OverlapPolicy | null;
}
