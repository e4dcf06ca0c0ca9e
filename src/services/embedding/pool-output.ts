import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Recipe } from './recipe.js';

/**
 * One vector a slice of what a graph gives. Slices × numbers are vectors already. Of slices × tokens × numbers, CLS takes the first token and
 * MEAN the mean of all tokens, the first one too. Of slices × numbers × rows × columns, GLOBAL_AVERAGE takes the mean over the plane. Sums run
 * in float64. Throws MODEL_SHAPE_UNFIT for another shape, which names what it is.
 */
export function poolOutput(data: Float32Array, shape: readonly number[], pooling: Recipe['pooling']): Float32Array {
  const [slices = 0, first = 0, second = 0, third = 0] = shape;
  if (shape.length === 2 && (pooling === 'NONE' || pooling === 'CLS')) return data;
  if (shape.length === 3 && pooling === 'CLS') return gather(slices, second, (slice, index) => data[slice * first * second + index] ?? 0);
  if (shape.length === 3 && pooling === 'MEAN') return gather(slices, second, (slice, index) => mean(data, slice * first * second + index, first, second));
  if (shape.length === 4 && pooling === 'GLOBAL_AVERAGE') return gather(slices, first, (slice, index) => mean(data, (slice * first + index) * second * third, second * third, 1));
  const message = `The output has the shape ${shape.join(' × ')}, of which the pooling ${pooling} makes no vector: slices × numbers need NONE, slices × tokens × numbers CLS or MEAN, slices × numbers × rows × columns GLOBAL_AVERAGE.`;
  throw new VoxseekError('MODEL_SHAPE_UNFIT', message, { path: 'pooling' });
}

function gather(slices: number, dimension: number, value: (slice: number, index: number) => number): Float32Array {
  const vectors = new Float32Array(slices * dimension);
  for (let slice = 0; slice < slices; slice += 1) for (let index = 0; index < dimension; index += 1) vectors[slice * dimension + index] = value(slice, index);
  return vectors;
}

function mean(data: Float32Array, start: number, count: number, step: number): number {
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += data[start + index * step] ?? 0;
  return sum / count;
}
