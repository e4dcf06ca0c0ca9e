import { expect, it } from 'vitest';
import { numberPatients } from '../../../../../src/domain/evaluation/number-patients.js';
import { countTrials } from '../../../../../src/domain/evaluation/trial-count.js';
import type { QueryTrial } from '../../../../../src/domain/evaluation/trial.js';
import { asId } from '../../../../../src/domain/ids.js';
import { flipDifference } from '../../../../../src/domain/statistics/flip-difference.js';
import { pairedCounts } from '../../../../../src/domain/statistics/paired-counts.js';
import { createRandom } from '../../../../../src/domain/statistics/random.js';
import { robustnessFigures } from '../../../../../src/services/benchmarks/robustness/robustness-figures.js';
import { packLines } from '../../../../../src/services/evaluation/ranked-list.js';
import { objectKeys } from '../../../../../src/services/object-keys.js';
import type { RetrievalRunRecord } from '../../../../../src/services/ports/run-records.js';
import { createMemoryObjects } from '../../../../testkit/memory-objects.js';
import { newId, record } from '../../../../testkit/seed.js';

const TEAM = asId('Team', 'team_1');
const TAXONOMIES = ['COARSE_29', 'FINE_104'] as const;

/** A query of each of ten patients with four classes, right with this probability; as few patients as are tried exactly, whatever the seed. */
function trialsOf(seed: string, ability: number, shown = 1): readonly QueryTrial[] {
  const random = createRandom(seed);
  return Array.from({ length: 40 }, (_, at) => at).flatMap((at): readonly QueryTrial[] => {
    const [patient, value] = [at % 10, Number(random.uniform() < ability)];
    if (random.uniform() > shown) return [];
    return [{ region: `region ${at % 4}`, patientId: asId('Patient', `pat_${patient}`), queryVolumeId: asId('Volume', `vol_${patient}`), value, chance: 0.2, attainable: true }];
  });
}

it('gives every perturbation, cell and taxonomy its p, adjusted for all of them together, and none to what has not succeeded', async () => {
  const objects = createMemoryObjects();
  const run = (name: string, state: RetrievalRunRecord['state'] = 'SUCCEEDED') => record.run(asId('Snapshot', 'snap_1'), { id: asId('RetrievalRun', `run_${name}`), name, state });
  const before = Object.fromEntries(TAXONOMIES.map((taxonomy) => [taxonomy, trialsOf(`plain ${taxonomy}`, 0.9)]));
  const [plain, noisy, cropped, failed] = [run('plain'), run('noisy'), run('cropped'), run('failed', 'FAILED')];
  const abilities = new Map([[plain, 0.9], [noisy, 0.2], [cropped, 0.6]]);
  const trials = new Map([...abilities].map(([{ id, name }, ability]) => [id, TAXONOMIES.map((taxonomy) => (id === plain.id ? before[taxonomy]! : trialsOf(`${name} ${taxonomy}`, ability, 0.8)))]));
  for (const [id, both] of trials) await objects.put(objectKeys.trials(TEAM, id), packLines(TAXONOMIES.map((taxonomy, at) => ({ taxonomy, counts: countTrials(both[at]!) }))));

  const perturbation = { kind: 'NOISE', deviation: 30 } as const;
  const perturbed = [noisy, failed, cropped].map(({ id }) => ({ runId: id, baselineRunId: plain.id, perturbation }));
  const runsOf = () => Promise.resolve([plain, noisy, cropped, failed]);
  const rows = await robustnessFigures({ objects, teamId: TEAM, runsOf }, record.benchmarkRun(newId('Benchmark'), { runIds: [plain.id], perturbed }));

  expect(rows.map(({ figures }) => figures.length)).toEqual([2, 0, 2]);
  const figures = rows.flatMap((row) => row.figures);
  const expected = [noisy, cropped].flatMap(({ id }) => TAXONOMIES.map((taxonomy, at) => flipDifference(pairedCounts(...(numberPatients(trials.get(id)![at]!, before[taxonomy]!) as [QueryTrial[], QueryTrial[]])), { seed: '' })!));
  expect(figures.map(({ p }) => p)).toEqual(expected);
  // Holm by hand: the smallest of four counts four times, the next three times …, and none falls below the one before it.
  const sorted = [...expected].sort((a, b) => a - b).map((p, place) => Math.min(1, p * (4 - place)));
  const steps = sorted.map((_, place) => Math.max(...sorted.slice(0, place + 1)));
  expect(figures.map(({ pHolm }) => pHolm).sort((a, b) => a! - b!)).toEqual(steps);
  expect(figures[0]!.pHolm).toBeLessThan(0.05);
  expect(await robustnessFigures({ objects, teamId: TEAM, runsOf }, record.benchmarkRun(newId('Benchmark')))).toEqual([]);
});
