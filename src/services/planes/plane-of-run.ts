import type { Plane } from '../../domain/geometry/planes.js';
import { readRecipe } from '../embedding/make-recipe.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';

/** The plane of the slices that a run compares: that of the recipe of its index, which its record keeps where both were deleted; axial ones where there is no index. */
export async function planeOfRun(team: TeamCatalogue, { indexId = null, record = null }: Partial<Pick<RetrievalRunRecord, 'indexId' | 'record'>>): Promise<Plane> {
  const index = indexId === null ? null : await team.indexes.get(indexId);
  const recipe = index === null ? null : await team.recipes.get(index.recipeId);
  return readRecipe(recipe?.body ?? record?.encoder?.recipe)?.plane ?? 'AXIAL';
}
