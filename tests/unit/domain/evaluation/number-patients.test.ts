import { describe, expect, it } from 'vitest';
import { numberPatients } from '../../../../src/domain/evaluation/number-patients.js';
import type { Trial } from '../../../../src/domain/evaluation/trial.js';
import { asId } from '../../../../src/domain/ids.js';
import { bootstrapRecall } from '../../../../src/domain/statistics/bootstrap-recall.js';
import { makeTrials } from '../../../testkit/trials.js';

const under = (key: string, trials: readonly Trial[]): readonly Trial[] =>
  trials.map((trial) => ({ ...trial, patientId: asId('Patient', `pat_${[...trial.patientId.slice(4)].reverse().join('')}${key}`) }));

describe('patients named by their place', () => {
  const trials = makeTrials({ seed: 'a', patients: 23, regions: 5, ability: (patient) => (patient % 4) / 4 });

  it('draw the same intervals under whatever pseudonyms a team knows them', () => {
    const intervals = ['x', 'y'].map((key) => bootstrapRecall(numberPatients(under(key, trials))[0]!, { seed: 's', replicates: 500 }));
    expect(intervals[1]).toEqual(intervals[0]);
  });

  it('are the same in every run, and change nothing else', () => {
    const [first, second] = numberPatients(trials, [...trials].reverse());
    expect([...second!].reverse()).toEqual(first);
    expect(new Set(first!.map(({ patientId }) => patientId)).size).toBe(new Set(trials.map(({ patientId }) => patientId)).size);
    expect(first!.map(({ region, value, chance }) => [region, value, chance])).toEqual(trials.map(({ region, value, chance }) => [region, value, chance]));
  });
});
