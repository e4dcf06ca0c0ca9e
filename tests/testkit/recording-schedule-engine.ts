import type { EngineSchedule, ScheduleEngine, ScheduleReference } from '../../src/services/ports/schedule-engine.js';
import { VoxseekError } from '../../src/domain/errors/voxseek-error.js';

/** Keeps what it is told and fires nothing: for tests of requests and of reconciliation. */
export interface RecordingScheduleEngine extends ScheduleEngine {
  readonly schedules: Map<string, EngineSchedule>;
  /** The schedules that were triggered, in order. */
  readonly triggered: string[];
  /** The fires that were resumed, in order. */
  readonly resumed: string[];
  /** Every call fails as while the server is away. */
  away: boolean;
}

export function createRecordingScheduleEngine(): RecordingScheduleEngine {
  const schedules = new Map<string, EngineSchedule>();
  const triggered: string[] = [];
  const resumed: string[] = [];
  const key = ({ teamId, scheduleId }: ScheduleReference): string => `${teamId}/${scheduleId}`;
  const there = <T>(work: () => T): Promise<T> =>
    engine.away ? Promise.reject(new VoxseekError('DEPENDENCY_UNAVAILABLE', 'Temporal does not answer.', { path: 'temporal' })) : Promise.resolve().then(work);
  const engine: RecordingScheduleEngine = {
    schedules,
    triggered,
    resumed,
    away: false,
    put: (schedule) => there(() => void schedules.set(key(schedule), schedule)),
    remove: (schedule) => there(() => void schedules.delete(key(schedule))),
    trigger: (schedule) =>
      there(() => {
        if (!schedules.has(key(schedule))) return false;
        triggered.push(schedule.scheduleId);
        return true;
      }),
    resume: (_, fire) => there(() => void resumed.push(fire)),
    nextTimes: () => there(() => [new Date('2030-01-01T03:00:00.000Z')]),
    list: () => there(() => [...schedules.values()].map(({ teamId, scheduleId, mark, paused }) => ({ teamId, scheduleId, mark, paused }))),
  };
  return engine;
}
