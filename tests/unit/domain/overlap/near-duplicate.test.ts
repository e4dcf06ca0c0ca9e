import { expect, it } from 'vitest';
import { centredRows } from '../../../../src/domain/overlap/centred-rows.js';
import { meanBest } from '../../../../src/domain/overlap/near-duplicate.js';
import { partMeans } from '../../../../src/domain/overlap/part-means.js';
import type { Matrix } from '../../../../src/domain/matrix.js';
import { createRandom } from '../../../../src/domain/statistics/random.js';
import { askReference } from '../../../testkit/ask-reference.js';
import { plainKernel } from '../../../testkit/plain-kernel.js';

const matrixOf = (rows: readonly (readonly number[])[]): Matrix => ({ rows: rows.length, columns: rows[0]?.length ?? 0, data: Float32Array.from(rows.flat()) });

it('the likeness of volumes is the mean best Pearson correlation of their slices, as numpy has it', async () => {
  const random = createRandom('likeness');
  const volumes = [4, 7, 1].map((slices) => Array.from({ length: slices }, () => Array.from({ length: 30 }, () => Math.fround(3 + random.normal()))));
  const centred = volumes.map((rows) => centredRows(matrixOf(rows)));
  const reference = await askReference<number[][]>('overlap.py', { volumes });
  for (const [a, own] of centred.entries()) {
    const { best } = await plainKernel.maxSimilarities(own, centred);
    best.forEach((similarities, b) => expect(meanBest(similarities)).toBeCloseTo(reference[a]![b]!, 6));
  }
});

it('neither brightness nor contrast of a picture changes it, and a picture of nothing is like nothing', () => {
  const [plain, changed, empty] = [[1, 5, 2, 8], [105, 113, 107, 119], [4, 4, 4, 4]];
  const { data } = centredRows(matrixOf([plain, changed, empty]));
  for (let column = 0; column < 4; column += 1) expect(data[column]).toBeCloseTo(data[4 + column]!, 6);
  expect([...data.subarray(8)]).toEqual([0, 0, 0, 0]);
  expect(meanBest(new Float32Array(0))).toBe(-1);
});

it('eight stretches of slices hold every slice once', () => {
  const rows = Array.from({ length: 19 }, (_, row) => Array.from({ length: 19 }, (_, column) => (column === row ? 1 : 0)));
  const { rows: parts, columns, data } = partMeans(matrixOf(rows));
  expect(parts).toBe(8);
  const members = Array.from({ length: parts }, (_, part) => [...data.subarray(part * columns, (part + 1) * columns)].flatMap((value, row) => (value > 0 ? [row] : [])));
  expect(members.flat()).toEqual(rows.map((_, row) => row));
  for (const [part, own] of members.entries()) {
    expect([2, 3]).toContain(own.length);
    for (const row of own) expect(data[part * columns + row]).toBeCloseTo(1 / Math.sqrt(own.length), 6);
  }
  expect(partMeans(matrixOf(rows.slice(0, 3))).rows).toBe(3);
});
