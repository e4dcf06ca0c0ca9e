import { randomUUID } from 'node:crypto';
import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';
import { asId } from '../../domain/ids.js';
import type { BenchmarkScheduleId } from '../../domain/ids.js';
import type { BenchmarkDocument } from '../benchmarks/document/benchmark-document.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { Log } from '../ports/log.js';
import type { ScheduleEngine } from '../ports/schedule-engine.js';
import type { BenchmarkScheduleRecord } from '../ports/schedule-records.js';
import { checkTrigger } from './check-trigger.js';
import { engineSchedule } from './engine-schedule.js';
import type { ScheduleService } from './schedule-service.js';

interface Dependencies {
  readonly engine: ScheduleEngine;
  readonly log: Log;
  readonly now?: () => Date;
}

export const MOST_SCHEDULES = 100;

/** The row first: what the engine could not be told because it is away, it is told when schedules are reconciled. */
export function createScheduleService({ engine, log, now = () => new Date() }: Dependencies): ScheduleService {
  async function tell(id: BenchmarkScheduleId, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isVoxseekError(error) || error.code !== 'DEPENDENCY_UNAVAILABLE') throw error;
      log.warn({ scheduleId: id }, 'The workflow engine does not answer; it is told of the schedule when it is back.');
    }
  }

  return {
    async create(team, { document, trigger, ...request }) {
      await requireDatasets(team, document);
      const schedule: BenchmarkScheduleRecord = { ...request, id: asId('BenchmarkSchedule', `bsch_${randomUUID()}`), document, trigger: checkTrigger(trigger), watch: null, createdAt: now() };
      await team.schedules.insert(schedule, MOST_SCHEDULES);
      await tell(schedule.id, () => engine.put(engineSchedule(team.teamId, schedule)));
      return schedule;
    },

    async update(team, id, { trigger, ...change }) {
      const updated = await team.schedules.update(id, { ...change, ...(trigger === undefined ? {} : { trigger: checkTrigger(trigger) }) });
      if (updated === null) throw noSchedule(id);
      await tell(id, () => engine.put(engineSchedule(team.teamId, updated)));
      return updated;
    },

    async trigger(team, id) {
      const schedule = await requireSchedule(team, id);
      const reference = { teamId: team.teamId, scheduleId: id };
      if (await engine.trigger(reference, schedule.overlap)) return schedule;
      // The engine lost it, or was never told.
      await engine.put(engineSchedule(team.teamId, schedule));
      await engine.trigger(reference, schedule.overlap);
      return schedule;
    },

    async delete(team, id) {
      if (!(await team.schedules.delete(id))) throw noSchedule(id);
      await tell(id, () => engine.remove({ teamId: team.teamId, scheduleId: id }));
    },

    nextRuns: (team, { id, paused, trigger }) => (paused || trigger.kind !== 'CRON' ? Promise.resolve([]) : engine.nextTimes({ teamId: team.teamId, scheduleId: id })),
  };
}

const noSchedule = (id: string): VoxseekError => new VoxseekError('NOT_FOUND', `There is no schedule ${id}.`, { path: 'id' });

async function requireSchedule(team: TeamCatalogue, id: BenchmarkScheduleId): Promise<BenchmarkScheduleRecord> {
  const schedule = await team.schedules.get(id);
  if (schedule === null) throw noSchedule(id);
  return schedule;
}

/** A name that is mistyped shows at once; a data set may still be empty, or go later: then the run is refused. */
async function requireDatasets(team: TeamCatalogue, { gallery, queries }: BenchmarkDocument): Promise<void> {
  for (const [set, path] of [[gallery, 'gallery.dataset'], [queries, 'queries.dataset']] as const) {
    if (set === undefined || (await team.datasets.findByName(set.dataset)) !== null) continue;
    throw new VoxseekError('NOT_FOUND', `${path}: there is no data set "${set.dataset}". Import one, or correct its name.`, { path });
  }
}
