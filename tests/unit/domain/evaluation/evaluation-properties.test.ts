import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classesOf } from '../../../../src/domain/anatomy/labels.js';
import type { Answer, Question } from '../../../../src/domain/evaluation/answer.js';
import { compareClassSets } from '../../../../src/domain/evaluation/class-sets.js';
import { evaluateTaxonomy, winnerSliceRatio } from '../../../../src/domain/evaluation/evaluate-taxonomy.js';
import { excludedFor } from '../../../../src/domain/evaluation/exclusions.js';
import type { JudgedVolume } from '../../../../src/domain/evaluation/judged-volume.js';
import { asId } from '../../../../src/domain/ids.js';
import type { RetrievalMode } from '../../../../src/domain/ranking/retrieval-config.js';

const TAXONOMY = 'COARSE_29';
const CLASSES = classesOf(TAXONOMY).slice(0, 6);
const MODES: readonly RetrievalMode[] = ['SLICE', 'VOLUME', 'REGION', 'LOCALIZED'];
const RULE = { supportingSlices: 2, threshold: 0.5 };

/** What one volume of an archive is drawn from; a class that was not looked for shows nothing. */
const drawn = fc.record({
  patient: fc.integer({ min: 0, max: 4 }),
  slices: fc.integer({ min: 1, max: 4 }),
  classes: fc.array(fc.record({ covered: fc.boolean(), shown: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }) }), { minLength: CLASSES.length, maxLength: CLASSES.length }),
  /** Decides which eligible volume and slice comes first for it. */
  choice: fc.nat(),
});

const archive = fc.array(drawn, { minLength: 1, maxLength: 8 }).map((all) => all.map((one, index) => ({ ...one, index })));
type Drawn = Parameters<Parameters<typeof archive.map>[0]>[0][number];

function judged({ index, patient, slices, classes }: Drawn): JudgedVolume {
  const covers = new Set(CLASSES.filter((_, at) => classes[at]?.covered === true));
  const shows = new Map(
    CLASSES.flatMap((region, at): [string, ReadonlySet<number>][] => {
      const on = (classes[at]?.shown ?? []).flatMap((shown, slice) => (shown && slice < slices ? [slice] : []));
      return covers.has(region) && on.length > 0 ? [[region, new Set(on)]] : [];
    }),
  );
  return { volumeId: asId('Volume', `vol_${index}`), patientId: asId('Patient', `pat_${patient}`), voxelHash: String(index), sliceCount: slices, covers, shows };
}

const excludedIn = (volumes: readonly JudgedVolume[]) => (query: string) =>
  excludedFor({ ...volumes.find(({ volumeId }) => volumeId === query)!, derivedFrom: [] }, volumes.map((volume) => ({ ...volume, derivedFrom: [] })));

/** By what the query alone says, so that the order of the archive has no part in it. */
function answerOf(all: readonly Drawn[], volumes: readonly JudgedVolume[]) {
  const choices = new Map(all.map(({ index, choice }) => [`vol_${index}`, choice]));
  const excluded = excludedIn(volumes);
  return (query: JudgedVolume, question: Question): Answer => {
    const out = excluded(query.volumeId);
    const left = volumes.filter(({ volumeId }) => !out.has(volumeId)).sort((a, b) => (a.volumeId < b.volumeId ? -1 : 1));
    const choice = choices.get(query.volumeId) ?? 0;
    const volume = left[choice % Math.max(1, left.length)];
    if (volume === undefined) return { kind: 'NOTHING' };
    return question.kind === 'SLICE' ? { kind: 'SLICE', volume, slice: (choice + question.slice) % volume.sliceCount } : { kind: 'VOLUME', volume };
  };
}

const evaluate = (volumes: readonly JudgedVolume[], mode: RetrievalMode, answer: (query: JudgedVolume, question: Question) => Answer) =>
  evaluateTaxonomy({
    ...{ taxonomy: TAXONOMY, mode, rule: RULE, classes: null, queries: volumes, gallery: volumes, excludedFor: excludedIn(volumes), answer },
    slicesAsked: ({ sliceCount }) => Array.from({ length: sliceCount }, (_, slice) => slice),
  });

const isShare = (value: number | null): boolean => value === null || (value >= 0 && value <= 1);

describe('figures', () => {
  it('lie between 0 and 1, with lift at most 1', () => {
    fc.assert(
      fc.property(archive, fc.constantFrom(...MODES), (all, mode) => {
        const volumes = all.map(judged);
        const { figures } = evaluate(volumes, mode, answerOf(all, volumes));
        const shares = [figures.recallMean, figures.recallMicro, figures.recallMeanAttainable, figures.recallMeanFivePatients, figures.chanceMean, figures.unjudgedShare, figures.precision, figures.jaccard];
        for (const { recall, chance, lift, unattainable, truePositives, queries, patients } of figures.classes) {
          expect([recall, chance].every(isShare)).toBe(true);
          expect(lift === null || lift <= 1).toBe(true);
          expect(unattainable && recall > 0).toBe(false);
          expect(truePositives).toBeLessThanOrEqual(queries);
          expect(patients).toBeLessThanOrEqual(queries);
        }
        expect(shares.every(isShare)).toBe(true);
        // The deviation of values in 0 … 1 is at most a half.
        expect(figures.recallStd).toBeLessThanOrEqual(0.5 + 1e-12);
      }),
    );
  });

  it('of RANDOM are the chance: recall = chance and no lift, in every class', () => {
    fc.assert(
      fc.property(archive, fc.constantFrom(...MODES), (all, mode) => {
        const volumes = all.map(judged);
        const { figures, winners } = evaluate(volumes, mode, () => ({ kind: 'ANYTHING' }));
        for (const { recall, chance, lift } of figures.classes) {
          expect(recall).toBeCloseTo(chance, 12);
          expect(lift ?? 0).toBeCloseTo(0, 9);
        }
        expect(figures.recallMean).toBeCloseTo(figures.chanceMean, 12);
        expect(winnerSliceRatio(winners) ?? 1).toBeCloseTo(1, 12);
      }),
    );
  });

  it('of RANDOM are the mean over all that could have come first', () => {
    fc.assert(
      fc.property(archive, (all) => {
        const volumes = all.map(judged);
        const excluded = excludedIn(volumes);
        const { figures } = evaluate(volumes, 'VOLUME', () => ({ kind: 'ANYTHING' }));
        for (const { region, recall } of figures.classes) {
          const expected = volumes
            .filter(({ shows }) => shows.has(region))
            .map((query) => volumes.filter(({ volumeId, covers }) => !excluded(query.volumeId).has(volumeId) && covers.has(region)))
            .filter((judging) => judging.length > 0)
            .map((judging) => judging.filter(({ shows }) => shows.has(region)).length / judging.length);
          expect(recall).toBeCloseTo(expected.reduce((sum, value) => sum + value, 0) / expected.length, 12);
        }
      }),
    );
  });

  it('do not depend on the order of the volumes', () => {
    const permuted = archive.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })));
    fc.assert(
      fc.property(permuted, fc.constantFrom(...MODES), ([all, other], mode) => {
        const of = (order: readonly Drawn[]) => {
          const volumes = order.map(judged);
          const { figures, winners } = evaluate(volumes, mode, answerOf(order, volumes));
          return { figures, ratio: winnerSliceRatio(winners) };
        };
        const [a, b] = [of(all), of(other)];
        expect(b.figures.classes.map(({ region, queries, patients, truePositives, unjudged, unattainable }) => [region, queries, patients, truePositives.toFixed(9), unjudged, unattainable])).toEqual(
          a.figures.classes.map(({ region, queries, patients, truePositives, unjudged, unattainable }) => [region, queries, patients, truePositives.toFixed(9), unjudged, unattainable]),
        );
        for (const name of ['recallMean', 'recallStd', 'recallMicro', 'chanceMean', 'liftMean', 'unjudgedShare', 'precision', 'jaccard'] as const) {
          expect(b.figures[name] ?? -1).toBeCloseTo(a.figures[name] ?? -1, 9);
        }
        expect(b.ratio ?? -1).toBeCloseTo(a.ratio ?? -1, 9);
      }),
    );
  });
});

describe('class sets', () => {
  it('agree in Jaccard whichever is the query, at most in precision, and wholly with themselves', () => {
    fc.assert(
      fc.property(drawn, drawn, (one, other) => {
        const [a, b] = [judged({ ...one, index: 0 }), judged({ ...other, index: 1 })];
        const [there, back] = [compareClassSets(a, b), compareClassSets(b, a)];
        expect(there.jaccard).toBe(back.jaccard);
        expect([there.jaccard, there.precision].every(isShare)).toBe(true);
        if (there.jaccard !== null && there.precision !== null) expect(there.jaccard).toBeLessThanOrEqual(there.precision);
        const self = compareClassSets(a, a);
        expect(self).toEqual(a.shows.size === 0 ? { precision: null, jaccard: null } : { precision: 1, jaccard: 1 });
      }),
    );
  });
});
