import type { EngineSchedule, ScheduleEngine, ScheduleReference } from '../ports/schedule-engine.js';

type Known = Awaited<ReturnType<ScheduleEngine['list']>>[number];

export interface Reconciliation {
  /** Missing in the engine, or out of date there. */
  readonly put: readonly EngineSchedule[];
  /** Without a row. */
  readonly remove: readonly ScheduleReference[];
}

/** What has to be done so that the engine has the schedules of the rows, as the rows have them, and no others. */
export function planReconciliation(wanted: readonly EngineSchedule[], known: readonly Known[]): Reconciliation {
  const key = ({ teamId, scheduleId }: ScheduleReference): string => `${teamId}/${scheduleId}`;
  const byKey = new Map(known.map((one) => [key(one), one]));
  const keys = new Set(wanted.map(key));
  return {
    put: wanted.filter((schedule) => {
      const there = byKey.get(key(schedule));
      return there?.mark !== schedule.mark || there.paused !== schedule.paused;
    }),
    remove: known.filter((one) => !keys.has(key(one))).map(({ teamId, scheduleId }) => ({ teamId, scheduleId })),
  };
}
