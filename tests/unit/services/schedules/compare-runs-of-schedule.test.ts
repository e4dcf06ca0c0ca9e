import { describe, expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import type { RetrievalRunId } from '../../../../src/domain/ids.js';
import type { LabelTrial } from '../../../../src/domain/labels/label-trials.js';
import { DEFAULT_RETRIEVAL_CONFIG } from '../../../../src/domain/ranking/retrieval-config.js';
import { mean } from '../../../../src/domain/statistics/moments.js';
import { packLines } from '../../../../src/services/evaluation/ranked-list.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import type { TeamCatalogue } from '../../../../src/services/ports/catalogue.js';
import type { RetrievalRunRecord, RunMetrics } from '../../../../src/services/ports/run-records.js';
import { compareRunsOfSchedule } from '../../../../src/services/schedules/compare-runs-of-schedule.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';
import { record } from '../../../testkit/seed.js';

const TEAM = asId('Team', 'team_1');
const SNAPSHOT = asId('Snapshot', 'snap_1');
const PATIENTS = 12;

interface Told {
  /** By patient: precision at 5, and whether the vote is right; a patient without a precision has a value that no other volume has. */
  readonly precision: (patient: number) => number | null;
  readonly vote: (patient: number) => boolean;
  readonly patients?: number;
}

function archive() {
  const objects = createMemoryObjects();
  const runs = new Map<string, RetrievalRunRecord>();
  const definition = { ...record.benchmark(SNAPSHOT).definition, cells: ['by class', 'told by tumour'].map((name) => ({ name, indexId: null, control: null, config: DEFAULT_RETRIEVAL_CONFIG })) };
  const team = { teamId: TEAM, runs: { getMany: (ids: readonly string[]) => Promise.resolve(ids.flatMap((id) => runs.get(id) ?? [])) }, benchmarks: { getMany: () => Promise.resolve([{ ...record.benchmark(SNAPSHOT), definition }]) } } as unknown as TeamCatalogue;
  const put = (id: string, change: Partial<RetrievalRunRecord>): RetrievalRunId => {
    const run = record.run(SNAPSHOT, { id: id as RetrievalRunId, control: null, state: 'SUCCEEDED', ...change });
    runs.set(id, run);
    return run.id;
  };
  return {
    byClass: async (id: string, recall: number): Promise<RetrievalRunId> => {
      const counts = Array.from({ length: PATIENTS }, (_, at) => ({ region: 'liver', queryVolumeId: asId('Volume', `vol_${at}`), patientId: asId('Patient', `pat_${at}`), judged: 1, hits: Number(at < PATIENTS * recall), chance: 0.5, unjudged: 0 }));
      await objects.put(objectKeys.trials(TEAM, id as RetrievalRunId), packLines([{ taxonomy: 'COARSE_29', counts }]));
      return put(id, { metrics: { taxonomies: [{ taxonomy: 'COARSE_29', recallMean: recall }] } as unknown as RunMetrics });
    },
    byLabel: async (id: string, { precision, vote, patients = PATIENTS }: Told): Promise<RetrievalRunId> => {
      const trials = Array.from({ length: patients }, (_, at): LabelTrial => {
        const found = precision(at);
        return { queryVolumeId: asId('Volume', `vol_${at}`), patientId: asId('Patient', `pat_${at}`), value: at % 3 === 0 ? 'yes' : 'no', measures: { ...(found === null ? {} : { 'precisionAt(5)': found }), 'voteAccuracy(5)': Number(vote(at)) } };
      });
      await objects.put(objectKeys.labelTrials(TEAM, id as RetrievalRunId), packLines(trials));
      const meanOf = (name: string): number | null => mean(trials.flatMap(({ measures: { [name]: value } }) => value ?? []));
      const label = { measures: [{ measure: 'precisionAt(3)', mean: 0 }, { measure: 'precisionAt(5)', mean: meanOf('precisionAt(5)') }], predictions: [{ neighbours: 3, accuracy: 0 }, { neighbours: 5, accuracy: meanOf('voteAccuracy(5)') }] };
      return put(id, { config: { ...DEFAULT_RETRIEVAL_CONFIG, label: { name: 'tumour', order: null } }, metrics: { taxonomies: [], label } as unknown as RunMetrics });
    },
    compare: (now: readonly RetrievalRunId[], before: readonly RetrievalRunId[]) => {
      const run = (runIds: readonly RetrievalRunId[]) => record.benchmarkRun(asId('Benchmark', 'ben_1'), { runIds });
      return compareRunsOfSchedule(objects, team, run(now), run(before));
    },
  };
}

describe('the outcome of a scheduled run', () => {
  it('has cells that a label judges beside those that classes judge, all in one family of tests', async () => {
    const { byClass, byLabel, compare } = archive();
    const before = [await byClass('run_1', 1), await byLabel('run_2', { precision: () => 0.8, vote: () => true })];
    const now = [await byClass('run_3', 1), await byLabel('run_4', { precision: () => 0.4, vote: (patient) => patient > 0 })];
    const outcome = await compare(now, before);
    expect(outcome).toMatchObject([
      { cell: 'by class', measure: 'RECALL', taxonomy: 'COARSE_29', basis: 'SAME_QUERIES', value: 1, previousValue: 1, difference: 0, p: 1, fell: false },
      { cell: 'told by tumour', measure: 'PRECISION_AT_5', taxonomy: null, basis: 'SAME_QUERIES', value: expect.closeTo(0.4, 12) as number, previousValue: expect.closeTo(0.8, 12) as number, difference: expect.closeTo(-0.4, 12) as number, patients: PATIENTS, fell: true },
      { cell: 'told by tumour', measure: 'VOTE_OF_5', taxonomy: null, basis: 'SAME_QUERIES', value: 11 / 12, previousValue: 1, difference: expect.closeTo(-1 / 12, 12) as number, p: 1, fell: false },
    ]);
    // All twelve patients fell, so that of 2¹² swaps two are as large; three were tested.
    expect(outcome[1]!.p).toBeCloseTo(2 / 2 ** 12, 12);
    expect(outcome[1]!.pHolm).toBeCloseTo(6 / 2 ** 12, 12);
  });

  it('compares of a label what both were asked, and says what that rests on', async () => {
    const { byLabel, compare } = archive();
    const before = await byLabel('run_1', { precision: () => 0.8, vote: () => true });
    const grown = await byLabel('run_2', { precision: () => 0.4, vote: () => true, patients: 15 });
    expect(await compare([grown], [before])).toMatchObject([
      { measure: 'PRECISION_AT_5', basis: 'SHARED_PATIENTS', patients: PATIENTS, patientsLeftOut: 3, fell: true },
      { measure: 'VOTE_OF_5', basis: 'SHARED_PATIENTS', difference: 0, patients: PATIENTS, patientsLeftOut: 3, fell: false },
    ]);
    expect(await compare([before], [before])).toMatchObject([{ basis: 'SAME_RUN', difference: 0 }, { basis: 'SAME_RUN', difference: 0 }]);
    expect(await compare([before], [])).toMatchObject([{ basis: 'NOT_COMPARABLE', previousValue: null }, { basis: 'NOT_COMPARABLE', previousValue: null }]);
    const alone = await byLabel('run_3', { precision: () => null, vote: () => false });
    expect(await compare([alone], [before])).toMatchObject([
      { measure: 'PRECISION_AT_5', basis: 'NOT_COMPARABLE', value: null, previousValue: expect.closeTo(0.8, 12) as number, difference: null, fell: false },
      { measure: 'VOTE_OF_5', basis: 'SAME_QUERIES', value: 0, difference: -1, fell: true },
    ]);
  });
});
