import { describe, expect, it } from 'vitest';
import type { Trial } from '../../../../src/domain/evaluation/trial.js';
import { asId } from '../../../../src/domain/ids.js';
import { bootstrapDifference } from '../../../../src/domain/statistics/bootstrap-difference.js';
import { flipDifference } from '../../../../src/domain/statistics/flip-difference.js';
import { pairedCounts } from '../../../../src/domain/statistics/paired-counts.js';
import type { PairedCounts } from '../../../../src/domain/statistics/paired-counts.js';
import { createRandom } from '../../../../src/domain/statistics/random.js';
import { askReference } from '../../../testkit/ask-reference.js';

type Short = readonly [patient: string, region: string, value: number];
const trialsOf = (short: readonly Short[]): readonly Trial[] => short.map(([patient, region, value]) => ({ patientId: asId('Patient', `pat_${patient}`), region, value, chance: 0, attainable: true }));

const pairOf = (a: readonly Short[], b: readonly Short[]): PairedCounts => pairedCounts(trialsOf(a), trialsOf(b));

/** Patients who each show some of eight classes; B is asked about fewer of them, and is right more often. */
function runs(patients = 20): readonly [readonly Short[], readonly Short[]] {
  const random = createRandom('paired');
  const [a, b]: [Short[], Short[]] = [[], []];
  for (let patient = 0; patient < patients; patient += 1) {
    for (let region = 0; region < 8; region += 1) {
      if (random.uniform() < 0.3) continue;
      const name = [`${patient}`, `region ${region}`] as const;
      if (patient !== 3) a.push([...name, random.uniform() < 0.5 ? 1 : 0]);
      if (region < 7 && random.uniform() < 0.8) b.push([...name, random.uniform() < 0.7 ? 1 : 0]);
    }
  }
  return [a, b];
}

interface Reference {
  readonly a: number;
  readonly b: number;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
  readonly classes: number;
  readonly patients: number;
}
const referenceOf = (a: readonly Short[], b: readonly Short[]) => askReference<Reference>('paired_difference.py', { a, b, replicates: 10_000 });

describe('the paired difference of two runs', () => {
  it('its interval and its p are those of numpy and SciPy, over the classes and patients of both', async () => {
    const [a, b] = runs();
    const [pair, reference] = [pairOf(a, b), await referenceOf(a, b)];
    const found = bootstrapDifference(pair, { seed: 'seed' });
    expect(found).toMatchObject({ classes: 7, patients: 19 });
    expect([found.classes, found.patients]).toEqual([reference.classes, reference.patients]);
    expect(found.a).toBeCloseTo(reference.a, 12);
    expect(found.b).toBeCloseTo(reference.b, 12);
    expect(found.difference).toBeCloseTo(reference.difference, 12);
    // Quantiles of 10,000 draws differ by chance in the second digit at most.
    expect(Math.abs(found.interval!.low - reference.low)).toBeLessThan(0.01);
    expect(Math.abs(found.interval!.high - reference.high)).toBeLessThan(0.01);
    expect(Math.abs(flipDifference(pair, { seed: 'seed' })! - reference.p)).toBeLessThan(5 * Math.sqrt((2 * reference.p * (1 - reference.p)) / 10_000) + 2e-4);
  });

  it.each([4, 9, 14])('its p is exactly that of SciPy where all swaps of %d patients, less one, are tried', async (patients) => {
    const [a, b] = runs(patients);
    const [pair, reference] = [pairOf(a, b), await referenceOf(a, b)];
    expect(pair.patients).toBe(patients - 1);
    expect(flipDifference(pair, { seed: 'any' })).toBeCloseTo(reference.p, 12);
  });

  it('is 0, without a width, between a run and itself, and turns its sign with its sides', () => {
    const [a, b] = runs();
    expect(bootstrapDifference(pairOf(a, a), { seed: 's' })).toMatchObject({ difference: 0, interval: { low: 0, high: 0 } });
    expect(flipDifference(pairOf(a, a), { seed: 's' })).toBe(1);
    const [there, back] = [bootstrapDifference(pairOf(a, b), { seed: 's' }), bootstrapDifference(pairOf(b, a), { seed: 's' })];
    expect(there.difference).toBeCloseTo(-back.difference!, 12);
    expect(there.interval!.low).toBeCloseTo(-back.interval!.high, 12);
    expect(flipDifference(pairOf(a, b), { seed: 's' })).toBe(flipDifference(pairOf(b, a), { seed: 's' }));
  });

  it('takes a swap that leaves no class on both sides for one with a large difference', () => {
    // The liver of patient 1 was judged in A alone, that of patient 2 in B alone: a swap of one of them leaves one side without a liver.
    const [a, b]: [Short[], Short[]] = [[['1', 'liver', 1], ['1', 'spleen', 0], ['2', 'spleen', 0]], [['2', 'liver', 0], ['1', 'spleen', 0], ['2', 'spleen', 0]]];
    // Difference ½, and −½ after both swaps; after one, of the spleen alone, 0.
    expect(flipDifference(pairOf(a, b), { seed: 's' })).toBe(0.5);
    const bare = pairOf([['1', 'liver', 1], ['2', 'spleen', 1]], [['2', 'liver', 0], ['1', 'spleen', 0]]);
    expect(bare).toMatchObject({ patients: 2, classes: 2 });
    expect(flipDifference(bare, { seed: 's' })).toBe(1);
  });

  it('is none where no class, or no patient, is in both', () => {
    const nothing = { a: null, b: null, difference: null, interval: null, classes: 0, patients: 0 };
    for (const [a, b] of [[[['1', 'liver', 1]], [['1', 'spleen', 1]]], [[['1', 'liver', 1]], [['2', 'liver', 1]]], [[], []]] as const) {
      expect(bootstrapDifference(pairOf(a, b), { seed: 's' })).toEqual(nothing);
      expect(flipDifference(pairOf(a, b), { seed: 's' })).toBeNull();
    }
  });
});
