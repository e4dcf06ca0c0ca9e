import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootstrapRecall } from '../../../../src/domain/statistics/bootstrap-recall.js';
import { clopperPearson } from '../../../../src/domain/statistics/clopper-pearson.js';
import { compareRecall } from '../../../../src/domain/statistics/compare-recall.js';
import { runReference } from '../../../testkit/run-python.js';
import { makeTrials } from '../../../testkit/trials.js';

interface Ends {
  readonly low: number;
  readonly high: number;
  readonly std: number;
}
interface Test {
  readonly difference: number;
  readonly p: number;
}
interface Reference {
  readonly bootstrap: { readonly macro: Ends; readonly micro: Ends; readonly classes: Readonly<Record<string, Ends>> };
  readonly pairs: readonly (Test & { readonly classes: Readonly<Record<string, Test>> })[];
  readonly binomial: readonly (readonly [number, number])[];
}

// Patients are good or bad as a whole: resampling trials in their place would give intervals half as wide.
const uneven = (patient: number): number => (patient % 3 === 0 ? 0.25 : 0.9);
const resampled = makeTrials({ seed: 'bootstrap', patients: 60, regions: 6, ability: uneven, unjudged: 0.1 });
const pair = (patients: number, better: number) =>
  [
    makeTrials({ seed: `A of ${patients}`, patients, regions: 5, ability: (patient) => uneven(patient) + better }),
    makeTrials({ seed: `B of ${patients}`, patients, regions: 5, ability: uneven }),
  ] as const;
const pairs = [pair(40, 0.1), pair(40, 0), pair(10, 0.1)];
const binomial = [[0, 1], [1, 1], [0, 7], [7, 7], [0, 300], [300, 300]] as const;

let scratch: string;
let reference: Reference;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'voxseek-statistics-'));
  const file = join(scratch, 'trials.json');
  await writeFile(file, JSON.stringify({ bootstrap: resampled, pairs, binomial }));
  reference = JSON.parse(await runReference('statistics_reference.py', [file])) as Reference;
}, 300_000);

afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('beside SciPy', () => {
  it('bootstrap intervals have the same ends within Monte Carlo error', () => {
    // A 2.5 % quantile of 10,000 normal replicates has a standard error of 0.027 standard deviations; of two, five of these.
    const close = (ours: { readonly low: number; readonly high: number } | null | undefined, { low, high, std }: Ends): void => {
      expect(std).toBeGreaterThan(0);
      expect(Math.abs(ours!.low - low) / std).toBeLessThan(0.2);
      expect(Math.abs(ours!.high - high) / std).toBeLessThan(0.2);
    };
    const ours = bootstrapRecall(resampled, { seed: 'seed' });
    close(ours.macro, reference.bootstrap.macro);
    close(ours.micro, reference.bootstrap.micro);
    expect([...ours.classes.keys()]).toEqual(Object.keys(reference.bootstrap.classes));
    for (const [region, ends] of Object.entries(reference.bootstrap.classes)) {
      // A rare class takes few values, so that its quantiles jump; only the others are smooth enough to be compared so closely.
      if (region !== 'region-0') close(ours.classes.get(region), ends);
    }
  });

  it('sign-flip tests have the same p: exactly below 14 patients, else within Monte Carlo error', () => {
    pairs.forEach(([a, b], index) => {
      const ours = compareRecall(a, b, { seed: 'seed' });
      const theirs = reference.pairs[index]!;
      expect(ours.difference).toBeCloseTo(theirs.difference, 12);
      const same = (p: number | null, { p: expected }: Test): void => {
        expect(Math.abs(p! - expected)).toBeLessThan(ours.exact ? 1e-12 : 5 * Math.sqrt((2 * expected * (1 - expected)) / 10_000) + 2e-4);
      };
      same(ours.p, theirs);
      expect(ours.exact).toBe(ours.patients < 14);
      for (const { region, difference, p } of ours.classes) {
        const ofClass = theirs.classes[region]!;
        if (Number.isNaN(ofClass.p)) continue;
        expect(difference).toBeCloseTo(ofClass.difference, 12);
        same(p, ofClass);
      }
    });
    expect(new Set(pairs.map(([a, b]) => compareRecall(a, b, { seed: 'seed' }).exact))).toEqual(new Set([true, false]));
  });

  it('Clopper and Pearson’s intervals are the same', () => {
    binomial.forEach(([right, patients], index) => {
      const [low, high] = reference.binomial[index]!;
      const ours = clopperPearson(right === 0 ? 'NONE' : 'ALL', patients);
      expect(ours.low).toBeCloseTo(low, 12);
      expect(ours.high).toBeCloseTo(high, 12);
    });
  });
});
