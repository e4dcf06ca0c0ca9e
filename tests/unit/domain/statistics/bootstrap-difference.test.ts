import { describe, expect, it } from 'vitest';
import type { Trial } from '../../../../src/domain/evaluation/trial.js';
import { asId } from '../../../../src/domain/ids.js';
import { bootstrapDifference } from '../../../../src/domain/statistics/bootstrap-difference.js';
import { createRandom } from '../../../../src/domain/statistics/random.js';
import { askReference } from '../../../testkit/ask-reference.js';

type Short = readonly [patient: string, region: string, value: number];
const trialsOf = (short: readonly Short[]): readonly Trial[] => short.map(([patient, region, value]) => ({ patientId: asId('Patient', `pat_${patient}`), region, value, chance: 0, attainable: true }));

/** Twenty patients, each showing some of eight classes; B is asked about fewer of them, and is right more often. */
function runs(): readonly [readonly Short[], readonly Short[]] {
  const random = createRandom('paired');
  const [a, b]: [Short[], Short[]] = [[], []];
  for (let patient = 0; patient < 20; patient += 1) {
    for (let region = 0; region < 8; region += 1) {
      if (random.uniform() < 0.3) continue;
      const name = [`${patient}`, `region ${region}`] as const;
      if (patient !== 3) a.push([...name, random.uniform() < 0.5 ? 1 : 0]);
      if (region < 7 && random.uniform() < 0.8) b.push([...name, random.uniform() < 0.7 ? 1 : 0]);
    }
  }
  return [a, b];
}

describe('the paired difference of two runs', () => {
  it('and its interval are those of numpy, over the classes and patients of both', async () => {
    const [a, b] = runs();
    const found = bootstrapDifference(trialsOf(a), trialsOf(b), { seed: 'seed' });
    const reference = await askReference<{ a: number; b: number; difference: number; low: number; high: number; classes: number; patients: number }>('paired_difference.py', { a, b, replicates: 10_000 });
    expect(found).toMatchObject({ classes: 7, patients: 19 });
    expect([found.classes, found.patients]).toEqual([reference.classes, reference.patients]);
    expect(found.a).toBeCloseTo(reference.a, 12);
    expect(found.b).toBeCloseTo(reference.b, 12);
    expect(found.difference).toBeCloseTo(reference.difference, 12);
    // Quantiles of 10,000 draws differ by chance in the second digit at most.
    expect(Math.abs(found.interval!.low - reference.low)).toBeLessThan(0.01);
    expect(Math.abs(found.interval!.high - reference.high)).toBeLessThan(0.01);
  });

  it('is 0, without a width, between a run and itself, and turns its sign with its sides', () => {
    const [a, b] = runs();
    expect(bootstrapDifference(trialsOf(a), trialsOf(a), { seed: 's' })).toMatchObject({ difference: 0, interval: { low: 0, high: 0 } });
    const [there, back] = [bootstrapDifference(trialsOf(a), trialsOf(b), { seed: 's' }), bootstrapDifference(trialsOf(b), trialsOf(a), { seed: 's' })];
    expect(there.difference).toBeCloseTo(-back.difference!, 12);
    expect(there.interval!.low).toBeCloseTo(-back.interval!.high, 12);
  });

  it('is none where no class, or no patient, is in both', () => {
    const nothing = { a: null, b: null, difference: null, interval: null, classes: 0, patients: 0 };
    expect(bootstrapDifference(trialsOf([['1', 'liver', 1]]), trialsOf([['1', 'spleen', 1]]), { seed: 's' })).toEqual(nothing);
    expect(bootstrapDifference(trialsOf([['1', 'liver', 1]]), trialsOf([['2', 'liver', 1]]), { seed: 's' })).toEqual(nothing);
    expect(bootstrapDifference([], [], { seed: 's' })).toEqual(nothing);
  });
});
