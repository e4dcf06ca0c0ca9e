import type { BenchmarkRunId, BenchmarkScheduleId, ScheduledRunId } from '../../domain/ids.js';
import type { CellOutcome } from '../../domain/schedules/run-outcome.js';
import type { Watch } from '../../domain/schedules/settle.js';
import type { JobError } from './records.js';

/** What a schedule can watch: the members and labels of its data sets, or the encoders that its document comes to. */
export type Watched = 'DATASETS' | 'MODELS';

export type ScheduleTrigger =
  | {
      readonly kind: 'CRON';
      /** Five fields, validated. */
      readonly cron: string;
      /** Of the tz database. */
      readonly timeZone: string;
    }
  | {
      readonly kind: 'ON_CHANGE';
      readonly of: readonly Watched[];
      /** How long the new state must have been at rest. */
      readonly settleSeconds: number;
    };

/** What becomes of a run that is due while one is going on; as the workflow engine has them. */
export type OverlapPolicy = 'SKIP' | 'BUFFER_ONE' | 'BUFFER_ALL' | 'CANCEL_OTHER' | 'ALLOW_ALL';

export interface BenchmarkScheduleRecord {
  readonly id: BenchmarkScheduleId;
  /** Unique in the team. */
  readonly name: string;
  readonly note: string | null;
  /** A benchmark document, validated when it was stored and again when it is run. */
  readonly document: unknown;
  readonly trigger: ScheduleTrigger;
  readonly overlap: OverlapPolicy;
  readonly paused: boolean;
  /** The name of the token that made it. */
  readonly createdBy: string;
  /** Of an ON_CHANGE schedule; null before it was first looked at. */
  readonly watch: Watch | null;
  readonly createdAt: Date;
}

/**
 * UNCHANGED: nothing that shapes the figures had changed since the last finished run, whose figures it shares. REFUSED: it could not be
 * started, and `error` says why.
 */
export type ScheduledRunState = 'RUNNING' | 'FINISHED' | 'UNCHANGED' | 'REFUSED' | 'FAILED' | 'CANCELLED';

export interface ScheduledRunRecord {
  readonly id: ScheduledRunId;
  readonly scheduleId: BenchmarkScheduleId;
  /** The id of the workflow that the engine started for it; null for a run of earlier versions. */
  readonly fire: string | null;
  readonly state: ScheduledRunState;
  /** Of data sets and encoders as they were found, see `stateOf`. */
  readonly dataState: string;
  /** Null until it was started, and for one that was refused. */
  readonly benchmarkRunId: BenchmarkRunId | null;
  /** The last finished run before it, which its figures are compared with; null for a first one. */
  readonly previousRunId: ScheduledRunId | null;
  /** Null until it finished, and for a first one. */
  readonly outcome: readonly CellOutcome[] | null;
  readonly alert: boolean;
  readonly error: JobError | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}
