import { describe, expect, it } from 'vitest';
import { toDicomWebQuery } from '../../../../src/domain/dicomweb/query.js';

const query = (pairs: Readonly<Record<string, string>>) => toDicomWebQuery(Object.entries(pairs).map(([key, value]) => ({ key, value })));

describe('toDicomWebQuery', () => {
  it('is the same in whatever order it is written', () => {
    expect(JSON.stringify(query({ SeriesDescription: 'thin*', PatientID: ' P1 ' }))).toBe(JSON.stringify(query({ PatientID: 'P1', SeriesDescription: 'thin*' })));
  });

  it.each(['20200101', '20200101-', '-20200101', '20200101-20201231'])('takes the date %s', (StudyDate) => {
    expect(query({ StudyDate })).toEqual({ StudyDate });
  });

  it.each([
    ['an unknown key', { PatientName: 'SECRET' }],
    ['a key of a prototype', { toString: 'SECRET' }],
    ['an empty value', { PatientID: ' ' }],
    ['wildcards alone', { PatientID: '**' }],
    ['a list of values', { PatientID: 'SECRET\\x' }],
    ['a control character', { PatientID: 'SECRET\nx' }],
    ['a value that is too long', { PatientID: 'SECRET'.repeat(60) }],
    ['a wrong date', { StudyDate: 'SECRET' }],
    ['a wrong UID', { StudyInstanceUID: '1.2/../SECRET' }],
    ['nothing', {}],
  ])('refuses %s without naming the value', (_, pairs) => {
    const refused = expect(() => query(pairs as Readonly<Record<string, string>>));
    refused.toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    refused.not.toThrow(/SECRET/u);
  });

  it('refuses a key that is given twice', () => {
    expect(() => toDicomWebQuery([{ key: 'PatientID', value: 'a' }, { key: 'PatientID', value: 'b' }])).toThrow(/twice/u);
  });
});
