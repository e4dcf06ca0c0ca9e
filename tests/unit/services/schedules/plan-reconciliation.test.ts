import { describe, expect, it } from 'vitest';
import type { BenchmarkScheduleRecord } from '../../../../src/services/ports/schedule-records.js';
import { engineSchedule } from '../../../../src/services/schedules/engine-schedule.js';
import { planReconciliation } from '../../../../src/services/schedules/plan-reconciliation.js';
import { newId } from '../../../testkit/seed.js';

const teamId = newId('Team');
const row = (change: Partial<BenchmarkScheduleRecord> = {}): BenchmarkScheduleRecord => ({
  ...{ id: newId('BenchmarkSchedule'), name: 'nightly', note: null, document: {}, trigger: { kind: 'CRON', cron: '0 3 * * *', timeZone: 'UTC' }, overlap: 'SKIP', paused: false },
  ...{ createdBy: 'me', watch: null, createdAt: new Date(0), ...change },
});
const asKnown = (schedule: BenchmarkScheduleRecord) => {
  const { scheduleId, mark, paused } = engineSchedule(teamId, schedule);
  return { teamId, scheduleId, mark, paused };
};

describe('what the engine has against the rows', () => {
  it('is left alone where it agrees, whatever else of a row changed', () => {
    const schedule = row();
    expect(planReconciliation([engineSchedule(teamId, { ...schedule, name: 'other', note: 'new', watch: { seen: 'a', since: 1, asked: null } })], [asKnown(schedule)])).toEqual({ put: [], remove: [] });
  });

  it.each([
    ['paused', { paused: true }],
    ['another time', { trigger: { kind: 'CRON', cron: '0 4 * * *', timeZone: 'UTC' } }],
    ['another zone', { trigger: { kind: 'CRON', cron: '0 3 * * *', timeZone: 'Europe/Berlin' } }],
    ['on change', { trigger: { kind: 'ON_CHANGE', of: ['MODELS'], settleSeconds: 10 } }],
    ['another policy', { overlap: 'ALLOW_ALL' }],
  ] as const)('is brought up to date: %s', (_, change) => {
    const schedule = row();
    const changed = engineSchedule(teamId, { ...schedule, ...change });
    expect(planReconciliation([changed], [asKnown(schedule)])).toEqual({ put: [changed], remove: [] });
  });

  it('is made anew where it was lost, undone where somebody meddled, and removed where the row is gone', () => {
    const [lost, meddled, foreign, gone] = [row(), row(), row(), row()] as const;
    const known = [{ ...asKnown(meddled), paused: true }, { ...asKnown(foreign), mark: null }, asKnown(gone)];
    const wanted = [lost, meddled, foreign].map((one) => engineSchedule(teamId, one));
    expect(planReconciliation(wanted, known)).toEqual({ put: wanted, remove: [{ teamId, scheduleId: gone.id }] });
  });

  it('never fires by itself where it waits for a change', () => {
    expect(engineSchedule(teamId, row({ trigger: { kind: 'ON_CHANGE', of: ['DATASETS'], settleSeconds: 10 } })).calendars).toEqual([]);
    expect(engineSchedule(teamId, row()).calendars).toHaveLength(1);
  });
});
