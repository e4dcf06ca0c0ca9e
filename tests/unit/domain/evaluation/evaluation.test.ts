import { describe, expect, it } from 'vitest';
import { compareClassSets } from '../../../../src/domain/evaluation/class-sets.js';
import { excludedFor } from '../../../../src/domain/evaluation/exclusions.js';
import type { JudgedVolume } from '../../../../src/domain/evaluation/judged-volume.js';
import { isLocalizedHit, localize } from '../../../../src/domain/evaluation/localization.js';
import { summarize } from '../../../../src/domain/evaluation/metrics.js';
import type { Trial } from '../../../../src/domain/evaluation/trial.js';
import { asId } from '../../../../src/domain/ids.js';
import { mean, populationStd, quantile } from '../../../../src/domain/statistics/moments.js';

const patient = (name: string) => asId('Patient', `pat_${name}`);
const volumeId = (name: string) => asId('Volume', `vol_${name}`);
const trial = (region: string, who: string, value: number | null, chance: number): Trial => ({ region, patientId: patient(who), value, chance, attainable: chance > 0 });

function judged(name: string, covers: readonly string[], shows: readonly string[]): JudgedVolume {
  return { volumeId: volumeId(name), patientId: patient(name), voxelHash: name, sliceCount: 2, covers: new Set(covers), shows: new Map(shows.map((region) => [region, new Set([0])])) };
}

describe('recall', () => {
  // spleen: 1 of 2; liver: 1 of 1 at chance 1; brain: nobody shows it; kidney: one unjudged beside one right.
  const trials = [
    trial('spleen', 'a', 1, 0.5), trial('spleen', 'b', 0, 0.25), trial('liver', 'a', 1, 1), trial('brain', 'a', 0, 0),
    trial('kidney', 'a', null, 0), trial('kidney', 'b', 1, 0.5),
  ];
  const figures = summarize('COARSE_29', trials);

  it('is averaged over classes with a judged query', () => {
    expect(figures).toMatchObject({ classesWithQueries: 4, classesTotal: 29, recallMean: 2.5 / 4, recallMicro: 3 / 5, recallMeanFivePatients: null, precision: null });
    expect(figures.recallStd).toBeCloseTo(Math.sqrt((0.125 ** 2 + 2 * 0.375 ** 2 + 0.625 ** 2) / 4), 12);
    expect(figures.recallMeanAttainable).toBeCloseTo(2.5 / 3, 12);
  });

  it('marks what cannot be attained and leaves out what nobody looked for', () => {
    expect(figures.classes.find(({ region }) => region === 'brain')).toMatchObject({ recall: 0, unattainable: true });
    expect(figures.classes.find(({ region }) => region === 'kidney')).toMatchObject({ queries: 1, patients: 1, unjudged: 1, recall: 1 });
    expect(figures.unjudgedShare).toBeCloseTo(1 / 6, 12);
  });

  it('lifts over chance, and has no lift where chance is 1', () => {
    expect(figures.classes.find(({ region }) => region === 'spleen')?.lift).toBeCloseTo((0.5 - 0.375) / (1 - 0.375), 12);
    expect(figures.classes.find(({ region }) => region === 'liver')?.lift).toBeNull();
    expect(figures.liftLeftOut).toBe(1);
    expect(figures.liftMean).toBeCloseTo((0.2 + 0 + 1) / 3, 12);
  });
});

describe('beside recall', () => {
  it('class sets punish showing too much', () => {
    const all = ['spleen', 'liver', 'colon', 'brain'];
    expect(compareClassSets(judged('q', all, ['spleen', 'liver']), judged('r', all, ['liver', 'colon', 'brain']))).toEqual({ precision: 1 / 3, jaccard: 1 / 4 });
    expect(compareClassSets(judged('q', all, ['spleen', 'liver']), judged('r', ['liver'], ['liver']))).toEqual({ precision: 1, jaccard: 1 });
    expect(compareClassSets(judged('q', all, ['spleen']), judged('r', all, []))).toEqual({ precision: null, jaccard: 0 });
    expect(compareClassSets(judged('q', all, ['spleen']), null)).toEqual({ precision: 0, jaccard: 0 });
  });

  it('a patient leaves the gallery whole, and with a virtual patient its source', () => {
    const origin = (name: string, who: string, from: readonly string[] = []) => ({ volumeId: volumeId(name), patientId: patient(who), derivedFrom: from.map(volumeId) });
    const gallery = [origin('a1', 'a'), origin('a2', 'a'), origin('v1', 'v1', ['a1']), origin('v2', 'v2', ['a1'])];
    expect([...excludedFor(gallery[0]!, gallery)].sort()).toEqual([volumeId('a1'), volumeId('a2')]);
    expect([...excludedFor(gallery[2]!, gallery)].sort()).toEqual([volumeId('a1'), volumeId('a2'), volumeId('v1')]);
  });

  it('says where a match lies, and how well it could', () => {
    expect(localize([4, 5, 9, 1], new Set([4, 5]))).toEqual({ ratio: 0.5, ceiling: 0.5 });
    expect(localize([], new Set([4]))).toEqual({ ratio: null, ceiling: null });
    expect([isLocalizedHit(0.5), isLocalizedHit(0.49), isLocalizedHit(null), isLocalizedHit(0.2, 0.1)]).toEqual([true, false, false, true]);
  });

  it('moments are those of numpy', () => {
    expect([mean([1, 2, 6]), populationStd([1, 2, 6]), mean([])]).toEqual([3, Math.sqrt(14 / 3), null]);
    expect([quantile([4, 1, 3, 2], 0.5), quantile([4, 1, 3, 2], 0.95), quantile([], 0.5)]).toEqual([2.5, 3.8499999999999996, null]);
  });
});
