import { describe, expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import { compareLabel, adjustLabelPairs, compareLabelPairs } from '../../../../src/domain/labels/compare-label.js';
import { COMPARED_MEASURES } from '../../../../src/domain/labels/label-trials.js';
import type { LabelTrial } from '../../../../src/domain/labels/label-trials.js';
import { createRandom } from '../../../../src/domain/statistics/random.js';
import { askReference } from '../../../testkit/ask-reference.js';

type Reference = Readonly<Record<string, { readonly queries: number; readonly patients: number; readonly difference: number; readonly p: number; readonly p_holm: number; readonly low: number; readonly high: number; readonly std: number }>>;

const [ERROR] = COMPARED_MEASURES.slice(-1);

/** Patients of one to four volumes, good or bad as a whole, so that volumes of a patient hang together; some volumes are missing, some have no error or no list. */
function run(seed: string, patients: number, skill: number): readonly LabelTrial[] {
  const random = createRandom(seed);
  return Array.from({ length: patients }, (_, patient) => patient).flatMap((patient) =>
    Array.from({ length: 1 + (patient % 4) }, (_, at) => at).flatMap((at): readonly LabelTrial[] => {
      const [asked, list, found] = [random.uniform() < 0.9, random.uniform() < 0.85, random.uniform() < 0.85];
      const ability = patient % 3 === 0 ? skill / 3 : skill;
      const measures = Object.fromEntries(
        COMPARED_MEASURES.flatMap((measure) => {
          if (measure === ERROR) return found ? [[measure, random.uniform() < ability ? random.integer(2) : 1 + random.integer(4)]] : [];
          const right = Array.from({ length: 5 }, () => Number(random.uniform() < ability)).reduce((sum, one) => sum + one, 0) / 5;
          return measure.startsWith('vote') ? [[measure, right > 0.5 ? 1 : 0]] : list ? [[measure, right]] : [];
        }),
      );
      return asked ? [{ queryVolumeId: asId('Volume', `vol_${patient}-${at}`), patientId: asId('Patient', `pat_${patient}`), value: 'x', measures }] : [];
    }),
  );
}

const plain = (trials: readonly LabelTrial[]) => trials.map(({ queryVolumeId, patientId, measures }) => ({ query: queryVolumeId, patient: patientId, measures }));

describe('runs that a label judges, side by side', () => {
  it.each([
    ['of few patients, by every swap', 11],
    ['of many patients, by swaps drawn', 45],
  ])('have the differences, p, Holm and intervals of SciPy (%s)', async (_, patients) => {
    const runs = new Map([['good', run('good', patients, 0.9)], ['fair', run('fair', patients, 0.6)], ['also fair', run('also fair', patients, 0.6)]]);
    const reference = await askReference<readonly Reference[]>('label_comparison.py', { runs: [...runs.values()].map(plain) });
    const pairs = adjustLabelPairs([...compareLabelPairs(runs, { seed: 'seed' })]);
    expect(pairs.map(({ a, b, exact }) => [a, b, exact])).toEqual([['good', 'fair', patients < 14], ['good', 'also fair', patients < 14], ['fair', 'also fair', patients < 14]]);
    for (const [at, { measures, exact }] of pairs.entries()) {
      // SciPy doubles the smaller tail, whose error is twice that of p / 2.
      const within = (p: number): number => (exact ? 1e-12 : 5 * Math.sqrt((p * (1 - p) + p * (2 - p)) / 10_000) + 2e-4);
      expect(measures.map(({ measure }) => measure)).toEqual(COMPARED_MEASURES);
      for (const ours of measures) {
        const theirs = reference[at]![ours.measure]!;
        expect([ours.queries, ours.patients], ours.measure).toEqual([theirs.queries, theirs.patients]);
        expect(ours.difference).toBeCloseTo(theirs.difference, 12);
        expect(Math.abs(ours.p - theirs.p)).toBeLessThan(within(theirs.p));
        // Of eighteen tests, so that the error of p counts as often.
        expect(Math.abs(ours.pHolm - theirs.p_holm)).toBeLessThan(exact ? 1e-9 : 18 * within(theirs.p));
        // As for recall: a 2.5 % quantile of 10,000 replicates; with few patients it takes few values, and jumps.
        const tolerance = patients < 14 ? 0.3 : 0.2;
        expect(Math.abs(ours.interval!.low - theirs.low) / theirs.std).toBeLessThan(tolerance);
        expect(Math.abs(ours.interval!.high - theirs.high) / theirs.std).toBeLessThan(tolerance);
      }
    }
    if (patients > 14) expect(pairs[0]!.measures.filter(({ pHolm }) => pHolm < 0.05).length).toBeGreaterThan(3);
  });

  it('do not differ from themselves, and turn the sign with their sides', () => {
    const [a, b] = [run('a', 12, 0.8), run('b', 12, 0.5)];
    for (const { difference, p, interval } of compareLabel(a, a, { seed: 's' }).measures) expect([difference, p, interval]).toEqual([0, 1, { low: 0, high: 0, method: 'BOOTSTRAP' }]);
    const [there, back] = [compareLabel(a, b, { seed: 's' }), compareLabel(b, a, { seed: 's' })];
    there.measures.forEach((one, at) => {
      expect(one.difference).toBeCloseTo(-back.measures[at]!.difference, 12);
      expect(one.p).toBeCloseTo(back.measures[at]!.p, 12);
    });
  });

  it('are compared over the queries of both, and have no measure that says nothing in one', () => {
    const [a, b] = [run('a', 20, 0.8), run('b', 20, 0.5).map(({ measures: { [ERROR!]: _, ...measures }, ...trial }) => ({ ...trial, measures }))];
    const common = a.filter(({ queryVolumeId }) => b.some((trial) => trial.queryVolumeId === queryVolumeId));
    const found = compareLabel(a, b, { seed: 's' });
    expect(found.queries).toBe(common.length);
    expect(found.queries).toBeLessThan(a.length);
    expect(found.measures.map(({ measure }) => measure)).toEqual(COMPARED_MEASURES.filter((measure) => measure !== ERROR));
    expect(compareLabel(a, [], { seed: 's' })).toMatchObject({ queries: 0, patients: 0, measures: [] });
    expect(compareLabel(a.slice(0, 1), a.slice(0, 1), { seed: 's' }).measures.every(({ interval }) => interval === null)).toBe(true);
  });

  it('come to the same whatever pseudonyms a team gives its patients', () => {
    const renamed = (trials: readonly LabelTrial[]): readonly LabelTrial[] => trials.map((trial) => ({ ...trial, patientId: asId('Patient', `pat_${trial.patientId.split('').reverse().join('')}`) }));
    const [a, b] = [run('a', 30, 0.8), run('b', 30, 0.5)];
    expect(compareLabel(renamed(a), renamed(b), { seed: 's' })).toEqual(compareLabel(a, b, { seed: 's' }));
  });
});
