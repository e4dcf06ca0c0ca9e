import { describe, expect, it } from 'vitest';
import type { Trial } from '../../../../src/domain/evaluation/trial.js';
import { asId } from '../../../../src/domain/ids.js';
import { compareCell, outcomeOf } from '../../../../src/domain/schedules/run-outcome.js';
import type { CellPair } from '../../../../src/domain/schedules/run-outcome.js';
import { createRandom } from '../../../../src/domain/statistics/random.js';
import { askReference } from '../../../testkit/ask-reference.js';

interface Reference {
  readonly patients: number;
  readonly left_out: number;
  readonly difference: number | null;
  readonly p: number | null;
  readonly p_holm: number | null;
  readonly fell: boolean;
}

const trial = (patient: number, region: string, value: number | null): Trial => ({ region, patientId: asId('Patient', `pat_${patient}`), value, chance: 0.5, attainable: true });
const plain = (trials: readonly Trial[]) => trials.map(({ patientId, region, value }) => [patientId, region, value]);

/** `patients` patients with some classes each; those from `changed` on have one more in the run before. */
function cell(name: string, patients: number, changed: number, now: number, before: number): CellPair {
  const random = createRandom(name);
  const asked = Array.from({ length: patients }, (_, patient) => ['liver', 'spleen', 'aorta'].filter(() => random.uniform() < 0.7).map((region) => ({ patient, region }))).flat();
  const draw = (skill: number) => asked.map(({ patient, region }) => trial(patient, region, random.uniform() < 0.05 ? null : Number(random.uniform() < skill)));
  const more = Array.from({ length: patients - changed }, (_, at) => trial(changed + at, 'kidney', 1));
  return { cell: name, measure: 'RECALL', taxonomy: 'COARSE_29', value: now, previousValue: before, trials: { now: draw(now), before: [...draw(before), ...more] } };
}

/** A cell that a label judges: precision at 5 of queries that have one value or another; from `changed` on patients have another value in the run before. */
function told(name: string, patients: number, changed: number, now: number, before: number): CellPair {
  const random = createRandom(name);
  const asked = Array.from({ length: patients }, (_, patient) => Array.from({ length: 1 + (patient % 3) }, () => ({ patient, value: random.uniform() < 0.8 ? 'no' : 'yes' }))).flat();
  const precision = (skill: number): number => Array.from({ length: 5 }, () => Number(random.uniform() < skill)).reduce((sum, hit) => sum + hit, 0) / 5;
  const trials = (skill: number, change: boolean) => asked.map(({ patient, value }) => trial(patient, change && patient >= changed ? 'perhaps' : value, precision(skill)));
  return { cell: name, measure: 'PRECISION_AT_5', taxonomy: null, value: now, previousValue: before, trials: { now: trials(now, false), before: trials(before, true) } };
}

describe('a run against the run before', () => {
  const pairs = [cell('falls', 12, 12, 0.05, 1), cell('rises', 11, 11, 1, 0.1), cell('noise', 9, 9, 0.6, 0.6), cell('data changed', 13, 10, 0.05, 1), cell('few', 13, 3, 0, 1), cell('none shared', 6, 0, 0.2, 0.9), told('label falls', 10, 9, 0.2, 0.8), told('label as before', 9, 9, 0.5, 0.5)];
  const outcome = outcomeOf(pairs.map((pair) => compareCell(pair)));

  it('is what an independent implementation finds: patients asked the same, every swap, Holm over the cells, what fell', async () => {
    const asked = pairs.map(({ trials, measure }) => (trials === null || trials === 'SAME' ? { now: [], before: [] } : { now: plain(trials.now), before: plain(trials.before), over_queries: measure !== 'RECALL' }));
    const reference = await askReference<readonly Reference[]>('schedule_outcome.py', asked);
    outcome.forEach((ours, at) => {
      const theirs = reference[at]!;
      expect([ours.patients, ours.patientsLeftOut, ours.fell], ours.cell).toEqual([theirs.patients, theirs.left_out, theirs.fell]);
      for (const [mine, other] of [[ours.difference, theirs.difference], [ours.p, theirs.p], [ours.pHolm, theirs.p_holm]] as const) {
        if (other === null) expect(mine, ours.cell).toBeNull();
        else expect(mine, ours.cell).toBeCloseTo(other, 12);
      }
    });
  });

  it('says what it rests on, and alerts to falls alone', () => {
    expect(outcome.map(({ cell: name, basis, fell }) => [name, basis, fell])).toEqual([
      ['falls', 'SAME_QUERIES', true],
      ['rises', 'SAME_QUERIES', false],
      ['noise', 'SAME_QUERIES', false],
      ['data changed', 'SHARED_PATIENTS', true],
      ['few', 'SHARED_PATIENTS', false],
      ['none shared', 'NOT_COMPARABLE', false],
      ['label falls', 'SHARED_PATIENTS', true],
      ['label as before', 'SAME_QUERIES', false],
    ]);
    // Rising is as significant as falling, and no reason for an alert.
    expect(outcome[1]!.pHolm).toBeLessThan(0.05);
  });

  it('does not test the same run, or a cell without one to compare with, and counts neither among the tests', () => {
    const same: CellPair = { ...pairs[0]!, cell: 'same', trials: 'SAME' };
    const fresh: CellPair = { ...pairs[0]!, cell: 'new', previousValue: null, trials: null };
    const [alone] = outcomeOf([compareCell(pairs[0]!)]);
    const [beside, ofSame, ofFresh] = outcomeOf([pairs[0]!, same, fresh].map((pair) => compareCell(pair)));
    expect(beside).toEqual(alone);
    expect(ofSame).toMatchObject({ basis: 'SAME_RUN', difference: 0, p: null, pHolm: null, fell: false });
    expect(ofFresh).toMatchObject({ basis: 'NOT_COMPARABLE', difference: null, p: null, pHolm: null, fell: false });
  });

  it('is drawn by place, so that pseudonyms of another team change no figure', () => {
    const { trials, ...rest } = cell('many', 30, 30, 0.6, 0.7);
    if (trials === null || trials === 'SAME') throw new Error('no trials');
    const renamed = (all: readonly Trial[]) => all.map((one) => ({ ...one, patientId: asId('Patient', `pat_x${one.patientId.length}${one.patientId.split('').reverse().join('').replace('_tap', '')}`) }));
    const other = compareCell({ ...rest, trials: { now: renamed(trials.now), before: renamed(trials.before) } });
    expect(other).toEqual(compareCell({ ...rest, trials }));
    expect(other.p).toBeGreaterThan(0);
  });
});
