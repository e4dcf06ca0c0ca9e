import { expect, it } from 'vitest';
import { checkTimeZone } from '../../../../src/domain/schedules/time-zone.js';

it.each([['UTC', 'UTC'], ['Europe/Berlin', 'Europe/Berlin'], ['europe/berlin', 'Europe/Berlin']])('a time zone is one of the tz database: %s', (given, known) => {
  expect(checkTimeZone(given)).toBe(known);
});

it.each(['', '+02:00', 'Berlin', 'Europe/Nowhere', 'UTC+2 hours'])('what it does not know is refused: %j', (given) => {
  expect(() => checkTimeZone(given, 'input.timeZone')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', path: 'input.timeZone' }) as Error);
});
