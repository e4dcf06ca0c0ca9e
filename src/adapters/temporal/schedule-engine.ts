import type { CalendarSpec, DayOfWeek, Month } from '@temporalio/client';
import { ScheduleAlreadyRunning, ScheduleNotFoundError, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { isId } from '../../domain/ids.js';
import type { Calendar } from '../../domain/schedules/cron-calendars.js';
import type { TaskQueues } from '../../services/jobs/workflow-call.js';
import { SCHEDULE_WORKFLOW } from '../../services/jobs/workflow-call.js';
import type { EngineSchedule, ScheduleEngine, ScheduleReference } from '../../services/ports/schedule-engine.js';
import type { TemporalAddress } from './connection.js';
import { connectTemporal } from './connection.js';

const MONTHS = ['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE', 'JULY', 'AUGUST', 'SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER'] as const satisfies readonly Month[];
const DAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const satisfies readonly DayOfWeek[];

/** A fire that was missed while the engine was away is made up for this long; a longer absence is waited out until the next one. */
const CATCH_UP = '1 hour';

/** Schedules of benchmarks among those of the engine: `<control queue>/benchmarkSchedule/<team>/<schedule>`. */
export function createTemporalScheduleEngine({ queues, ...server }: TemporalAddress & { readonly queues: TaskQueues }): ScheduleEngine & { close(): Promise<void> } {
  const temporal = connectTemporal(server);
  const prefix = `${queues.control}/benchmarkSchedule/`;
  const idOf = ({ teamId, scheduleId }: ScheduleReference): string => `${prefix}${teamId}/${scheduleId}`;
  /** False where the engine has no such schedule. */
  const ifThere = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof ScheduleNotFoundError) return false;
      throw error;
    }
  };

  return {
    async put(schedule) {
      const scheduleId = idOf(schedule);
      const options = optionsOf(schedule, queues);
      const update = (): Promise<boolean> => ifThere(() => temporal.call((client) => client.schedule.getHandle(scheduleId).update(() => options)));
      if (await update()) return;
      try {
        await temporal.call((client) => client.schedule.create({ scheduleId, ...options }));
      } catch (error) {
        if (!(error instanceof ScheduleAlreadyRunning)) throw error;
        await update();
      }
    },
    async remove(schedule) {
      await ifThere(() => temporal.call((client) => client.schedule.getHandle(idOf(schedule)).delete()));
    },
    trigger: (schedule, overlap) => ifThere(() => temporal.call((client) => client.schedule.getHandle(idOf(schedule)).trigger(overlap))),
    async resume({ teamId, scheduleId }, fire) {
      try {
        await temporal.call((client) =>
          client.workflow.start(SCHEDULE_WORKFLOW, {
            ...{ workflowId: fire, taskQueue: queues.control, args: [{ teamId, scheduleId, queues }] },
            // Beside itself never; again after it ended, for a row that is not written to its end.
            ...{ workflowIdConflictPolicy: 'FAIL', workflowIdReusePolicy: 'ALLOW_DUPLICATE' },
          }),
        );
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },
    async nextTimes(schedule) {
      let times: readonly Date[] = [];
      await ifThere(async () => {
        times = (await temporal.call((client) => client.schedule.getHandle(idOf(schedule)).describe())).info.nextActionTimes;
      });
      return times;
    },
    list: () =>
      temporal.call(async (client) => {
        const found = [];
        for await (const { scheduleId, state } of client.schedule.list()) {
          const [teamId = '', id = ''] = scheduleId.startsWith(prefix) ? scheduleId.slice(prefix.length).split('/') : [];
          if (isId('Team', teamId) && isId('BenchmarkSchedule', id)) found.push({ teamId, scheduleId: id, mark: state.note ?? null, paused: state.paused });
        }
        return found;
      }),
    close: () => temporal.close(),
  };
}

function optionsOf({ teamId, scheduleId, calendars, timeZone, overlap, paused, mark }: EngineSchedule, queues: TaskQueues) {
  return {
    spec: { calendars: calendars.map(toCalendar), timezone: timeZone },
    policies: { overlap, catchupWindow: CATCH_UP },
    // The note is the one field of a schedule that a list gives and an update sets.
    state: { paused, note: mark },
    action: { type: 'startWorkflow', workflowType: SCHEDULE_WORKFLOW, workflowId: `${teamId}/${scheduleId}`, taskQueue: queues.control, args: [{ teamId, scheduleId, queues }] },
  } as const;
}

function toCalendar({ minutes, hours, daysOfMonth, months, daysOfWeek }: Calendar): CalendarSpec {
  return {
    minute: [...minutes],
    hour: [...hours],
    dayOfMonth: daysOfMonth === null ? '*' : [...daysOfMonth],
    month: months.flatMap((month) => MONTHS[month - 1] ?? []),
    dayOfWeek: daysOfWeek === null ? '*' : daysOfWeek.flatMap((day) => DAYS[day] ?? []),
  };
}
