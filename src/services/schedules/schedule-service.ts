import type { BenchmarkScheduleId } from '../../domain/ids.js';
import type { BenchmarkDocument } from '../benchmarks/document/benchmark-document.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { BenchmarkScheduleRecord, OverlapPolicy, Watched } from '../ports/schedule-records.js';

export type TriggerRequest =
  | { readonly kind: 'CRON'; readonly cron: string; readonly timeZone: string }
  | { readonly kind: 'ON_CHANGE'; readonly of: readonly Watched[]; readonly settleSeconds: number };

export interface ScheduleRequest {
  readonly name: string;
  readonly note: string | null;
  readonly document: BenchmarkDocument;
  readonly trigger: TriggerRequest;
  readonly overlap: OverlapPolicy;
  readonly paused: boolean;
  readonly createdBy: string;
}

export type ScheduleChange = Partial<Pick<ScheduleRequest, 'name' | 'note' | 'trigger' | 'overlap' | 'paused'>>;

/** Ids are of the caller's team; all but `create` throw NOT_FOUND. */
export interface ScheduleService {
  /** Throws INVALID_INPUT with the field at fault, CONFLICT for a name that is taken, NOT_FOUND for a data set that is not there, LIMIT_EXCEEDED. */
  create(team: TeamCatalogue, request: ScheduleRequest): Promise<BenchmarkScheduleRecord>;
  /** Throws as `create` does. The document stays: another one is another schedule. */
  update(team: TeamCatalogue, id: BenchmarkScheduleId, change: ScheduleChange): Promise<BenchmarkScheduleRecord>;
  /** A run now, also of a paused schedule, under its overlap policy. Throws DEPENDENCY_UNAVAILABLE. */
  trigger(team: TeamCatalogue, id: BenchmarkScheduleId): Promise<BenchmarkScheduleRecord>;
  /** With the list of its runs; what they measured stays, and one that is under way goes on. */
  delete(team: TeamCatalogue, id: BenchmarkScheduleId): Promise<void>;
  /** When it runs next, up to ten times; none for a paused one and for one that waits for a change. Throws DEPENDENCY_UNAVAILABLE. */
  nextRuns(team: TeamCatalogue, schedule: BenchmarkScheduleRecord): Promise<readonly Date[]>;
}
