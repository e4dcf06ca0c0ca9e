import type { BenchmarkScheduleId, TeamId } from '../domain/ids.js';
import type { JobError } from '../services/ports/records.js';
import type { OpenedRun, ScheduledRuns } from '../services/schedules/scheduled-runs.js';
import type { ActivityContext } from './activity-context.js';
import { guarded, heartbeating } from './guarded.js';

export type ScheduleActivities = ReturnType<typeof createScheduleActivities>;

/** One time at which a schedule fired. */
export interface Fire {
  readonly teamId: TeamId;
  readonly scheduleId: BenchmarkScheduleId;
  /** The id of the workflow that the schedule started. */
  readonly fire: string;
}

interface Dependencies extends ActivityContext {
  readonly scheduled: ScheduledRuns;
}

export function createScheduleActivities({ catalogue, log, scheduled }: Dependencies) {
  return {
    openScheduledRun: ({ teamId, scheduleId, fire }: Fire): Promise<OpenedRun | null> => guarded(log, () => scheduled.open(catalogue.team(teamId), scheduleId, fire)),

    hasScheduledRunEnded: ({ teamId }: Fire, run: OpenedRun): Promise<boolean> => guarded(log, () => scheduled.hasEnded(catalogue.team(teamId), run)),

    /** Seconds to minutes: the tests of up to a thousand comparisons. */
    closeScheduledRun: ({ teamId }: Fire, run: OpenedRun): Promise<void> => heartbeating(log, () => scheduled.close(catalogue.team(teamId), run)),

    cancelScheduledRun: ({ teamId }: Fire, run: OpenedRun): Promise<void> => guarded(log, () => scheduled.cancel(catalogue.team(teamId), run)),

    failScheduledRun: ({ teamId, scheduleId, fire }: Fire, error: JobError): Promise<void> => guarded(log, () => scheduled.fail(catalogue.team(teamId), scheduleId, fire, error)),
  };
}
