import { createHash } from 'node:crypto';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { TeamId } from '../../../domain/ids.js';
import type { Projection } from '../../../domain/reduction/projection.js';
import { canonicalJson } from '../../jobs/canonical-json.js';
import { objectKeys } from '../../object-keys.js';
import { readNpy, writeNpy } from '../npy-file.js';
import type { Recipe, Reduction } from '../recipe.js';
import { wholeBaseOf } from './base-recipe.js';

/**
 * Where the mean and the components of a recipe lie, null where it has none: by the hash of what they are learnt from and how, so that
 * recipes that store or crop otherwise share them. Crops are reduced as the whole slices are that they are compared with.
 */
export function projectionKeyOf(teamId: TeamId, recipe: Recipe | null): string | null {
  if (recipe?.reduction === undefined) return null;
  const base = wholeBaseOf(recipe);
  return objectKeys.reduction(teamId, createHash('sha256').update(canonicalJson([base?.id, recipe.reduction, recipe.dimension])).digest('hex'));
}

/** `.npy`, float64, [1 + components, columns]: the mean, then a direction a row. */
export function encodeProjection({ mean, directions }: Projection): Buffer {
  const numbers = new Float64Array(mean.length + directions.length);
  numbers.set(mean);
  numbers.set(directions, mean.length);
  return writeNpy('<f8', 1 + directions.length / mean.length, mean.length, new Uint8Array(numbers.buffer));
}

/** Throws FILE_CORRUPT. */
export function decodeProjection(bytes: Buffer, { from }: Reduction, components: number): Projection {
  const { type, rows, columns, numbers } = readNpy(bytes);
  if (type !== '<f8' || rows !== 1 + components || columns !== from) throw new VoxseekError('FILE_CORRUPT', `The stored reduction is not one of ${components} components of ${from} numbers.`);
  const values = new Float64Array(numbers);
  return { mean: values.slice(0, columns), directions: values.slice(columns) };
}
