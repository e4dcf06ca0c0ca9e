import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseBatch } from '../../../../src/adapters/onnx/choose-batch.js';
import type { BatchTrial } from '../../../../src/adapters/onnx/choose-batch.js';

const LADDER = [1, 2, 4, 8, 16];

async function choose(trials: Readonly<Record<number, BatchTrial | null>>, memoryBytes = 1000): Promise<{ readonly batch: number; readonly tried: readonly number[] }> {
  const tried: number[] = [];
  const batch = await chooseBatch(LADDER, memoryBytes, (size) => {
    tried.push(size);
    return Promise.resolve(trials[size] ?? null);
  });
  return { batch, tried };
}

const costs = (seconds: readonly number[], bytes: readonly number[] = []): Record<number, BatchTrial> =>
  Object.fromEntries(seconds.map((secondsASlice, index) => [LADDER[index]!, { secondsASlice, residentBytes: bytes[index] ?? 0 }]));

describe('the batch of a model', () => {
  it('is the smallest that is almost as fast as the fastest', async () => {
    expect(await choose(costs([1, 0.6, 0.41, 0.4, 0.395]))).toEqual({ batch: 4, tried: LADDER });
    expect((await choose(costs([1, 1.01, 1.02, 1.1, 1.2]))).batch).toBe(1);
  });

  it('stays within the memory, counted from a batch of one', async () => {
    expect(await choose(costs([1, 0.5, 0.25, 0.1, 0.05], [5000, 5500, 6000, 6001, 9000]))).toEqual({ batch: 4, tried: [1, 2, 4, 8] });
  });

  it('is not looked for beyond one that fails or is much slower', async () => {
    expect(await choose({ ...costs([1, 0.5]), 4: null })).toEqual({ batch: 2, tried: [1, 2, 4] });
    expect(await choose(costs([1, 0.5, 0.7, 0.1]))).toEqual({ batch: 2, tried: [1, 2, 4] });
    expect(await choose({})).toEqual({ batch: 1, tried: [1] });
  });

  it('was tried, fits, and is at most 5 % slower than any that was tried and fits', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }), fc.array(fc.nat(2000), { minLength: 5, maxLength: 5 }), async (seconds, bytes) => {
        const { batch, tried } = await choose(costs(seconds, bytes));
        const fits = tried.filter((size) => bytes[LADDER.indexOf(size)]! - bytes[0]! <= 1000);
        const cost = (size: number): number => seconds[LADDER.indexOf(size)]!;
        expect(fits).toContain(batch);
        expect(cost(batch)).toBeLessThanOrEqual(1.05 * Math.min(...fits.map(cost)) + 1e-12);
      }),
    ));
});
