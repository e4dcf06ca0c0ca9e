import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarize } from '../../../../src/domain/evaluation/metrics.js';
import type { Trial } from '../../../../src/domain/evaluation/trial.js';
import { asId } from '../../../../src/domain/ids.js';
import { bootstrapRecall } from '../../../../src/domain/statistics/bootstrap-recall.js';
import { adjustPairs, comparePairs } from '../../../../src/domain/statistics/compare-pairs.js';
import { compareRecall } from '../../../../src/domain/statistics/compare-recall.js';
import { quantile } from '../../../../src/domain/statistics/moments.js';
import { quantileInPlace } from '../../../../src/domain/statistics/quantile-in-place.js';
import { holm } from '../../../../src/domain/statistics/holm.js';
import { createRandom, shuffled } from '../../../../src/domain/statistics/random.js';
import { packRows } from '../../../../src/domain/statistics/row-sums.js';
import { makeTrials } from '../../../testkit/trials.js';

const trial = (who: string, region: string, value: number | null): Trial => ({ region, patientId: asId('Patient', `pat_${who}`), value, chance: 0.5, attainable: true });
const even = (): number => 0.6;

describe('sums over rows', () => {
  const columns = fc.constantFrom(
    fc.integer({ min: 0, max: 1 }), fc.integer({ min: -3, max: 3 }), fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: -1, max: 2 ** 48 }), fc.constantFrom(0, 0.25, 0.5), fc.constant(7),
  );

  it('are those of the columns, whatever shares a lane', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }).chain((rows) => fc.record({ rows: fc.constant(rows), values: fc.array(columns.chain((value) => fc.array<number>(value, { minLength: rows, maxLength: rows })), { maxLength: 14 }) })),
        fc.array(fc.nat(11), { maxLength: 20 }),
        ({ rows, values }, picks) => {
          const chosen = picks.map((pick) => pick % rows);
          const times = new Uint32Array(rows);
          for (const row of chosen) times[row]! += 1;
          const matrix = Float64Array.from(Array.from({ length: rows }, (_, row) => values.map((column) => column[row]!)).flat());
          const into = new Float64Array(values.length).fill(99);
          packRows(matrix, rows, values.length, 20).sum(times, into);
          expect([...into]).toEqual(values.map((column) => chosen.reduce((sum, row) => sum + column[row]!, 0)));
        },
      ),
    );
  });
});

describe('a tally', () => {
  it('counts what single draws would give, and goes on behind them', () => {
    const [one, all] = [createRandom('tally'), createRandom('tally')];
    const counts = new Uint32Array(37);
    all.tally(counts, 500);
    const expected = new Uint32Array(37);
    for (let draw = 0; draw < 500; draw += 1) expected[one.integer(37)]! += 1;
    expect(counts).toEqual(expected);
    expect(all.uniform()).toBe(one.uniform());
  });
});

describe('quantiles in place', () => {
  it('are those of the sorted values', () => {
    // Without −0, which sorts as 0 does and yet is told from it.
    const number = fc.oneof(fc.double({ noNaN: true, min: -1, max: 1 }), fc.constantFrom(0, 0.5, 1)).map((value) => value + 0);
    const values = fc.array(number, { maxLength: 60 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const own = Float64Array.from(list);
        expect(quantileInPlace(own, share)).toBe(quantile(list, share));
        expect([...own].sort((a, b) => a - b)).toEqual([...list].sort((a, b) => a - b));
      }),
    );
  });
});

describe('bootstrap', () => {
  const trials = makeTrials({ seed: 'a', patients: 20, regions: 5, ability: even, unjudged: 0.1 });

  it('depends on the seed and on nothing else', () => {
    const first = bootstrapRecall(trials, { seed: 'one', replicates: 500 });
    expect(bootstrapRecall(shuffled(trials, createRandom('order')), { seed: 'one', replicates: 500 })).toEqual(first);
    expect(bootstrapRecall(trials, { seed: 'two', replicates: 500 })).not.toEqual(first);
  });

  it('contains the mean that it is about', () => {
    const recalls = new Map<string, number[]>();
    for (const { region, value } of trials) if (value !== null) recalls.set(region, [...(recalls.get(region) ?? []), value]);
    const { macro, micro, classes } = bootstrapRecall(trials, { seed: 'one' });
    const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    for (const [interval, value] of [
      [macro, average([...recalls.values()].map(average))], [micro, average([...recalls.values()].flat())], ...[...classes].map(([region, interval]) => [interval, average(recalls.get(region)!)] as const),
    ] as const) {
      expect(interval!.low).toBeLessThan(value);
      expect(interval!.high).toBeGreaterThan(value);
    }
  });

  it('lets a replicate without a class leave it out', () => {
    // One patient has the only trial of "rare", which is right half: were it 0 where it is missing, the interval would reach down to 0.
    const some = [trial('a', 'rare', 0.5), ...['a', 'b', 'c'].map((who) => trial(who, 'common', 1))];
    const { classes, macro } = bootstrapRecall(some, { seed: 'one' });
    expect(classes.get('rare')).toEqual({ low: 0.5, high: 0.5, method: 'BOOTSTRAP' });
    expect(macro).toEqual({ low: 0.75, high: 1, method: 'BOOTSTRAP' });
  });

  it('takes Clopper and Pearson’s interval where a class is all right or all wrong, over patients', () => {
    const some = [trial('a', 'all', 1), trial('a', 'all', 1), trial('b', 'all', 1), trial('c', 'all', null), trial('a', 'none', 0), trial('b', 'half', 0), trial('a', 'half', 1)];
    const { classes } = bootstrapRecall(some, { seed: 'one' });
    expect(classes.get('all')).toMatchObject({ high: 1, method: 'CLOPPER_PEARSON' });
    expect(classes.get('all')!.low).toBeCloseTo(Math.sqrt(0.025), 12);
    expect(classes.get('none')!.high).toBeCloseTo(0.975, 12);
    expect(classes.get('half')!.method).toBe('BOOTSTRAP');
  });

  it('has nothing to say without a judged trial', () => {
    expect(bootstrapRecall([trial('a', 'liver', null)], { seed: 'one' })).toEqual({ macro: null, micro: null, classes: new Map() });
  });
});

describe('comparison', () => {
  const plan = { patients: 20, regions: 4 } as const;
  const good = makeTrials({ ...plan, seed: 'good', ability: () => 0.95 });
  const poor = makeTrials({ ...plan, seed: 'poor', ability: () => 0.3 });
  const alike = makeTrials({ ...plan, seed: 'alike', ability: () => 0.95 });

  it('finds what differs, and mirrors when the runs change places', () => {
    const there = compareRecall(good, poor, { seed: 's' });
    const back = compareRecall(poor, good, { seed: 's' });
    expect(there).toMatchObject({ exact: false, patients: new Set(good.map(({ patientId }) => patientId)).size, p: 1 / 10_001 });
    expect(back.difference).toBeCloseTo(-there.difference!, 12);
    expect(back.p).toBe(there.p);
    expect(compareRecall(good, alike, { seed: 's' }).p).toBeGreaterThan(0.05);
    expect(compareRecall(good, good, { seed: 's' })).toMatchObject({ difference: 0, p: 1 });
  });

  it('swaps whole patients: with one patient nothing can be shown, however many trials there are', () => {
    const many = (value: number) => Array.from({ length: 50 }, () => trial('a', 'liver', value));
    expect(compareRecall(many(1), many(0), { seed: 's' })).toMatchObject({ difference: 1, p: 1, exact: true, patients: 1 });
  });

  it('is exact below 14 patients', () => {
    const each = (count: number, value: number) => Array.from({ length: count }, (_, who) => trial(`p${who}`, 'liver', value));
    expect(compareRecall(each(13, 1), each(13, 0), { seed: 's' })).toMatchObject({ p: 2 / 2 ** 13, exact: true });
    expect(compareRecall(each(14, 1), each(14, 0), { seed: 's', draws: 99 })).toMatchObject({ exact: false });
  });

  it('agrees with recall as it is reported', () => {
    const rename = (trials: readonly Trial[]) => trials.map((one) => ({ ...one, region: ['spleen', 'liver', 'colon', 'brain'][Number(one.region.slice(-1))]! }));
    const expected = summarize('COARSE_29', rename(good)).recallMean - summarize('COARSE_29', rename(poor)).recallMean;
    expect(compareRecall(good, poor, { seed: 's' }).difference).toBeCloseTo(expected, 12);
  });

  it('leaves a class open that one run was not judged in', () => {
    const a = [trial('a', 'liver', 1), trial('a', 'colon', null)];
    const b = [trial('a', 'liver', 0), trial('a', 'colon', 1)];
    expect(compareRecall(a, b, { seed: 's' })).toMatchObject({ difference: 0.5, classes: [{ region: 'colon', difference: null, p: null }, { region: 'liver', difference: 1, p: 1 }] });
    expect(compareRecall([trial('a', 'liver', null)], [trial('a', 'liver', 1)], { seed: 's' })).toMatchObject({ difference: null, p: null });
  });

  it('refuses runs over other queries', () => {
    expect(() => compareRecall(good, good.slice(1), { seed: 's' })).toThrow(expect.objectContaining({ code: 'CONFLICT' }) as Error);
  });

  it('adjusts over pairs, and by class over classes and pairs', () => {
    const compare = (...runs: readonly (readonly [string, typeof good])[]) => adjustPairs([...comparePairs(new Map(runs), { seed: 's', draws: 999 })]);
    const pairs = compare(['good', good], ['poor', poor], ['alike', alike]);
    expect(pairs.map(({ a, b }) => `${a} ${b}`)).toEqual(['good poor', 'good alike', 'poor alike']);
    expect(pairs.map(({ pHolm }) => pHolm)).toEqual(holm(pairs.map(({ p }) => p)));
    expect(pairs[0]).toMatchObject({ p: 0.001, pHolm: 0.003 });
    const flat = pairs.flatMap(({ classes }) => classes);
    expect(flat.map(({ pHolm }) => pHolm)).toEqual(holm(flat.map(({ p }) => p)));
    expect(flat).toHaveLength(3 * new Set(good.map(({ region }) => region)).size);
    expect(compare(['good', good], ['poor', poor])[0]!.p).toBe(pairs[0]!.p);
  });
});

describe('Holm', () => {
  it('is that of the textbook', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.6, null, 0.9])).toEqual([1, null, 1]);
    expect(holm([])).toEqual([]);
  });

  it('lies between a p-value and its Bonferroni bound and keeps the order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (ps) => {
        const adjusted = holm(ps);
        ps.forEach((p, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, p * ps.length) + 1e-12);
          ps.forEach((q, j) => expect(p > q && adjusted[i]! < adjusted[j]!).toBe(false));
        });
      }),
    );
  });
});
