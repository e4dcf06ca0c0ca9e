import { describe, expect, it } from 'vitest';
import { rankBySums } from '../../../../../src/adapters/onnx/kernel/rank-by-sums.js';

/** One query row, so that each sum is the one similarity. */
async function ranked(truth: readonly number[], bounds: readonly number[], first: number) {
  const asked: number[] = [];
  const all = (positions: readonly number[]) => {
    asked.push(...positions);
    return Promise.resolve({ best: positions.map((position) => Float32Array.of(truth[position]!)), argmax: positions.map((position) => Int32Array.of(position)) });
  };
  const { best, argmax } = await rankBySums(bounds, first, { all, contend: all });
  return { asked, best: best.map(([value]) => value), argmax: argmax.map(([value]) => value) };
}

describe('ranking by sums', () => {
  it('scores the candidates with the largest bounds, then only those that may still be among the first', async () => {
    const { asked, best, argmax } = await ranked([0.25, 0.5, 0.75, 0.125], [0.3, 0.6, 0.8, 0.55], 2);
    expect(asked).toEqual([2, 1, 3]);
    expect(best).toEqual([undefined, 0.5, 0.75, 0.125]);
    expect(argmax).toEqual([undefined, 1, 2, 3]);
  });

  it('finds a candidate whose bound is not among the largest', async () => {
    const { best } = await ranked([0.125, 0.25, 0.5], [0.9, 0.8, 0.6], 1);
    expect(best).toEqual([0.125, 0.25, 0.5]);
  });

  it('scores ties with the last of the first', async () => {
    const { asked } = await ranked([0.5, 0.5, 0.25], [0.5, 0.5, 0.3], 1);
    expect(asked).toEqual([0, 1]);
  });

  it('scores all where fewer are there than are wanted', async () => {
    expect((await ranked([0.5, 0.25], [0.6, 0.3], 5)).asked).toEqual([0, 1]);
    expect((await ranked([], [], 5)).best).toEqual([]);
  });
});
