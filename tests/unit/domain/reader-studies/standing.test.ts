import { describe, expect, it } from 'vitest';
import { settleRecords } from '../../../../src/domain/reader-studies/settle-records.js';
import type { Said } from '../../../../src/domain/reader-studies/settle-records.js';
import { secondSessionOpensAt, standingOf } from '../../../../src/domain/reader-studies/standing.js';

const day = (number: number): Date => new Date(Date.UTC(2030, 0, number));

describe('the second session', () => {
  it('opens so many days after the last answer of the first, and not while one is missing', () => {
    expect(secondSessionOpensAt({ answeredAt: [day(3), day(1)], washoutDays: 28 })).toEqual(day(31));
    expect(secondSessionOpensAt({ answeredAt: [day(3), null], washoutDays: 28 })).toBeNull();
    expect(secondSessionOpensAt({ answeredAt: [day(3)], washoutDays: 0.5 })).toEqual(new Date(Date.UTC(2030, 0, 3, 12)));
  });
});

describe('an answer', () => {
  const at = (now: Date, session: 1 | 2, opensAt: Date | null, closed = false) => standingOf({ closed, session, opensAt, now });

  it('is early before the washout is over, and valid from that moment on', () => {
    expect(at(day(10), 2, null)).toBe('EARLY');
    expect(at(new Date(day(10).getTime() - 1), 2, day(10))).toBe('EARLY');
    expect(at(day(10), 2, day(10))).toBe('VALID');
  });

  it('to session 1 is valid until session 2 opens, and late from then on', () => {
    expect(at(day(9), 1, null)).toBe('VALID');
    expect(at(day(9), 1, day(10))).toBe('VALID');
    expect(at(day(10), 1, day(10))).toBe('LATE');
  });

  it('to a closed study is late, whatever else', () => {
    expect([at(day(1), 1, null, true), at(day(1), 2, null, true), at(day(2), 2, day(1), true)]).toEqual(['LATE', 'LATE', 'LATE']);
  });
});

describe('records of one assignment', () => {
  const said = (sequence: number, standing: Said['standing'], value: number) => ({ assignmentId: 'a', sequence, standing, value });

  it('count by the last valid one; those before are kept, late and early ones are counted apart', () => {
    const records = [said(3, 'LATE', 0), said(2, 'VALID', 1), said(1, 'VALID', 3), said(4, 'EARLY', 2), { ...said(1, 'LATE', 2), assignmentId: 'b' }];
    const settled = settleRecords(records);
    expect(settled.get('a')).toEqual({ counted: said(2, 'VALID', 1), superseded: [said(1, 'VALID', 3)], late: 1, early: 1 });
    expect(settled.get('b')).toMatchObject({ counted: null, late: 1 });
    expect(settled.has('c')).toBe(false);
  });
});
