import { afterAll, describe, expect, it } from 'vitest';
import { createSimilarityKernel } from '../../../../../src/adapters/onnx/kernel/similarity-kernel.js';
import type { VolumeId } from '../../../../../src/domain/ids.js';
import type { HalfMatrix, Matrix } from '../../../../../src/domain/matrix.js';
import { fromFloat16, toFloat16 } from '../../../../../src/services/embedding/float16.js';
import { bruteForce, makeArchive } from '../../../../testkit/slice-archive.js';

const kernel = createSimilarityKernel({ graphs: new URL('../../../../../models/kernel', import.meta.url), threads: 2 });
afterAll(() => kernel.close());

const archives = [3, 40, 1, 25, 12].map((slices, index) => makeArchive({ volumes: 1, slices, dimension: 32, queries: 17, seed: index + 10 }));
const { queries } = archives[0]!;
const volumes = archives.map((archive, index) => ({ volumeId: `vol_${index}` as VolumeId, vectors: archive.volumes[0]!.vectors }));
const nearest = (among: typeof volumes, k: number) => bruteForce({ dimension: 32, volumes: among, queries }, new Set(among.map(({ volumeId }) => volumeId)), k);
const gallery = volumes.map(({ vectors }) => vectors);
const matrix = (rows: number[][]): Matrix => ({ rows: rows.length, columns: rows[0]!.length, data: Float32Array.from(rows.flat()) });

describe('maxSimilarities', () => {
  it('is the float64 maximum to 1e-4, for each gallery matrix and query row', async () => {
    const { best, argmax } = await kernel.maxSimilarities(queries, gallery);
    expect(best).toHaveLength(gallery.length);
    volumes.forEach((volume, position) => {
      nearest([volume], 1).forEach(([truth], row) => {
        expect(best[position]![row]).toBeCloseTo(truth!.similarity, 4);
        expect(argmax[position]![row]).toBe(truth!.row);
      });
    });
  });

  it('names the lowest row on ties', async () => {
    const { argmax } = await kernel.maxSimilarities(matrix([[1, 0]]), [matrix([[0, 1], [1, 0], [1, 0]])]);
    expect([...argmax[0]!]).toEqual([1]);
  });

  it('answers an empty gallery with nothing', async () => {
    expect(await kernel.maxSimilarities(queries, [])).toEqual({ best: [], argmax: [] });
  });
});

describe('on a GPU', () => {
  it('finds the same, or says that there is none and what to do', async () => {
    const onGpu = createSimilarityKernel({ graphs: new URL('../../../../../models/kernel', import.meta.url), threads: 1, provider: 'cuda' });
    try {
      const outcome = await onGpu.maxSimilarities(queries, gallery).catch((error: Error) => error.message);
      if (typeof outcome === 'string') expect(outcome).toMatch(/cannot run on cuda: .+ set VOXSEEK_EXECUTION_PROVIDER to cpu/u);
      else outcome.best.forEach((rows, position) => nearest([volumes[position]!], 1).forEach(([truth], row) => expect(rows[row]).toBeCloseTo(truth!.similarity, 4)));
    } finally {
      await onGpu.close();
    }
  });
});

describe('topK', () => {
  it('finds what brute force finds', async () => {
    const found = await kernel.topK(queries, gallery, 7);
    const truth = nearest(volumes, 7);
    found.forEach((hits, row) => {
      expect(hits.map((hit) => `vol_${hit.gallery}:${hit.row}`)).toEqual(truth[row]!.map((hit) => `${hit.volumeId}:${hit.row}`));
    });
  });

  it('orders equal similarities by gallery and row', async () => {
    const one = matrix([[1, 0], [1, 0]]);
    const [hits] = await kernel.topK(matrix([[1, 0]]), [one, one, one], 5);
    expect(hits!.map(({ gallery: position, row }) => [position, row])).toEqual([[0, 0], [0, 1], [1, 0], [1, 1], [2, 0]]);
  });

  it('gives what there is where there is less than k', async () => {
    const [hits] = await kernel.topK(matrix([[1, 0]]), [matrix([[0, 1]])], 5);
    expect(hits).toHaveLength(1);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const { vectors } = makeArchive({ volumes: 1, slices: 200, dimension: 32, queries: 1, seed: 4 }).volumes[0]!;
    const large = Array.from({ length: 400 }, () => vectors);
    const running = kernel.topK(queries, large, 3, controller.signal);
    controller.abort(new Error('no longer wanted'));
    await expect(running).rejects.toThrow('no longer wanted');
  });

  it('refuses vectors of another dimension', async () => {
    await expect(kernel.topK(queries, [matrix([[1, 0]])], 1)).rejects.toThrow(/32 numbers/u);
  });
});

describe('float16 galleries', () => {
  const archive = makeArchive({ volumes: 90, slices: 50, dimension: 131, queries: 21, seed: 5 });
  const halves = archive.volumes.map(({ vectors }): HalfMatrix => ({ rows: vectors.rows, columns: vectors.columns, halves: toFloat16(vectors.data) }));
  const held = halves.map((half) => {
    const memory = new Uint16Array(new SharedArrayBuffer(half.halves.byteLength));
    memory.set(half.halves);
    return { ...half, halves: memory };
  });
  /** What the halves stand for, in float64 by brute force. */
  const rounded = { ...archive, volumes: archive.volumes.map((volume, index) => ({ ...volume, vectors: { ...volume.vectors, data: fromFloat16(halves[index]!.halves) } })) };
  const truth = bruteForce(rounded, new Set(archive.volumes.map(({ volumeId }) => volumeId)), 3);

  it.each([
    ['in full', halves, undefined],
    ['with sketches', held, { family: 'half' }],
  ])('are scored %s as the numbers that they stand for, to 1e-4', async (_, gallery, hint) => {
    const found = await kernel.topK(archive.queries, gallery, 3, undefined, hint);
    found.forEach((hits, row) => {
      expect(hits.map((hit) => `${archive.volumes[hit.gallery]!.volumeId}:${hit.row}`)).toEqual(truth[row]!.map((hit) => `${hit.volumeId}:${hit.row}`));
      hits.forEach(({ similarity }, index) => expect(Math.abs(similarity - truth[row]![index]!.similarity)).toBeLessThan(1e-4));
    });
    const { best } = await kernel.maxSimilarities(archive.queries, gallery, undefined, hint && { ...hint, first: 4 });
    best.forEach((values, position) => {
      if (values.length === 0) return;
      const own = bruteForce(rounded, new Set([archive.volumes[position]!.volumeId]), 1);
      values.forEach((value, row) => expect(Math.abs(value - own[row]![0]!.similarity)).toBeLessThan(1e-4));
    });
  });
});

describe('with sketches', () => {
  const archive = makeArchive({ volumes: 90, slices: 50, dimension: 128, queries: 21, seed: 3 });
  const held = archive.volumes.map(({ vectors }) => {
    const data = new Float32Array(new SharedArrayBuffer(vectors.data.byteLength));
    data.set(vectors.data);
    return { ...vectors, data };
  });
  const ids = new Set(archive.volumes.map(({ volumeId }) => volumeId));
  const sumsOf = (best: readonly Float32Array[]): number[] => best.map((values) => (values.length === 0 ? -Infinity : values.reduce((sum, value) => sum + value, 0)));
  const firstOf = (sums: readonly number[], count: number): number[] => sums.map((_, position) => position).sort((a, b) => sums[b]! - sums[a]!).slice(0, count);

  it.each([1, 9])('finds the %i nearest that brute force finds, the first time and from kept sketches', async (k) => {
    const truth = bruteForce(archive, ids, k).map((hits) => hits.map((hit) => `${hit.volumeId}:${hit.row}`));
    for (let time = 0; time < 2; time += 1) {
      const found = await kernel.topK(archive.queries, held, k, undefined, { family: 'a' });
      expect(found.map((hits) => hits.map(({ gallery: position, row }) => `${archive.volumes[position]!.volumeId}:${row}`))).toEqual(truth);
    }
  });

  it.each([1, 6])('gives the first %i ranks as without, with the same similarities', async (first) => {
    const all = await kernel.maxSimilarities(archive.queries, held);
    const wanted = firstOf(sumsOf(all.best), first);
    const some = await kernel.maxSimilarities(archive.queries, held, undefined, { family: 'a', first });
    expect(firstOf(sumsOf(some.best), first)).toEqual(wanted);
    for (const position of wanted) {
      some.best[position]!.forEach((value, row) => expect(value).toBeCloseTo(all.best[position]![row]!, 5));
      expect([...some.argmax[position]!]).toEqual([...all.argmax[position]!]);
    }
  });

  it('rules out what is far from the query', async () => {
    const { best } = await kernel.maxSimilarities(held[7]!, held, undefined, { family: 'd', first: 1 });
    expect(best[7]!.every((value) => Math.abs(value - 1) < 1e-5)).toBe(true);
    expect(best.filter((values) => values.length === 0).length).toBeGreaterThan(held.length / 2);
  });

  it('orders equal similarities by gallery and row', async () => {
    const twins = [...held, ...held.map((matrix) => ({ ...matrix }))];
    const found = await kernel.topK(archive.queries, twins, 2, undefined, { family: 'twins' });
    for (const [one, other] of found) expect([other!.gallery, other!.row]).toEqual([one!.gallery + held.length, one!.row]);
  });

  it('leaves alone what is not in shared memory', async () => {
    const own = archive.volumes.map(({ vectors }) => vectors);
    const found = await kernel.maxSimilarities(archive.queries, own, undefined, { family: 'b', first: 3 });
    expect(found.best.every(({ length }) => length === archive.queries.rows)).toBe(true);
  });

  it('stops re-ranking when it is told to', async () => {
    const controller = new AbortController();
    const running = kernel.maxSimilarities(archive.queries, held.map((matrix) => ({ ...matrix })), controller.signal, { family: 'e', first: 1 });
    controller.abort(new Error('no longer wanted'));
    await expect(running).rejects.toThrow('no longer wanted');
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const running = kernel.topK(archive.queries, held.map((matrix) => ({ ...matrix })), 1, controller.signal, { family: 'c' });
    controller.abort(new Error('no longer wanted'));
    await expect(running).rejects.toThrow('no longer wanted');
  });
});
