import { expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import { learnProjection } from '../../../../src/services/embedding/derived/learn-projection.js';
import { decodeEmbeddings, encodeNpy } from '../../../../src/services/embedding/npy.js';
import type { Reduction } from '../../../../src/services/embedding/recipe.js';
import type { TeamCatalogue } from '../../../../src/services/ports/catalogue.js';
import { askReference } from '../../../testkit/ask-reference.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';

const [COLUMNS, COMPONENTS] = [6, 3];
/** 41,000 rows in volumes of uneven length: every third is taken. */
const SLICES = [13_001, 7_999, 20_000];
const snapshotId = asId('Snapshot', 'snap_a');
const reduction: Reduction = { kind: 'PCA', from: COLUMNS, snapshotId, splits: null, version: 1 };
const base = { id: asId('Recipe', 'rec_a'), patches: 1 };

// Every third row of slices with three or six patches would be of the same ones.
it.each([[1, 3], [2, 3], [3, 4], [6, 5]])('takes every nth of many rows, counted through all volumes, the first one included: of slices with %i rows every %i.', { timeout: 60_000 }, async (patches, nth) => {
  const objects = createMemoryObjects();
  const stored = SLICES.map((slices, number) => ({ volumeId: asId('Volume', `vol_${number}`), objectKey: `${number}.npy`, rows: slices }));
  const rows: number[][] = [];
  for (const { objectKey, rows: slices } of stored) {
    const data = Float32Array.from({ length: slices * COLUMNS }, (_, at) => 0.4 + Math.sin((rows.length * COLUMNS + at) * 0.7) / (1 + (at % COLUMNS)) + Math.cos(at * at * 0.003) / 9);
    const bytes = encodeNpy({ rows: slices, columns: COLUMNS, data });
    await objects.put(objectKey, bytes);
    const read = decodeEmbeddings(bytes).data;
    for (let row = 0; row < slices; row += 1) rows.push([...read.subarray(row * COLUMNS, (row + 1) * COLUMNS)]);
  }
  const team = {
    snapshots: { get: () => Promise.resolve({ reproducible: true }), members: () => Promise.resolve(stored) },
    // As a database gives them: in another order than the members.
    embeddings: { getMany: () => Promise.resolve([...stored].reverse()) },
  } as unknown as TeamCatalogue;
  const { mean, directions } = await learnProjection(objects, team, { ...base, patches }, reduction, COMPONENTS, new AbortController().signal);
  const taken = rows.filter((_, at) => at % nth === 0);
  const expected = await askReference<{ readonly mean: readonly number[]; readonly directions: readonly (readonly number[])[] }>('principal_components.py', { rows: taken, components: COMPONENTS });
  expected.mean.forEach((value, at) => expect(Math.abs(mean[at]! - value)).toBeLessThan(1e-11));
  expected.directions.flat().forEach((value, at) => expect(Math.abs(directions[at]! - value)).toBeLessThan(1e-6));
});

it('ends when its job does', async () => {
  const objects = createMemoryObjects();
  await objects.put('0.npy', encodeNpy({ rows: 2, columns: COLUMNS, data: new Float32Array(2 * COLUMNS).fill(1) }));
  const stored = [{ volumeId: asId('Volume', 'vol_0'), objectKey: '0.npy', rows: 2 }];
  const team = { snapshots: { get: () => Promise.resolve({ reproducible: true }), members: () => Promise.resolve(stored) }, embeddings: { getMany: () => Promise.resolve(stored) } } as unknown as TeamCatalogue;
  await expect(learnProjection(objects, team, base, reduction, 1, AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled');
});

it('reads the volumes of the splits that count, and no other', async () => {
  const objects = createMemoryObjects();
  const members = (['TRAIN', 'TEST', 'TRAIN'] as const).map((split, number) => ({ volumeId: asId('Volume', `vol_${number}`), objectKey: `${number}.npy`, rows: 2, split }));
  for (const [number, { objectKey }] of members.entries()) await objects.put(objectKey, encodeNpy({ rows: 2, columns: 2, data: Float32Array.of(1, number, 1, -number) }));
  const asked: unknown[] = [];
  const team = {
    snapshots: { get: () => Promise.resolve({ reproducible: true }), members: () => Promise.resolve(members) },
    embeddings: { getMany: (ids: readonly string[]) => (asked.push(ids), Promise.resolve(members.filter(({ volumeId }) => ids.includes(volumeId)))) },
  } as unknown as TeamCatalogue;
  const { mean } = await learnProjection(objects, team, base, { ...reduction, from: 2, splits: ['TRAIN'] }, 1, new AbortController().signal);
  expect(asked).toEqual([['vol_0', 'vol_2']]);
  // (1, 0) twice, and (1, 2) and (1, −2) at unit length.
  expect(mean[0]).toBeCloseTo((1 + 1 / Math.sqrt(5)) / 2, 4);
  expect(mean[1]).toBeCloseTo(0, 6);
});
