import { VoxseekError } from '../errors/voxseek-error.js';

/** The minutes at which a cron expression fires, field by field; every list ascending and without repeats. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[];
  /** 1 = January. */
  readonly months: readonly number[];
  /** 0 = Sunday. */
  readonly daysOfWeek: readonly number[];
  /** Whether the day of the month, or that of the week, was left open (`*`). */
  readonly anyDayOfMonth: boolean;
  readonly anyDayOfWeek: boolean;
}

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names of the values from `least` on. */
  readonly names?: readonly string[];
}

const FIELDS = {
  minutes: { name: 'minute', least: 0, most: 59 },
  hours: { name: 'hour', least: 0, most: 23 },
  daysOfMonth: { name: 'day of month', least: 1, most: 31 },
  months: { name: 'month', least: 1, most: 12, names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  // 7 is Sunday as well, so that `5-7` can be said.
  daysOfWeek: { name: 'day of week', least: 0, most: 7, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
} as const satisfies Record<string, Field>;

const ORDER = ['minutes', 'hours', 'daysOfMonth', 'months', 'daysOfWeek'] as const;

/** Each run is a benchmark: every five minutes is as often as makes sense. */
const MOST_AN_HOUR = 12;

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * Reads a cron expression of five fields: minute, hour, day of month, month, day of week. A field is `*`, or a list of values, ranges
 * (`1-5`) and steps (`0-59/15`, `8-18/2`); months and days of the week may be named (`jan`, `mon`). Throws INVALID_INPUT naming the field at
 * fault, or where no day is ever met; LIMIT_EXCEEDED for more than twelve times an hour.
 */
export function parseCron(text: string, path = 'cron'): Cron {
  const invalid = (reason: string): VoxseekError => new VoxseekError('INVALID_INPUT', `${path}: ${reason}.`, { path });
  const parts = text.trim().split(/\s+/u);
  if (parts.length !== ORDER.length) {
    throw invalid(`a cron expression has five fields (minute, hour, day of month, month, day of week), not ${text.trim() === '' ? 0 : parts.length}`);
  }
  const [minutes = [], hours = [], daysOfMonth = [], months = [], weekdays = []] = ORDER.map((key, at) => valuesOf(parts[at] ?? '', FIELDS[key], invalid));
  const cron: Cron = {
    ...{ minutes, hours, daysOfMonth, months },
    daysOfWeek: [...new Set(weekdays.map((day) => day % 7))].sort((a, b) => a - b),
    anyDayOfMonth: parts[2] === '*',
    anyDayOfWeek: parts[4] === '*',
  };
  if (minutes.length > MOST_AN_HOUR) {
    throw new VoxseekError('LIMIT_EXCEEDED', `${path}: minute: it would run ${minutes.length} times an hour; ${MOST_AN_HOUR} are the most, e.g. "*/5".`, { path });
  }
  if (cron.anyDayOfWeek && !months.some((month) => daysOfMonth.some((day) => day <= (DAYS_IN_MONTH[month - 1] ?? 0)))) {
    throw invalid('day of month: no month named has such a day, so it would never run');
  }
  return cron;
}

function valuesOf(text: string, field: Field, invalid: (reason: string) => VoxseekError): readonly number[] {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const match = /^(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/([0-9]+))?$/iu.exec(item);
    const [, from = '', to, step] = match ?? [];
    if (match === null || (from === '*' && to !== undefined)) throw invalid(`${field.name}: "${item.slice(0, 40)}" is no value, range or step`);
    // The seventh day is there to end a range; `*` has each day once.
    const last = field.most - (field.name === FIELDS.daysOfWeek.name ? 1 : 0);
    const low = from === '*' ? field.least : numberOf(from, field, invalid);
    // `3/4` is from 3 on, as in every cron.
    const high = to !== undefined ? numberOf(to, field, invalid) : from === '*' || step !== undefined ? Math.max(last, low) : low;
    if (low > high) throw invalid(`${field.name}: the range ${item} runs backwards`);
    const every = step === undefined ? 1 : Number(step);
    if (every < 1 || every > field.most) throw invalid(`${field.name}: the step of ${item} is outside 1 … ${field.most}`);
    for (let value = low; value <= high; value += every) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function numberOf(text: string, { name, least, most, names = [] }: Field, invalid: (reason: string) => VoxseekError): number {
  const named = names.indexOf(text.toLowerCase());
  const value = named >= 0 ? named + least : /^\d+$/u.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) throw invalid(`${name}: ${text.slice(0, 40)} is outside ${least} … ${most}${names.length > 0 ? `, ${names[0]} … ${names.at(-1)}` : ''}`);
  return value;
}
