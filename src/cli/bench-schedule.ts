import { VoxseekError } from '../domain/errors/voxseek-error.js';
import type { Environment } from '../environment.js';
import type { OverlapPolicy } from '../services/ports/schedule-records.js';
import { benchmarkRequest } from './bench-run.js';
import type { BenchmarkChoice } from './bench-run.js';
import { openClient } from './client/open-client.js';
import { changeSchedule, createSchedule, fetchSchedules } from './client/schedules.js';
import type { ScheduleAnswer, ScheduleCommand, ScheduleTriggerInput } from './client/schedules.js';
import { columns } from './columns.js';

export interface CreateScheduleOptions extends BenchmarkChoice {
  readonly name: string;
  readonly cron?: string;
  readonly timeZone: string;
  /** True without a word after it. */
  readonly onChange?: true | readonly string[];
  readonly settle: string;
  readonly overlap: string;
  readonly note?: string;
  readonly paused?: true;
}

const OVERLAPS = ['SKIP', 'BUFFER_ONE', 'BUFFER_ALL', 'CANCEL_OTHER', 'ALLOW_ALL'] as const satisfies readonly OverlapPolicy[];
const WATCHED = ['DATASETS', 'MODELS'] as const;

/** `voxseek bench schedule create`: has a benchmark run again and again. */
export async function createBenchmarkSchedule(options: CreateScheduleOptions, environment: Environment): Promise<void> {
  const { name, note = null, paused = false, overlap } = options;
  const input = { name, note, paused, overlap: oneOf('--overlap', OVERLAPS, overlap), trigger: triggerOf(options), ...(await benchmarkRequest(options)) };
  const id = await createSchedule(await openClient(environment), input);
  process.stdout.write(`${id}\n`);
}

/** `voxseek bench schedule list`: every schedule with its next and its last run. */
export async function listBenchmarkSchedules(_options: object, environment: Environment): Promise<void> {
  const schedules = await fetchSchedules(await openClient(environment));
  const lines = columns([['schedule', 'runs', 'next', 'last', ''], ...schedules.map(rowOf)]);
  process.stdout.write(schedules.length === 0 ? 'There are no schedules.\n' : `${lines.join('\n')}\n`);
}

/** `voxseek bench schedule pause|resume|trigger|delete`. */
export async function changeBenchmarkSchedule({ command, schedule }: { readonly command: ScheduleCommand; readonly schedule: string }, environment: Environment): Promise<void> {
  await changeSchedule(await openClient(environment), command, schedule);
}

function rowOf({ name, paused, cron, onChange, nextRuns, lastRuns }: ScheduleAnswer): readonly string[] {
  const [last] = lastRuns.nodes;
  const when = cron === null ? `on change of ${(onChange?.of ?? []).join(', ').toLowerCase()}` : `${cron.expression} ${cron.timeZone}`;
  const fallen = last?.outcome?.filter(({ fell }) => fell).map(({ cell, measure, taxonomy, difference }) => `${cell} ${taxonomy ?? measure} ${(difference ?? 0).toFixed(3)}`) ?? [];
  return [
    name,
    when,
    paused ? 'paused' : (nextRuns?.[0] ?? '–'),
    last === undefined ? '–' : `${last.createdAt} ${last.state.toLowerCase()}`,
    last?.alert === true ? `ALERT: fell significantly: ${fallen.join('; ')}` : last?.error === undefined || last.error === null ? '' : `${last.error.code}: ${last.error.message}`,
  ];
}

function triggerOf({ cron, timeZone, onChange, settle }: CreateScheduleOptions): ScheduleTriggerInput {
  if ((cron === undefined) === (onChange === undefined)) {
    throw new VoxseekError('INVALID_INPUT', 'Say when it runs: either --cron "0 3 * * *", or --on-change.', { path: '--cron' });
  }
  if (cron !== undefined) return { cron: { expression: cron, timeZone } };
  const of = onChange === true || onChange === undefined ? WATCHED : onChange.map((one) => oneOf('--on-change', WATCHED, one));
  return { onChange: { of, settleSeconds: wholeNumber('--settle', settle) } };
}

function wholeNumber(option: string, given: string): number {
  if (/^\d{1,9}$/u.test(given)) return Number(given);
  throw new VoxseekError('INVALID_INPUT', `${option}: "${given}" is no whole number of seconds.`, { path: option });
}

function oneOf<Value extends string>(option: string, values: readonly Value[], given: string): Value {
  const value = values.find((one) => one === given.toUpperCase().replaceAll('-', '_'));
  if (value !== undefined) return value;
  throw new VoxseekError('INVALID_INPUT', `${option}: "${given}" is none of ${values.join(', ')}.`, { path: option });
}
