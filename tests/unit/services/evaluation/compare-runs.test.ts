import { describe, expect, it } from 'vitest';
import { countTrials, expandCounts } from '../../../../src/domain/evaluation/trial-count.js';
import type { TrialCount } from '../../../../src/domain/evaluation/trial-count.js';
import type { QueryTrial } from '../../../../src/domain/evaluation/trial.js';
import { asId } from '../../../../src/domain/ids.js';
import type { RetrievalRunId } from '../../../../src/domain/ids.js';
import { compareRecall } from '../../../../src/domain/statistics/compare-recall.js';
import { createRandom } from '../../../../src/domain/statistics/random.js';
import { compareRuns } from '../../../../src/services/evaluation/compare-runs.js';
import { packLines } from '../../../../src/services/evaluation/ranked-list.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import type { TeamCatalogue } from '../../../../src/services/ports/catalogue.js';
import type { RetrievalRunRecord } from '../../../../src/services/ports/run-records.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';
import { record } from '../../../testkit/seed.js';

const TEAM = asId('Team', 'team_1');
const REGIONS = ['liver', 'spleen', 'colon'];

/** Several slices of 20 patients, right with this probability; a few of them unjudged. */
function trialsOf(seed: string, ability: number): readonly QueryTrial[] {
  const random = createRandom(seed);
  return Array.from({ length: 20 }, (_, patient) => patient).flatMap((patient) =>
    REGIONS.flatMap((region, at) =>
      Array.from({ length: 1 + ((patient + at) % 3) }, (): QueryTrial => ({
        region,
        patientId: asId('Patient', `pat_${patient}`),
        queryVolumeId: asId('Volume', `vol_${patient}`),
        value: patient === 3 ? null : Number(random.uniform() < ability),
        chance: 0.25,
        attainable: true,
      })),
    ),
  );
}

async function stored(runs: Readonly<Record<string, { readonly counts: readonly TrialCount[]; readonly change?: Partial<RetrievalRunRecord> }>>) {
  const objects = createMemoryObjects();
  const records = Object.entries(runs).map(([id, { change }]) => record.run(asId('Snapshot', 'snap_1'), { id: id as RetrievalRunId, name: id, state: 'SUCCEEDED', ...change }));
  for (const [id, { counts }] of Object.entries(runs)) await objects.put(objectKeys.trials(TEAM, id as RetrievalRunId), packLines([{ taxonomy: 'FINE_104', counts }]));
  const team = { teamId: TEAM, runs: { getMany: (ids: readonly string[]) => Promise.resolve(records.filter(({ id }) => ids.includes(id))) } } as unknown as TeamCatalogue;
  return (...ids: string[]) => compareRuns(objects, team, ids as RetrievalRunId[], 'FINE_104');
}

describe('runs side by side', () => {
  const [good, poor] = [trialsOf('good', 0.9), trialsOf('poor', 0.5)];

  it('differ by what their trials do, although only counts of these are kept', async () => {
    const compare = await stored({ run_good: { counts: countTrials(good) }, run_poor: { counts: countTrials(poor) } });
    const { pairs, versions, runs } = await compare('run_good', 'run_poor');
    const expected = compareRecall(good, poor, { seed: 'another', draws: 10_000 });
    expect(runs.map(({ id }) => id)).toEqual(['run_good', 'run_poor']);
    expect(versions).toHaveLength(1);
    expect(pairs).toHaveLength(1);
    expect(pairs[0]).toMatchObject({ a: 'run_good', b: 'run_poor', patients: expected.patients, exact: expected.exact });
    expect(pairs[0]?.difference).toBeCloseTo(expected.difference ?? NaN, 12);
    expect(Math.abs((pairs[0]?.p ?? 1) - (expected.p ?? 0))).toBeLessThan(0.02);
    for (const one of pairs[0]?.classes ?? []) expect(one.difference).toBeCloseTo(expected.classes.find(({ region }) => region === one.region)?.difference ?? NaN, 12);
  });

  it('come to the same p each time, and every version is named', async () => {
    const compare = await stored({ run_a: { counts: countTrials(good) }, run_b: { counts: countTrials(poor), change: { version: 'ranking-0+evaluation-0' } } });
    const first = await compare('run_a', 'run_b', 'run_a');
    expect((await compare('run_a', 'run_b')).pairs).toEqual(first.pairs);
    expect(first.versions).toHaveLength(2);
  });

  it('are refused one by one, unknown, unfinished, or of other queries', async () => {
    const others = trialsOf('others', 0.9).filter(({ patientId }) => patientId !== 'pat_7');
    const compare = await stored({ run_a: { counts: countTrials(good) }, run_b: { counts: [], change: { state: 'RUNNING' } }, run_c: { counts: countTrials(others) } });
    await expect(compare('run_a')).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'runIds' });
    await expect(compare('run_a', 'run_x')).rejects.toMatchObject({ code: 'NOT_FOUND', path: 'runIds' });
    await expect(compare('run_a', 'run_b')).rejects.toMatchObject({ code: 'CONFLICT', path: 'runIds' });
    await expect(compare('run_a', 'run_c')).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('counted trials', () => {
  it('are expanded to as many, with the same sums, for each patient and class', () => {
    const fractions: readonly TrialCount[] = [{ region: 'liver', queryVolumeId: asId('Volume', 'vol_1'), patientId: asId('Patient', 'pat_1'), judged: 3, hits: 1.4, chance: 0.9, unjudged: 2 }];
    const trials = expandCounts(fractions);
    expect(trials.map(({ value }) => value)).toEqual([1, expect.closeTo(0.4, 12) as number, 0, null, null]);
    expect(trials.map(({ chance }) => chance)).toEqual(new Array(5).fill(expect.closeTo(0.3, 12)));
    const again = countTrials(expandCounts(countTrials(trialsOf('x', 0.6))).map((trial, at) => ({ ...trial, queryVolumeId: asId('Volume', `vol_${trial.patientId.slice(4)}`), at })));
    expect(again.map(({ chance, ...rest }) => ({ ...rest, chance: chance.toFixed(9) }))).toEqual(countTrials(trialsOf('x', 0.6)).map(({ chance, ...rest }) => ({ ...rest, chance: chance.toFixed(9) })));
  });
});
