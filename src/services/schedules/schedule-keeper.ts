import { settle } from '../../domain/schedules/settle.js';
import type { TeamId } from '../../domain/ids.js';
import { checkDocument } from '../benchmarks/document/parse-document.js';
import type { Catalogue } from '../ports/catalogue.js';
import type { Log } from '../ports/log.js';
import type { ScheduleEngine } from '../ports/schedule-engine.js';
import type { BenchmarkScheduleRecord } from '../ports/schedule-records.js';
import { engineSchedule } from './engine-schedule.js';
import { planReconciliation } from './plan-reconciliation.js';
import { stateOf } from './state-of.js';

export interface ScheduleKeeper {
  /**
   * Makes the engine agree with the rows, whichever of them was away: its schedules, and the workflows that see runs to their end. Asks for
   * a run of each schedule whose data or encoders have changed and come to rest. Called on a timer by every API process. Throws
   * DEPENDENCY_UNAVAILABLE.
   */
  keep(): Promise<void>;
}

interface Dependencies {
  readonly catalogue: Catalogue;
  readonly engine: ScheduleEngine;
  readonly log: Log;
  readonly now?: () => number;
}

export function createScheduleKeeper({ catalogue, engine, log, now = Date.now }: Dependencies): ScheduleKeeper {
  async function look(teamId: TeamId, schedule: BenchmarkScheduleRecord): Promise<void> {
    const { id, trigger, paused, overlap, watch: before } = schedule;
    if (trigger.kind !== 'ON_CHANGE' || paused) return;
    const team = catalogue.team(teamId);
    const state = await stateOf(team, checkDocument(schedule.document), trigger.of);
    const ran = (await team.schedules.lastRun(id))?.dataState ?? null;
    const { watch, due } = settle(before, state, ran, now(), trigger.settleSeconds * 1_000);
    if (watch === before) return;
    // Of several processes that look at once, the first to note it asks for the run.
    if ((await team.schedules.watch(id, before, watch)) && due) await engine.trigger({ teamId, scheduleId: id }, overlap);
  }

  async function keep(): Promise<void> {
    // In this order: whatever the engine lists had a row before, so that one without a row was deleted.
    const known = await engine.list();
    const rows = await catalogue.operator.benchmarkSchedules();
    const { put, remove } = planReconciliation(rows.map(({ teamId, schedule }) => engineSchedule(teamId, schedule)), known);
    for (const schedule of put) await engine.put(schedule);
    for (const reference of remove) await engine.remove(reference);
    // A run is written down by its workflow, which ends it before it ends itself: a row that goes on has one, unless the engine lost it.
    for (const { fire, ...reference } of await catalogue.operator.firesUnderWay()) await engine.resume(reference, fire);
    for (const { teamId, schedule } of rows) {
      await look(teamId, schedule).catch((error: unknown) => {
        log.warn({ scheduleId: schedule.id, error: String(error) }, 'A schedule could not be looked at.');
      });
    }
  }

  let underWay: Promise<void> | null = null;
  return {
    keep: () => (underWay ??= keep().finally(() => (underWay = null))),
  };
}
