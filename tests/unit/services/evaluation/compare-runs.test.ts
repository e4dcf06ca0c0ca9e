import { describe, expect, it } from 'vitest';
import { countTrials, expandCounts } from '../../../../src/domain/evaluation/trial-count.js';
import type { TrialCount } from '../../../../src/domain/evaluation/trial-count.js';
import type { QueryTrial } from '../../../../src/domain/evaluation/trial.js';
import type { EvaluationTaxonomy } from '../../../../src/domain/anatomy/taxonomy.js';
import { asId } from '../../../../src/domain/ids.js';
import type { RetrievalRunId } from '../../../../src/domain/ids.js';
import { compareLabel } from '../../../../src/domain/labels/compare-label.js';
import type { LabelTrial } from '../../../../src/domain/labels/label-trials.js';
import { DEFAULT_RETRIEVAL_CONFIG } from '../../../../src/domain/ranking/retrieval-config.js';
import { compareRecall } from '../../../../src/domain/statistics/compare-recall.js';
import { createRandom } from '../../../../src/domain/statistics/random.js';
import { compareAlike, compareRuns } from '../../../../src/services/evaluation/compare-runs.js';
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

interface Stored {
  readonly counts?: readonly TrialCount[];
  readonly told?: readonly LabelTrial[];
  readonly change?: Partial<RetrievalRunRecord>;
}

async function stored(runs: Readonly<Record<string, Stored>>) {
  const objects = createMemoryObjects();
  const records = Object.entries(runs).map(([id, { change }]) => record.run(asId('Snapshot', 'snap_1'), { id: id as RetrievalRunId, name: id, state: 'SUCCEEDED', ...change }));
  for (const [id, { counts, told }] of Object.entries(runs)) {
    if (counts !== undefined) await objects.put(objectKeys.trials(TEAM, id as RetrievalRunId), packLines([{ taxonomy: 'FINE_104', counts }]));
    if (told !== undefined) await objects.put(objectKeys.labelTrials(TEAM, id as RetrievalRunId), packLines(told));
  }
  const team = { teamId: TEAM, runs: { getMany: (ids: readonly string[]) => Promise.resolve(records.filter(({ id }) => ids.includes(id))) } } as unknown as TeamCatalogue;
  const compare = (taxonomy: EvaluationTaxonomy | null, ...ids: string[]) => compareRuns(objects, team, ids as RetrievalRunId[], taxonomy);
  return { compare, alike: () => compareAlike(objects, team, records, 'FINE_104') };
}

async function byClass(runs: Parameters<typeof stored>[0]) {
  const { compare } = await stored(runs);
  return async (...ids: string[]) => {
    const comparison = await compare('FINE_104', ...ids);
    if (comparison.kind !== 'CLASSES') throw new Error('a label judges');
    return comparison;
  };
}

/** Two volumes each of these patients. */
function toldOf(seed: string, ability: number, patients = 20, first = 0): readonly LabelTrial[] {
  const random = createRandom(seed);
  return Array.from({ length: 2 * patients }, (_, at): LabelTrial => ({
    ...{ queryVolumeId: asId('Volume', `vol_${first + at}`), patientId: asId('Patient', `pat_${Math.floor((first + at) / 2)}`), value: 'yes' },
    measures: { 'precisionAt(5)': Number(random.uniform() < ability), 'voteAccuracy(5)': Number(random.uniform() < ability) },
  }));
}

const judgedBy = (name: string, order: readonly string[] | null = null, change: Partial<RetrievalRunRecord> = {}): Partial<RetrievalRunRecord> => ({ config: { ...DEFAULT_RETRIEVAL_CONFIG, label: { name, order } }, ...change });

describe('runs side by side', () => {
  const [good, poor] = [trialsOf('good', 0.9), trialsOf('poor', 0.5)];

  it('differ by what their trials do, although only counts of these are kept', async () => {
    const compare = await byClass({ run_good: { counts: countTrials(good) }, run_poor: { counts: countTrials(poor) } });
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
    const compare = await byClass({ run_a: { counts: countTrials(good) }, run_b: { counts: countTrials(poor), change: { version: 'ranking-0+evaluation-0' } } });
    const first = await compare('run_a', 'run_b', 'run_a');
    expect((await compare('run_a', 'run_b')).pairs).toEqual(first.pairs);
    expect(first.versions).toHaveLength(2);
  });

  it('are refused one by one, unknown, unfinished, or of other queries', async () => {
    const others = trialsOf('others', 0.9).filter(({ patientId }) => patientId !== 'pat_7');
    const compare = await byClass({ run_a: { counts: countTrials(good) }, run_b: { counts: [], change: { state: 'RUNNING' } }, run_c: { counts: countTrials(others) } });
    await expect(compare('run_a')).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'runIds' });
    await expect(compare('run_a', 'run_x')).rejects.toMatchObject({ code: 'NOT_FOUND', path: 'runIds' });
    await expect(compare('run_a', 'run_b')).rejects.toMatchObject({ code: 'CONFLICT', path: 'runIds' });
    await expect(compare('run_a', 'run_c')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('are compared as far as they were asked the same where the rest is left out, and adjusted together', async () => {
    const [fewer, fewerToo] = [good, poor].map((trials) => trials.filter(({ region }) => region !== 'colon'));
    const { compare, alike } = await stored({ run_a: { counts: countTrials(good) }, run_b: { counts: countTrials(fewer ?? []) }, run_c: { counts: countTrials(poor) }, run_d: { counts: countTrials(fewerToo ?? []) } });
    const pairs = await alike();
    expect(pairs.map(({ a, b }) => [a, b])).toEqual([['run_a', 'run_c'], ['run_b', 'run_d']]);
    const alone = await Promise.all(pairs.map(({ a, b }) => compare('FINE_104', a, b)));
    expect(pairs.map(({ difference, p }) => [difference, p])).toEqual(alone.flatMap((one) => (one.kind === 'CLASSES' ? one.pairs.map(({ difference, p }) => [difference, p]) : [])));
    const smaller = Math.min(...pairs.map(({ p }) => p ?? 1));
    expect(Math.min(...pairs.map(({ pHolm }) => pHolm ?? 0))).toBeCloseTo(2 * smaller, 12);
  });
});

describe('runs that a label judges, side by side', () => {
  const [good, poor] = [toldOf('good', 0.9), toldOf('poor', 0.4)];

  it('are compared in the measures of the label, over the volumes that both were asked about', async () => {
    const { compare } = await stored({ run_good: { told: good, change: judgedBy('tumour') }, run_poor: { told: poor.slice(4), change: judgedBy('tumour', null, { version: 'ranking-0+evaluation-0' }) } });
    const comparison = await compare(null, 'run_good', 'run_poor');
    expect(comparison).toMatchObject({ kind: 'LABEL', label: 'tumour', pairs: [{ a: 'run_good', b: 'run_poor', queries: 36, patients: 18, exact: false }] });
    expect(comparison.versions).toHaveLength(2);
    const expected = compareLabel(good.slice(4), poor.slice(4), { seed: 'another' });
    expect(comparison.pairs[0]).toMatchObject({ measures: expected.measures.map(({ measure, difference, queries }) => ({ measure, difference: expect.closeTo(difference, 12) as number, queries })) });
    expect(await compare(null, 'run_good', 'run_poor')).toEqual(comparison);
  });

  it('are refused beside runs of another label, another order or classes, other galleries, and without a volume in common', async () => {
    const { compare } = await stored({
      run_a: { told: good, change: judgedBy('stage') },
      run_order: { told: good, change: judgedBy('stage', ['1', '2']) },
      run_tumour: { told: good, change: judgedBy('tumour') },
      run_classes: { counts: countTrials(trialsOf('good', 0.9)) },
      run_fine: { counts: countTrials(trialsOf('good', 0.9)) },
      run_train: { told: good, change: judgedBy('stage', null, { protocol: { gallerySplits: ['TRAIN'], querySnapshotId: asId('Snapshot', 'snap_1'), querySplits: null } }) },
      run_data: { told: good, change: judgedBy('stage', null, { snapshotId: asId('Snapshot', 'snap_2') }) },
      run_others: { told: toldOf('others', 0.9, 20, 100), change: judgedBy('stage') },
      run_old: { change: judgedBy('stage') },
    });
    const wrong = async (code: string, path: string, word: string, taxonomy: EvaluationTaxonomy | null, ...ids: string[]) =>
      expect(compare(taxonomy, ...ids), ids.join()).rejects.toMatchObject({ code, path, message: expect.stringContaining(word) as string });
    await wrong('INVALID_INPUT', 'runIds', 'the label "tumour"', null, 'run_a', 'run_tumour');
    await wrong('INVALID_INPUT', 'runIds', 'in the order 1, 2', null, 'run_a', 'run_order');
    await wrong('INVALID_INPUT', 'runIds', 'by classes', null, 'run_a', 'run_classes');
    await wrong('INVALID_INPUT', 'runIds', 'by classes', 'FINE_104', 'run_classes', 'run_a');
    await wrong('INVALID_INPUT', 'taxonomy', 'Leave it out', 'FINE_104', 'run_a', 'run_others');
    await wrong('INVALID_INPUT', 'taxonomy', 'Say which', null, 'run_classes', 'run_fine');
    await wrong('CONFLICT', 'runIds', 'search the same volumes', null, 'run_a', 'run_train');
    await wrong('CONFLICT', 'runIds', 'search the same volumes', null, 'run_a', 'run_data');
    await wrong('CONFLICT', 'runIds', 'none in common', null, 'run_a', 'run_others');
    await wrong('CONFLICT', 'runIds', 'no figures', null, 'run_a', 'run_old');
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
