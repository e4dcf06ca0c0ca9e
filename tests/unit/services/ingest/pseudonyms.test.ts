import { expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import { createPseudonyms } from '../../../../src/services/ingest/pseudonyms.js';

const [one, two] = [asId('Team', 'team_one'), asId('Team', 'team_two')];
const pseudonyms = createPseudonyms('installation secret');

it('is stable, and differs by team, key, kind and installation', () => {
  const patient = pseudonyms.patient(one, 'MRN-1');
  expect(patient).toMatch(/^[0-9a-f]{32}$/u);
  expect(createPseudonyms('installation secret').patient(one, 'MRN-1')).toBe(patient);
  const others = [
    pseudonyms.patient(two, 'MRN-1'),
    pseudonyms.patient(one, 'MRN-2'),
    pseudonyms.study(one, patient, 'MRN-1'),
    pseudonyms.study(one, pseudonyms.patient(one, 'MRN-2'), 'MRN-1'),
    createPseudonyms('another secret').patient(one, 'MRN-1'),
  ];
  expect(new Set([patient, ...others]).size).toBe(6);
});

it('moves the dates of a patient by days that follow from the team and the patient alone', () => {
  const shifts = Array.from({ length: 400 }, (_, index) => pseudonyms.dateShift(one, pseudonyms.patient(one, `MRN-${index}`)));
  expect(shifts.every((shift) => Number.isInteger(shift) && shift !== 0 && Math.abs(shift) <= 182)).toBe(true);
  expect(new Set(shifts).size).toBeGreaterThan(200);
  const patient = pseudonyms.patient(one, 'MRN-1');
  expect(createPseudonyms('installation secret').dateShift(one, patient)).toBe(shifts[1]);
  expect(createPseudonyms('another secret').dateShift(one, patient)).not.toBe(shifts[1]);
  expect(pseudonyms.other(one, 'series', '1.2')).not.toBe(pseudonyms.other(one, 'query', '1.2'));
});
