import { describe, expect, it } from 'vitest';
import { poolOutput } from '../../../../src/services/embedding/pool-output.js';

const counted = (length: number): Float32Array => Float32Array.from({ length }, (_, index) => index);

describe('the output of a graph', () => {
  it('of slices × numbers is taken as it is', () => {
    const data = counted(6);
    expect(poolOutput(data, [2, 3], 'NONE')).toBe(data);
    expect(poolOutput(data, [2, 3], 'CLS')).toBe(data);
  });

  it('of slices × tokens × numbers gives the first token or the mean of all', () => {
    // Two slices of three tokens with two numbers each.
    expect([...poolOutput(counted(12), [2, 3, 2], 'CLS')]).toEqual([0, 1, 6, 7]);
    expect([...poolOutput(counted(12), [2, 3, 2], 'MEAN')]).toEqual([2, 3, 8, 9]);
  });

  it('of slices × numbers × rows × columns gives the mean over the plane', () => {
    expect([...poolOutput(counted(24), [2, 3, 2, 2], 'GLOBAL_AVERAGE')]).toEqual([1.5, 5.5, 9.5, 13.5, 17.5, 21.5]);
  });

  it.each([
    [[2, 3, 2], 'NONE'],
    [[2, 3, 2], 'GLOBAL_AVERAGE'],
    [[2, 3, 1, 2], 'CLS'],
    [[2, 6], 'MEAN'],
    [[12], 'NONE'],
  ] as const)('of the shape %j is refused with %s', (shape, pooling) => {
    expect(() => poolOutput(counted(12), shape, pooling)).toThrow(expect.objectContaining({ code: 'MODEL_SHAPE_UNFIT', path: 'pooling' }) as Error);
  });
});
