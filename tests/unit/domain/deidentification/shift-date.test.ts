import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LARGEST_SHIFT_DAYS, shiftDate, shiftDays } from '../../../../src/domain/deidentification/shift-date.js';

const days = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

it('reaches every shift but none alike, and never 0', () => {
  const counts = new Map<number, number>();
  for (let random = 0; random < 364 * 3; random += 1) counts.set(shiftDays(random), (counts.get(shiftDays(random)) ?? 0) + 1);
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 365 }, (_, index) => index - LARGEST_SHIFT_DAYS).filter((shift) => shift !== 0));
  expect(new Set(counts.values())).toEqual(new Set([3]));
});

it('keeps the intervals between the studies of a patient', () => {
  const date = fc.date({ min: new Date('1901-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10));
  fc.assert(
    fc.property(date, date, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (one, other, random) => {
      const [a, b] = [one, other].map((text) => shiftDate(text.replaceAll('-', ''), shiftDays(random)));
      if (a == null || b == null) throw new Error('no date');
      expect(days(a, b)).toBe(days(one, other));
      expect(Math.abs(days(one, a))).toBeLessThanOrEqual(LARGEST_SHIFT_DAYS);
      expect(a).not.toBe(one);
    }),
  );
});

it.each(['', '2021', '20211301', '20210230', 'SECRET', '2021030x', '02021101', '20210304101112'])('has no date for %j', (text) => {
  expect(shiftDate(text, 5)).toBeNull();
});

it('reads dates with dots, and goes over the end of a year', () => {
  expect(shiftDate('2020.12.31', 1)).toBe('2021-01-01');
  expect(shiftDate('20200301', -1)).toBe('2020-02-29');
});
