import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { BenchmarkRunRecord } from '../../services/ports/run-records.js';
import type { BenchmarkScheduleRecord, ScheduledRunRecord } from '../../services/ports/schedule-records.js';
import { BenchmarkRunType } from '../benchmark-run/benchmark-run.type.js';
import type { ApiContext } from '../context.js';
import { BenchmarkScheduleType } from './benchmark-schedule.type.js';
import { ScheduledRunType } from './scheduled-run.type.js';

@Resolver(() => ScheduledRunType)
export class ScheduledRunResolver {
  @FieldResolver(() => BenchmarkScheduleType, { nullable: true, description: 'The schedule.' })
  schedule(@Root() { scheduleId }: ScheduledRunRecord, @Ctx() context: ApiContext): Promise<BenchmarkScheduleRecord | null> {
    return context.loaders.schedules.load(scheduleId);
  }

  @FieldResolver(() => BenchmarkRunType, { nullable: true, description: 'What was measured; null for a run that was refused.' })
  benchmarkRun(@Root() { benchmarkRunId }: ScheduledRunRecord, @Ctx() context: ApiContext): Promise<BenchmarkRunRecord | null> | null {
    return benchmarkRunId === null ? null : context.loaders.benchmarkRuns.load(benchmarkRunId);
  }

  @FieldResolver(() => ScheduledRunType, { nullable: true, description: 'The last finished run before it, which it is compared with; null where there is none.' })
  previous(@Root() { previousRunId }: ScheduledRunRecord, @Ctx() context: ApiContext): Promise<ScheduledRunRecord | null> | null {
    return previousRunId === null ? null : context.loaders.scheduledRuns.load(previousRunId);
  }
}
