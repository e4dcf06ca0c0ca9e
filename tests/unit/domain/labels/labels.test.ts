import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import { evaluateLabel } from '../../../../src/domain/labels/evaluate-label.js';
import type { LabelQuery } from '../../../../src/domain/labels/label-evaluation.js';
import { labelScale } from '../../../../src/domain/labels/label-scale.js';
import { labelValue } from '../../../../src/domain/labels/label-value.js';
import { chanceOfMedianError } from '../../../../src/domain/labels/median-chance.js';
import { medianOf, voteOf } from '../../../../src/domain/labels/predict-label.js';
import { chanceOfVote } from '../../../../src/domain/labels/vote-chance.js';
import { createRandom, shuffled } from '../../../../src/domain/statistics/random.js';
import { askReference } from '../../../testkit/ask-reference.js';

describe('a label', () => {
  it('is ordinal where an order is declared or all values are numbers, else categorical', () => {
    expect(labelScale({ name: 'stage', order: null }, ['10', '2', '2', '-1.5'])).toEqual({ values: ['-1.5', '2', '10'], places: new Map([['-1.5', -1.5], ['2', 2], ['10', 10]]) });
    expect(labelScale({ name: 'tumour', order: null }, ['yes', 'no', '1'])).toEqual({ values: ['1', 'no', 'yes'], places: null });
    expect(labelScale({ name: 'grade', order: ['low', 'high'] }, ['high']).places).toEqual(new Map([['low', 0], ['high', 1]]));
    expect(labelScale({ name: 'none', order: null }, [])).toEqual({ values: [], places: null });
  });

  it('is only what was given', () => {
    expect(labelValue({ tumour: 'no', note: '' }, 'tumour')).toBe('no');
    expect(['note', 'constructor', '__proto__'].map((name) => labelValue({ tumour: 'no', note: '' }, name))).toEqual([null, null, null]);
  });
});

describe('a prediction', () => {
  const values = fc.array(fc.constantFrom('1', '2', '3', '4'), { maxLength: 12 });

  it('by vote is the commonest value, of equals that of the nearest', () => {
    expect(voteOf(['a', 'b', 'b', 'a', 'c'])).toBe('a');
    expect(voteOf(['a', 'b', 'b'])).toBe('b');
    expect(voteOf([])).toBeNull();
    fc.assert(
      fc.property(values, (found) => {
        const votes = (value: string | null): number => found.filter((one) => one === value).length;
        const said = voteOf(found);
        for (const value of found) expect(votes(said) > votes(value) || (votes(said) === votes(value) && found.findIndex((one) => one === said) <= found.indexOf(value))).toBe(true);
      }),
    );
  });

  it('by median is a value with at most half of the neighbours on either side', () => {
    const { places } = labelScale({ name: 'stage', order: null }, ['1', '2', '3', '4']);
    expect(medianOf(['4', '1', '2', '2'], places!)).toBe('2');
    expect(medianOf(['4', '1'], places!)).toBe('1');
    expect(medianOf([], places!)).toBeNull();
    fc.assert(
      fc.property(values, (found) => {
        const median = medianOf(found, places!);
        if (median === null) return;
        expect(found).toContain(median);
        expect(found.filter((value) => value < median).length).toBeLessThanOrEqual(found.length / 2);
        expect(found.filter((value) => value > median).length).toBeLessThanOrEqual(found.length / 2);
      }),
    );
  });

  it('has the chance that walking through every order gives', async () => {
    const random = createRandom('chances');
    const places = { a: 1, b: 2, c: 2.5, d: 7 };
    const asked = Array.from({ length: 30 }, () => {
      const counts = Object.fromEntries(Object.keys(places).map((value) => [value, random.integer(4)]));
      return { counts: { ...counts, a: counts.a! + 1 }, value: shuffled(Object.keys(places), random)[0]!, neighbours: 1 + random.integer(6), places };
    });
    const expected = await askReference<readonly { vote: number; error: number }[]>('label_reference.py', { chances: asked });
    for (const [at, { counts, value, neighbours }] of asked.entries()) {
      expect(chanceOfVote(new Map(Object.entries(counts)), value, neighbours)).toBeCloseTo(expected[at]!.vote, 12);
      const placed = Object.entries(places).map(([name, place]) => ({ place, count: (counts as Record<string, number>)[name]! }));
      expect(chanceOfMedianError(placed, places[value as keyof typeof places], neighbours)).toBeCloseTo(expected[at]!.error, 12);
    }
  });

  it('has chances that sum to 1 over the values, also in a large gallery', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3_000), { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 10 }), (sizes, neighbours) => {
        const counts = new Map(sizes.map((size, at) => [String(at), size + 1]));
        const sum = [...counts.keys()].reduce((total, value) => total + chanceOfVote(counts, value, neighbours), 0);
        expect(sum).toBeCloseTo(1, 9);
      }),
      { numRuns: 50 },
    );
  });
});

/** Ten patients of two volumes each; those of the first five are positive. Lists are perfect, or all the same. */
function evaluation(ranked: (query: LabelQuery, ids: readonly LabelQuery[]) => readonly LabelQuery[]) {
  const volumes: readonly LabelQuery[] = Array.from({ length: 20 }, (_, at) => ({
    ...{ volumeId: asId('Volume', `vol_${at}`), patientId: asId('Patient', `pat_${Math.floor(at / 2)}`), value: at < 10 ? 'yes' : 'no', ranked: [], excluded: new Set([asId('Volume', `vol_${at}`), asId('Volume', `vol_${at ^ 1}`)]) },
  }));
  const queries = volumes.map((query) => ({ ...query, ranked: ranked(query, volumes).map(({ volumeId }) => volumeId).filter((id) => !query.excluded.has(id)) }));
  return evaluateLabel({ target: { name: 'tumour', order: ['no', 'yes'] }, queries, gallery: volumes }, { seed: 'label tumour', queriesLeftOut: 3, galleryLeftOut: 4 });
}

describe('the figures of a label', () => {
  it('are at their best for lists in which equals come first, and at their worst for the reverse', () => {
    const best = evaluation((query, all) => [...all].sort((a, b) => Number(b.value === query.value) - Number(a.value === query.value)));
    expect(best).toMatchObject({ kind: 'ORDINAL', queries: 20, patients: 10, queriesLeftOut: 3, galleryLeftOut: 4, unattainable: 0, values: [{ value: 'no', queries: 10, patients: 5, gallery: 10 }, { value: 'yes', queries: 10, patients: 5, gallery: 10 }] });
    // Eight others are relevant, so that of ten at most eight can be.
    expect(best.measures.map(({ mean }) => mean)).toEqual([1, 1, expect.closeTo(0.8, 12), 1]);
    expect(best.measures.every(({ interval, chance }) => interval!.low <= interval!.high && chance! > 0.3 && chance! < 0.6)).toBe(true);
    expect(best.predictions.map(({ accuracy, meanAbsoluteError }) => [accuracy, meanAbsoluteError])).toEqual([[1, 0], [1, 0], [1, 0], [1, 0]]);

    const worst = evaluation((query, all) => [...all].sort((a, b) => Number(a.value === query.value) - Number(b.value === query.value)));
    expect(worst.measures.map(({ mean }) => mean)).toEqual([0, 0, 0, 0]);
    expect(worst.predictions.map(({ accuracy, meanAbsoluteError }) => [accuracy, meanAbsoluteError])).toEqual([[0, 1], [0, 1], [0, 1], [0, 1]]);
    expect(worst.predictions[0]!.confusion).toEqual([{ actual: 'yes', predicted: 'no', queries: 10 }, { actual: 'no', predicted: 'yes', queries: 10 }]);
  });

  it('count a query that finds nothing as wrong, without an error', () => {
    const { predictions, measures } = evaluation(() => []);
    expect(predictions[2]).toMatchObject({ predicted: 0, accuracy: 0, meanAbsoluteError: null, errorInterval: null, confusion: [{ actual: 'yes', predicted: null, queries: 10 }, { actual: 'no', predicted: null, queries: 10 }] });
    expect(measures[0]).toMatchObject({ mean: 0, queries: 20, patients: 10 });
  });

  it('hold the chance of lists in random order, within what 400 of them allow', () => {
    const random = createRandom('orders');
    const drawn = Array.from({ length: 20 }, () => evaluation((_, all) => shuffled(all, random)));
    const average = (of: (figures: (typeof drawn)[number]) => number): number => drawn.reduce((sum, figures) => sum + of(figures), 0) / drawn.length;
    for (const at of [0, 1, 2, 3]) {
      expect(Math.abs(average((figures) => figures.measures[at]!.mean!) - drawn[0]!.measures[at]!.chance!)).toBeLessThan(0.05);
      expect(Math.abs(average((figures) => figures.predictions[at]!.accuracy!) - drawn[0]!.predictions[at]!.chance!)).toBeLessThan(0.1);
      expect(Math.abs(average((figures) => figures.predictions[at]!.meanAbsoluteError!) - drawn[0]!.predictions[at]!.errorChance!)).toBeLessThan(0.1);
    }
  });

  it('have intervals of the error in its own unit', () => {
    const random = createRandom('error');
    const figures = evaluation((_, all) => shuffled(all, random)).predictions[1]!;
    expect(figures.errorInterval!.low).toBeLessThanOrEqual(figures.meanAbsoluteError!);
    expect(figures.errorInterval!.high).toBeGreaterThanOrEqual(figures.meanAbsoluteError!);
  });
});
