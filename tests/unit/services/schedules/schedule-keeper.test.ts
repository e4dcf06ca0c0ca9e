import { expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import type { Catalogue } from '../../../../src/services/ports/catalogue.js';
import { createScheduleKeeper } from '../../../../src/services/schedules/schedule-keeper.js';
import { createRecordingScheduleEngine } from '../../../testkit/recording-schedule-engine.js';
import { record } from '../../../testkit/seed.js';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

it('has every run that has not ended seen to its end, and does nothing while the engine is away', async () => {
  const teamId = asId('Team', 'team_1');
  const schedule = record.schedule();
  const fires = ['team_1/nightly-03:00', 'team_1/nightly-04:00'].map((fire) => ({ teamId, scheduleId: schedule.id, fire }));
  const operator = { benchmarkSchedules: () => Promise.resolve([{ teamId, schedule }]), firesUnderWay: () => Promise.resolve(fires) };
  const engine = createRecordingScheduleEngine();
  const keeper = createScheduleKeeper({ catalogue: { operator } as unknown as Catalogue, engine, log });

  engine.away = true;
  await expect(keeper.keep()).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
  expect([engine.schedules.size, engine.resumed]).toEqual([0, []]);
  engine.away = false;
  await Promise.all([keeper.keep(), keeper.keep()]);
  expect(engine.schedules.size).toBe(1);
  expect(engine.resumed).toEqual(fires.map(({ fire }) => fire));
});
