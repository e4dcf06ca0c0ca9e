import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarsOf } from '../../../../src/domain/schedules/cron-calendars.js';
import { parseCron } from '../../../../src/domain/schedules/cron.js';

describe('a cron expression', () => {
  it('names minutes, hours, days and months by values, lists, ranges, steps and names', () => {
    expect(parseCron('30 3 * * *')).toMatchObject({ minutes: [30], hours: [3], anyDayOfMonth: true, anyDayOfWeek: true });
    expect(parseCron('*/20 8-18/5 1,15 jan,Jul-SEP *')).toMatchObject({ minutes: [0, 20, 40], hours: [8, 13, 18], daysOfMonth: [1, 15], months: [1, 7, 8, 9], anyDayOfMonth: false });
    expect(parseCron('5/25 0 * * mon-fri,7')).toMatchObject({ minutes: [5, 30, 55], daysOfWeek: [0, 1, 2, 3, 4, 5], anyDayOfWeek: false });
    expect(parseCron('0 0 * * 5-7').daysOfWeek).toEqual([0, 5, 6]);
    expect(parseCron('0 0 * * */2').daysOfWeek).toEqual([0, 2, 4, 6]);
    expect(parseCron('0 0 29 2 *').daysOfMonth).toEqual([29]);
    expect(parseCron('  0   0 * *  * ').hours).toEqual([0]);
  });

  it.each([
    ['', /five fields .* not 0/u],
    ['0 3 * *', /not 4/u],
    ['0 0 3 * * *', /not 6/u],
    ['@daily', /not 1/u],
    ['60 3 * * *', /minute: 60 is outside 0 … 59/u],
    ['0 24 * * *', /hour: 24 is outside 0 … 23/u],
    ['0 3 0 * *', /day of month: 0 is outside 1 … 31/u],
    ['0 3 * 13 *', /month: 13 is outside 1 … 12, jan … dec/u],
    ['0 3 * mon *', /month: mon is outside/u],
    ['0 3 * * 8', /day of week: 8 is outside 0 … 7, sun … sat/u],
    ['0 5-3 * * *', /hour: the range 5-3 runs backwards/u],
    ['0 */0 * * *', /hour: the step of \*\/0 is outside/u],
    ['0 */x * * *', /hour: "\*\/x" is no value/u],
    ['0 3,, * * *', /hour: "" is no value/u],
    ['0 *-3 * * *', /hour: "\*-3" is no value/u],
    ['0 3 L * *', /day of month: L is outside/u],
    ['-5 3 * * *', /minute: "-5" is no value/u],
    ['0 3 30,31 2 *', /day of month: no month named has such a day/u],
  ])('that cannot be is refused with the field at fault: %j', (text, reason) => {
    expect(() => parseCron(text, 'input.cron')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', path: 'input.cron', message: expect.stringMatching(reason) as string }) as Error);
  });

  it('may fire twelve times an hour and no more', () => {
    expect(parseCron('*/5 * * * *').minutes).toHaveLength(12);
    expect(() => parseCron('* * * * *')).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }) as Error);
  });

  it('gives ascending values within their ranges for whatever is taken', () => {
    const field = (least: number, most: number) => fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }), fc.integer({ min: 1, max: 9 })).map(([a, b, step]) => ({ low: Math.min(a, b), high: Math.max(a, b), step }));
    fc.assert(
      fc.property(field(0, 23), field(1, 28), field(1, 12), (hour, day, month) => {
        const text = ({ low, high, step }: { low: number; high: number; step: number }): string => `${low}-${high}/${step}`;
        const cron = parseCron(`0 ${text(hour)} ${text(day)} ${text(month)} *`);
        for (const [values, { low, high, step }] of [[cron.hours, hour], [cron.daysOfMonth, day], [cron.months, month]] as const) {
          expect(values).toEqual(Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, at) => low + at * step));
        }
      }),
    );
  });
});

describe('the calendars of a cron expression', () => {
  it('are two where a day of the month and one of the week are named: either will do', () => {
    expect(calendarsOf(parseCron('0 3 * * *'))).toMatchObject([{ daysOfMonth: null, daysOfWeek: null }]);
    expect(calendarsOf(parseCron('0 3 13 * *'))).toMatchObject([{ daysOfMonth: [13], daysOfWeek: null }]);
    expect(calendarsOf(parseCron('0 3 * * fri'))).toMatchObject([{ daysOfMonth: null, daysOfWeek: [5] }]);
    expect(calendarsOf(parseCron('0 3 13 * fri'))).toMatchObject([{ daysOfMonth: [13], daysOfWeek: null }, { daysOfMonth: null, daysOfWeek: [5] }]);
  });
});
