import type { RecipeId } from '../../domain/ids.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';

/**
 * The rows go first, in one transaction, then the objects: a crash in between leaves objects that no row names, which nobody can
 * reach. They go with their volume, and until then they are good for the same recipe, made again. Throws IN_USE, naming its users.
 */
export async function deleteRecipe(team: TeamCatalogue, objects: Pick<ObjectStore, 'delete'>, recipeId: RecipeId): Promise<void> {
  for (const { volumeId, objectKey } of await team.recipes.delete(recipeId)) {
    // Made again and embedded meanwhile: the object has a row once more.
    if ((await team.embeddings.get(volumeId, recipeId)) === null) await objects.delete(objectKey);
  }
}
