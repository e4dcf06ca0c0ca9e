import type { Cron } from './cron.js';

/** Times at which all of the fields agree; null where any value does. */
export interface Calendar {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[] | null;
  /** 1 = January. */
  readonly months: readonly number[];
  /** 0 = Sunday. */
  readonly daysOfWeek: readonly number[] | null;
}

/** Where both a day of the month and one of the week are named, cron fires on either: that takes two calendars. */
export function calendarsOf({ minutes, hours, months, daysOfMonth, daysOfWeek, anyDayOfMonth, anyDayOfWeek }: Cron): readonly Calendar[] {
  const shared = { minutes, hours, months };
  const byMonth: Calendar = { ...shared, daysOfMonth: anyDayOfMonth ? null : daysOfMonth, daysOfWeek: null };
  const byWeek: Calendar = { ...shared, daysOfMonth: null, daysOfWeek };
  if (anyDayOfWeek) return [byMonth];
  return anyDayOfMonth ? [byWeek] : [byMonth, byWeek];
}
