import { describe, expect, it } from 'vitest';
import { agreementOf } from '../../../../src/domain/reader-studies/reader-agreement.js';
import type { ReaderAgreement } from '../../../../src/domain/reader-studies/reader-agreement.js';
import { ordinalAlpha } from '../../../../src/domain/statistics/krippendorff-alpha.js';
import { createRandom } from '../../../../src/domain/statistics/random.js';
import { quadraticWeightedKappa } from '../../../../src/domain/statistics/weighted-kappa.js';
import { askReference } from '../../../testkit/ask-reference.js';

/** Readers who follow the truth of a unit with errors, and leave some units out. */
function ratings(seed: string, readers: number, units: number, missing: number, error: number): readonly (readonly (number | null)[])[] {
  const random = createRandom(seed);
  const truth = Array.from({ length: units }, () => random.integer(4));
  return Array.from({ length: readers }, () =>
    truth.map((value) => {
      if (random.uniform() < missing) return null;
      return random.uniform() < error ? random.integer(4) : value;
    }),
  );
}

const unitsOf = (rows: readonly (readonly (number | null)[])[]) =>
  (rows[0] ?? []).map((_, unit) => rows.flatMap((row, reader) => (row[unit] == null ? [] : [{ reader, value: row[unit] }])));

describe('agreement of readers', () => {
  it('is that of numpy and of the krippendorff package, with readings left out and chance agreement', async () => {
    const given = [ratings('close', 3, 60, 0.2, 0.2), ratings('far', 5, 40, 0.5, 0.9), ratings('two', 2, 25, 0, 0.4), ratings('rare', 4, 30, 0.8, 0.5)];
    const expected = await askReference<readonly ReaderAgreement[]>('reader_studies.py', given.map((rows) => ({ task: 'agreement', ratings: rows })));
    for (const [at, rows] of given.entries()) {
      const found = agreementOf(unitsOf(rows), rows.length);
      const reference = expected[at]!;
      expect(found.units).toBe(reference.units);
      expect(found.alpha).toBeCloseTo(reference.alpha!, 12);
      expect(found.pairs.map(({ readers, shared }) => ({ readers, shared }))).toEqual(reference.pairs.map(({ readers, shared }) => ({ readers, shared })));
      for (const [pair, { kappa }] of found.pairs.entries()) expect(kappa).toBeCloseTo(reference.pairs[pair]!.kappa!, 12);
    }
  }, 180_000);

  it('is 1 for the same grades, below 0 for opposite ones, and nothing where nothing varies or is shared', () => {
    const same = [[0, 0], [3, 3], [1, 1]] as const;
    expect([quadraticWeightedKappa(same), ordinalAlpha(same)]).toEqual([1, 1]);
    expect(quadraticWeightedKappa([[0, 3], [3, 0]])).toBe(-1);
    expect(ordinalAlpha([[0, 3], [3, 0]])).toBeLessThan(0);
    expect([quadraticWeightedKappa([[2, 2], [2, 2]]), ordinalAlpha([[2, 2], [2, 2]])]).toEqual([null, null]);
    expect([quadraticWeightedKappa([]), ordinalAlpha([[1], [3]])]).toEqual([null, null]);
    expect(agreementOf([[{ reader: 0, value: 1 }], [{ reader: 1, value: 1 }]], 2)).toEqual({ pairs: [], alpha: null, units: 0 });
  });

  it('takes a near miss for less of a disagreement than a far one', () => {
    const with3 = (value: number) => [[0, 0], [1, 1], [2, 2], [3, 3], [3, value]] as const;
    expect(quadraticWeightedKappa(with3(2))).toBeGreaterThan(quadraticWeightedKappa(with3(0))!);
    expect(ordinalAlpha(with3(2))).toBeGreaterThan(ordinalAlpha(with3(0))!);
  });
});
