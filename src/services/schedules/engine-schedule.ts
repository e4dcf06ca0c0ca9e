import { createHash } from 'node:crypto';
import { calendarsOf } from '../../domain/schedules/cron-calendars.js';
import { parseCron } from '../../domain/schedules/cron.js';
import type { TeamId } from '../../domain/ids.js';
import type { EngineSchedule } from '../ports/schedule-engine.js';
import type { BenchmarkScheduleRecord } from '../ports/schedule-records.js';

/** What the engine is to know of a schedule: one that waits for a change never fires by itself. */
export function engineSchedule(teamId: TeamId, { id, trigger, overlap, paused }: BenchmarkScheduleRecord): EngineSchedule {
  const times = trigger.kind === 'CRON' ? { calendars: calendarsOf(parseCron(trigger.cron)), timeZone: trigger.timeZone } : { calendars: [], timeZone: 'UTC' };
  const told = { ...times, overlap, paused };
  const mark = createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 16);
  return { teamId, scheduleId: id, ...told, mark };
}
