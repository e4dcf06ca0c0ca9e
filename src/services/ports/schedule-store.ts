import type { BenchmarkScheduleId, ScheduledRunId } from '../../domain/ids.js';
import type { Watch } from '../../domain/schedules/settle.js';
import type { Page, PageRequest } from './catalogue.js';
import type { BenchmarkScheduleRecord, ScheduledRunRecord } from './schedule-records.js';

export interface BenchmarkScheduleStore {
  /** Throws CONFLICT when the team has one of this name, LIMIT_EXCEEDED when it has `most` already. */
  insert(schedule: BenchmarkScheduleRecord, most: number): Promise<void>;
  get(id: BenchmarkScheduleId): Promise<BenchmarkScheduleRecord | null>;
  getMany(ids: readonly BenchmarkScheduleId[]): Promise<readonly BenchmarkScheduleRecord[]>;
  list(page: PageRequest<BenchmarkScheduleId>): Promise<Page<BenchmarkScheduleRecord>>;
  /** Null when there is none. Throws CONFLICT when another has the name. */
  update(id: BenchmarkScheduleId, change: Partial<Pick<BenchmarkScheduleRecord, 'name' | 'note' | 'trigger' | 'overlap' | 'paused'>>): Promise<BenchmarkScheduleRecord | null>;
  /** With its list of runs; the benchmark runs stay. False when there is none. */
  delete(id: BenchmarkScheduleId): Promise<boolean>;
  /** Notes what was seen, unless another process has done so since `before` was read; false then. */
  watch(id: BenchmarkScheduleId, before: Watch | null, after: Watch): Promise<boolean>;
  /** The stored run where there is one of this id; null when the schedule is gone. */
  openRun(run: ScheduledRunRecord): Promise<ScheduledRunRecord | null>;
  getRun(id: ScheduledRunId): Promise<ScheduledRunRecord | null>;
  getRuns(ids: readonly ScheduledRunId[]): Promise<readonly ScheduledRunRecord[]>;
  /** Ignored for a run that has ended. */
  updateRun(id: ScheduledRunId, change: Partial<Pick<ScheduledRunRecord, 'state' | 'benchmarkRunId' | 'previousRunId' | 'outcome' | 'alert' | 'error' | 'finishedAt'>>): Promise<void>;
  /** The newest run, or the newest of this state. */
  lastRun(id: BenchmarkScheduleId, state?: ScheduledRunRecord['state']): Promise<ScheduledRunRecord | null>;
  /** The same page of the runs of each schedule, newest first. */
  runPagesOf(ids: readonly BenchmarkScheduleId[], page: PageRequest<ScheduledRunId>): Promise<ReadonlyMap<string, Page<ScheduledRunRecord>>>;
}
