import { describe, expect, it } from 'vitest';
import type { JudgedVolume } from '../../../../src/domain/evaluation/judged-volume.js';
import { randomLocalizedHit } from '../../../../src/domain/evaluation/localization.js';
import { simulateLocalizedChance } from '../../../../src/domain/evaluation/localized-chance.js';
import { asId } from '../../../../src/domain/ids.js';
import { createRandom, shuffled } from '../../../../src/domain/statistics/random.js';

const REGION = 'liver';
const RULE = { supportingSlices: 4, threshold: 0.5 };

function gallery(counts: readonly (readonly [slices: number, shown: number])[]): readonly JudgedVolume[] {
  return counts.map(([sliceCount, shown], at) => ({
    volumeId: asId('Volume', `vol_${at}`),
    patientId: asId('Patient', `pat_${at}`),
    voxelHash: `hash${at}`,
    sliceCount,
    covers: new Set([REGION]),
    shows: new Map(shown === 0 ? [] : [[REGION, new Set(Array.from({ length: shown }, (_, slice) => slice))]]),
  }));
}

/** Vectors are one number for each gallery row and query row: really shuffled over the rows, really searched, really counted. */
function byShuffling(volumes: readonly JudgedVolume[], patches: number, similarities: readonly (readonly number[])[], k: number, times: number): number {
  const random = createRandom('really shuffled');
  const rows = volumes.flatMap((volume) => Array.from({ length: volume.sliceCount * patches }, (_, row) => ({ volume, slice: Math.floor(row / patches) })));
  let hits = 0;
  for (let time = 0; time < times; time += 1) {
    const places = shuffled(rows, random);
    const found = new Map<JudgedVolume, { votes: number; sum: number; best: Map<number, number> }>();
    for (const row of similarities) {
      const nearest = [...row.entries()].sort(([, a], [, b]) => b - a).slice(0, k);
      for (const [vector, similarity] of nearest) {
        const { volume, slice } = places[vector]!;
        const own = found.get(volume) ?? { votes: 0, sum: 0, best: new Map<number, number>() };
        own.votes += 1;
        own.sum += similarity;
        own.best.set(slice, Math.max(own.best.get(slice) ?? -1, similarity));
        found.set(volume, own);
      }
    }
    const [first] = [...found].sort(([, a], [, b]) => b.votes - a.votes || b.sum - a.sum);
    const [volume, { best }] = first!;
    const evidence = [...best].sort(([, a], [, b]) => b - a).slice(0, RULE.supportingSlices).map(([slice]) => slice);
    const inside = evidence.filter((slice) => volume.shows.get(REGION)?.has(slice)).length;
    if (inside / evidence.length >= RULE.threshold) hits += 1;
  }
  return hits / times;
}

describe('the chance of a localized hit', () => {
  const volumes = gallery([[6, 3], [10, 2], [4, 4], [9, 0]]);
  const random = createRandom('similarities');
  const rowsOf = (patches: number) => Array.from({ length: 5 * patches }, () => Array.from({ length: 29 * patches }, () => random.uniform()));

  // Rows that share a nearest vector fall together when it moves; the simulation lets them fall apart, which the tolerance covers.
  it.each([[1, 1], [3, 1], [2, 4]])('is that of vectors shuffled over the gallery, for k = %i and %i rows a slice', (k, patches) => {
    const rows = rowsOf(patches);
    const hits = rows.map((row) => [...row].sort((a, b) => b - a).slice(0, k));
    const query = { similarities: hits, eligible: volumes, patches, region: REGION, aggregation: 'COUNT', rule: RULE } as const;
    const simulated = simulateLocalizedChance(query, 20_000, (id) => id, createRandom('simulated'))!;
    const truth = byShuffling(volumes, patches, rows, k, 20_000);
    expect(Math.abs(simulated - truth)).toBeLessThan(0.03);
    expect(simulateLocalizedChance(query, 50, (id) => id, createRandom('simulated'))).toBe(simulateLocalizedChance(query, 50, (id) => id, createRandom('simulated')));
  });

  it('leaves out volumes in which nobody looked for the region, and is unknown where nobody did at all', () => {
    const blind = volumes.map((volume) => ({ ...volume, covers: new Set<string>() }));
    const query = { similarities: [[0.5]], eligible: blind, patches: 1, region: REGION, aggregation: 'COUNT', rule: RULE } as const;
    expect(simulateLocalizedChance(query, 100, (id) => id, createRandom('a'))).toBeNull();
    const seeing = { ...query, eligible: [...gallery([[5, 5]]), ...blind.slice(1)] };
    expect(simulateLocalizedChance(seeing, 100, (id) => id, createRandom('a'))).toBe(1);
    expect(simulateLocalizedChance({ ...query, eligible: [] }, 100, (id) => id, createRandom('a'))).toBeNull();
  });
});

describe('random evidence', () => {
  it('hits as often as slices drawn at random do', () => {
    const random_ = createRandom('drawn');
    for (const [sliceCount, shown, supportingSlices, threshold] of [[10, 4, 5, 0.5], [30, 3, 15, 0.2], [7, 7, 15, 1], [12, 5, 25, 0.41]] as const) {
      const [volume] = gallery([[sliceCount, shown]]);
      let hits = 0;
      for (let time = 0; time < 20_000; time += 1) {
        const drawn = shuffled(Array.from({ length: sliceCount }, (_, slice) => slice), random_).slice(0, supportingSlices);
        if (drawn.filter((slice) => slice < shown).length / drawn.length >= threshold) hits += 1;
      }
      expect(Math.abs(randomLocalizedHit(volume!, REGION, { supportingSlices, threshold }) - hits / 20_000)).toBeLessThan(0.02);
    }
  });
});
