import type { BenchmarkScheduleId, TeamId } from '../../domain/ids.js';
import type { Calendar } from '../../domain/schedules/cron-calendars.js';
import type { OverlapPolicy } from './schedule-records.js';

export interface ScheduleReference {
  readonly teamId: TeamId;
  readonly scheduleId: BenchmarkScheduleId;
}

/** What the engine has to know of a schedule. */
export interface EngineSchedule extends ScheduleReference {
  /** When it fires by itself; never where there are none. */
  readonly calendars: readonly Calendar[];
  readonly timeZone: string;
  readonly overlap: OverlapPolicy;
  readonly paused: boolean;
  /** A hash of all this: what the engine has under another mark is out of date. */
  readonly mark: string;
}

/** Fires the runs of schedules. The rows are the truth: what the engine has is made to agree with them, again and again. All throw DEPENDENCY_UNAVAILABLE. */
export interface ScheduleEngine {
  /** Makes it, or brings it up to date. */
  put(schedule: EngineSchedule): Promise<void>;
  /** Does nothing where there is none. */
  remove(schedule: ScheduleReference): Promise<void>;
  /** Fires it now, paused or not. False where the engine has none. */
  trigger(schedule: ScheduleReference, overlap: OverlapPolicy): Promise<boolean>;
  /**
   * Starts the workflow of a fire anew where it does not run: the engine lost it with its data, or it was ended there by hand. One that
   * runs is left alone, however slow, so that many may ask at once.
   */
  resume(schedule: ScheduleReference, fire: string): Promise<void>;
  /** When it fires next, up to ten times, whether paused or not; none where the engine has no such schedule. */
  nextTimes(schedule: ScheduleReference): Promise<readonly Date[]>;
  /** All that the engine has; what changed in the last seconds may be missing. */
  list(): Promise<readonly (ScheduleReference & { readonly mark: string | null; readonly paused: boolean })[]>;
}
