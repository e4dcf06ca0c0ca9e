import { describe, expect, it } from 'vitest';
import type { Origin } from '../../../../src/domain/evaluation/exclusions.js';
import { asId } from '../../../../src/domain/ids.js';
import type { VolumeId } from '../../../../src/domain/ids.js';
import type { Matrix } from '../../../../src/domain/matrix.js';
import { NEAR_DUPLICATE } from '../../../../src/domain/overlap/near-duplicate.js';
import { createRandom } from '../../../../src/domain/statistics/random.js';
import { findDuplicates } from '../../../../src/services/duplicates/find-duplicates.js';
import { neighboursByParts } from '../../../../src/services/duplicates/neighbours-by-parts.js';
import { normaliseRows } from '../../../../src/services/embedding/unit-rows.js';
import { askReference } from '../../../testkit/ask-reference.js';
import { plainKernel } from '../../../testkit/plain-kernel.js';

const PIXELS = 40;
const DIMENSION = 12;
const random = createRandom('duplicates');
const signal = new AbortController().signal;

interface Scan {
  readonly origin: Origin;
  readonly pixels: Matrix;
  readonly vectors: Matrix;
}

const volumeId = (name: string): VolumeId => asId('Volume', `vol_${name}`);

/** Slices that change slowly, as those of a body do. */
function walk(rows: number, columns: number): Float32Array {
  const data = new Float32Array(rows * columns);
  for (let at = 0; at < data.length; at += 1) data[at] = (at < columns ? 0 : 0.95 * data[at - columns]!) + random.normal();
  return data;
}

function unit(data: Float32Array, columns: number): Matrix {
  const copy = Float32Array.from(data);
  normaliseRows(copy, columns);
  return { rows: copy.length / columns, columns, data: copy };
}

function scan(name: string, patient: string, slices: number): Scan {
  return { origin: { volumeId: volumeId(name), patientId: asId('Patient', `pat_${patient}`), derivedFrom: [] }, pixels: unit(walk(slices, PIXELS), PIXELS), vectors: unit(walk(slices, DIMENSION), DIMENSION) };
}

/** Some slices of a scan, with noise, under other names. */
function copy({ pixels, vectors }: Scan, name: string, patient: string, noise: number, [from, to]: readonly [number, number] = [0, pixels.rows], derivedFrom: readonly VolumeId[] = []): Scan {
  const noisy = ({ data, columns }: Matrix): Matrix => unit(data.slice(from * columns, to * columns).map((value) => value + (noise * random.normal()) / Math.sqrt(columns)), columns);
  return { origin: { volumeId: volumeId(name), patientId: asId('Patient', `pat_${patient}`), derivedFrom }, pixels: noisy(pixels), vectors: noisy(vectors) };
}

function look(scans: readonly Scan[]) {
  const byId = new Map(scans.map((one) => [one.origin.volumeId, one]));
  const source = { members: scans.map(({ origin }) => origin), vectorsOf: (id: VolumeId) => Promise.resolve(byId.get(id)!.vectors), pixelsOf: (id: VolumeId) => Promise.resolve(byId.get(id)!.pixels) };
  return findDuplicates(plainKernel, source, signal, () => undefined);
}

const rowsOf = ({ rows, columns, data }: Matrix): readonly (readonly number[])[] => Array.from({ length: rows }, (_, row) => [...data.subarray(row * columns, (row + 1) * columns)]);

describe('findDuplicates', () => {
  const scans = Array.from({ length: 70 }, (_, at) => scan(`s${at}`, `p${at % 60}`, 10 + (at % 7)));
  const all = [
    ...scans,
    copy(scans[0]!, 'same', 'x0', 0),
    copy(scans[1]!, 'noisy', 'x1', 0.2),
    copy(scans[2]!, 'very-noisy', 'x2', 1),
    copy(scans[3]!, 'half', 'x3', 0.05, [2, 8]),
    copy(scans[4]!, 'own-patient', 'p4', 0),
    copy(scans[5]!, 'generated', 'x5', 0, undefined, [volumeId('s5')]),
    copy(scans[66]!, 'of-another-of-the-patient', 'x6', 0, undefined, [volumeId('s6')]),
  ];

  it('finds what products of every pair find in numpy', async () => {
    const found = await look(all);
    const members = all.map(({ origin, pixels, vectors }) => ({ id: origin.volumeId, patient: origin.patientId, derivedFrom: origin.derivedFrom, pixels: rowsOf(pixels), vectors: rowsOf(vectors) }));
    const expected = await askReference<[string, string, number, number][]>('duplicates.py', { members, threshold: NEAR_DUPLICATE });
    expect(found.duplicates.map(({ first, second }) => [first, second])).toEqual(expected.map(([first, second]) => [first, second]));
    expect(found.duplicates.map(({ first }) => first)).toEqual(expect.arrayContaining([volumeId('s0'), volumeId('s1'), volumeId('s3')]));
    expect(found).toMatchObject({ volumes: 77, found: expected.length, threshold: NEAR_DUPLICATE });
    for (const [at, { similarity, agreement }] of found.duplicates.entries()) {
      expect(similarity).toBeCloseTo(expected[at]![2], 5);
      expect(agreement).toBeCloseTo(expected[at]![3], 5);
    }
  });

  it('shows slices that match', async () => {
    const half = (await look(all)).duplicates.find(({ second }) => second === volumeId('half'));
    expect(half!.firstSlice - half!.secondSlice).toBe(2);
  });

  it('counts the pairs that it may find, and has nothing to say of few volumes', async () => {
    expect(await look([])).toEqual({ volumes: 0, pairs: 0, compared: 0, found: 0, threshold: NEAR_DUPLICATE, duplicates: [] });
    expect(await look(all.slice(0, 1))).toMatchObject({ volumes: 1, pairs: 0, found: 0 });
    expect(await look([all[4]!, all[74]!, all[0]!])).toMatchObject({ volumes: 3, pairs: 2, found: 0 });
  });

  it('stops when it is told to', async () => {
    const source = { members: [scans[0]!.origin], vectorsOf: () => Promise.resolve(scans[0]!.vectors), pixelsOf: () => Promise.resolve(scans[0]!.pixels) };
    await expect(findDuplicates(plainKernel, source, AbortSignal.abort(), () => undefined)).rejects.toThrow();
  });
});

describe('neighboursByParts', () => {
  it('gives the nearest that may be met, block after block, as sums over all of them do', async () => {
    const parts = Array.from({ length: 150 }, (_, at) => unit(walk(1 + (at % 8), 6), 6));
    const mayMeet = (a: number, b: number): boolean => a !== b && (a + b) % 5 !== 0;
    const neighbours = await neighboursByParts(plainKernel, parts, mayMeet, 4, signal);
    for (const [at, part] of parts.entries()) {
      const { best } = await plainKernel.maxSimilarities(part, parts);
      const sums = best.map((row, other) => ({ other, sum: row.reduce((sum, value) => sum + value, 0) })).filter(({ other }) => mayMeet(at, other));
      const nearest = sums.sort((a, b) => b.sum - a.sum || a.other - b.other).slice(0, 4);
      expect(neighbours[at]).toEqual(nearest.map(({ other, sum }) => ({ other, likeness: expect.closeTo(sum / part.rows, 12) as number })));
    }
  });
});
