import { VoxseekError, isVoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { Matrix } from '../../../domain/matrix.js';
import { projectRows } from '../../../domain/reduction/projection.js';
import type { Projection } from '../../../domain/reduction/projection.js';
import type { RecipeId } from '../../../domain/ids.js';
import type { TeamCatalogue } from '../../ports/catalogue.js';
import type { ObjectStore } from '../../ports/object-store.js';
import type { Recipe } from '../recipe.js';
import { rowKindOf } from '../row-kind.js';
import { normaliseRows } from '../unit-rows.js';
import { baseOf, wholeBaseOf } from './base-recipe.js';
import { learnProjection } from './learn-projection.js';
import { decodeProjection, encodeProjection, projectionKeyOf } from './projection-object.js';

/** How vectors of a recipe follow from those that the model gives. */
export interface Derivation {
  readonly base: { readonly id: RecipeId; readonly body: Recipe };
  /** Unit rows of the base as unit rows of the recipe. Throws EMBEDDING_FAILED for a row that lies on the mean of what was learnt from. */
  readonly derive: (vectors: Matrix) => Matrix;
}

/** Finds how a recipe is derived, null where the model gives its vectors; a reduction is learnt at its first use. */
export type FindDerivation = (team: TeamCatalogue, recipe: Recipe, signal: AbortSignal) => Promise<Derivation | null>;

export function createDerivations(objects: Pick<ObjectStore, 'get' | 'put'>): FindDerivation {
  // Pages of one job run side by side: one of them learns, the others wait for it.
  const learning = new Map<string, Promise<Projection>>();

  const projectionOf = async (team: TeamCatalogue, recipe: Recipe, signal: AbortSignal): Promise<Projection | null> => {
    const { reduction, dimension } = recipe;
    const base = wholeBaseOf(recipe);
    const key = projectionKeyOf(team.teamId, recipe);
    if (reduction === undefined || base === null || key === null) return null;
    const running = learning.get(key);
    if (running !== undefined) {
      const known = await running.catch(() => null);
      signal.throwIfAborted();
      // What ended the other, a cancel perhaps, need not end this one.
      return known ?? projectionOf(team, recipe, signal);
    }
    const read = async (): Promise<Projection> => decodeProjection(await objects.get(key), reduction, dimension);
    const found = (async () => {
      try {
        return await read();
      } catch (error) {
        if (!isVoxseekError(error) || error.code !== 'NOT_FOUND') throw error;
        await objects.put(key, encodeProjection(await learnProjection(objects, team, { id: base.id, patches: rowKindOf(recipe).patches }, reduction, dimension, signal)));
        // Another process may have been first: what lies there is what counts.
        return await read();
      }
    })();
    learning.set(key, found);
    try {
      return await found;
    } finally {
      learning.delete(key);
    }
  };

  return async (team, recipe, signal) => {
    const base = baseOf(recipe);
    if (base === null) return null;
    const projection = await projectionOf(team, recipe, signal);
    return { base, derive: (vectors) => (projection === null ? vectors : projected(vectors, projection, rowKindOf(recipe).patches)) };
  };
}

function projected(vectors: Matrix, projection: Projection, patches: number): Matrix {
  const reduced = projectRows(vectors, projection);
  const useless = normaliseRows(reduced.data, reduced.columns);
  if (useless !== null) {
    throw new VoxseekError('EMBEDDING_FAILED', `The reduced vector of row ${useless} has no direction: the row is the mean of what the reduction was learnt from.`, { details: { slice: Math.floor(useless / patches) } });
  }
  return reduced;
}
