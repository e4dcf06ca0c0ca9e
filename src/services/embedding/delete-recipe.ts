import type { RecipeId } from '../../domain/ids.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import { projectionKeyOf } from './derived/projection-object.js';
import { readRecipe } from './make-recipe.js';

const PAGE = 100;

/**
 * The rows go first, in one transaction, then the objects: a crash in between leaves objects that no row names, which nobody can
 * reach. They go with their volume, and until then they are good for the same recipe, made again. Throws IN_USE, naming its users.
 */
export async function deleteRecipe(team: TeamCatalogue, objects: Pick<ObjectStore, 'delete'>, recipeId: RecipeId): Promise<void> {
  const projection = projectionKeyOf(team.teamId, readRecipe((await team.recipes.get(recipeId))?.body));
  for (const { volumeId, objectKey } of await team.recipes.delete(recipeId)) {
    // Made again and embedded meanwhile: the object has a row once more.
    if ((await team.embeddings.get(volumeId, recipeId)) === null) await objects.delete(objectKey);
  }
  if (projection !== null && !(await isShared(team, projection))) await objects.delete(projection);
}

/** Whether another recipe, stored or cropped otherwise, reduces by the same components. */
async function isShared(team: TeamCatalogue, projection: string): Promise<boolean> {
  let after: RecipeId | undefined;
  do {
    const { items, hasNextPage } = await team.recipes.list({ first: PAGE, ...(after === undefined ? {} : { after }) });
    if (items.some(({ body }) => projectionKeyOf(team.teamId, readRecipe(body)) === projection)) return true;
    after = hasNextPage ? items.at(-1)?.id : undefined;
  } while (after !== undefined);
  return false;
}
