import type { TeamCatalogue } from '../../ports/catalogue.js';
import type { RecipeRecord } from '../../ports/records.js';
import type { Recipe } from '../recipe.js';
import { baseOf } from './base-recipe.js';

/** Keeps a recipe, and the one that it is derived from, whose embeddings a reduction is learnt from. */
export async function putRecipe(team: TeamCatalogue, recipe: RecipeRecord & { readonly body: Recipe }): Promise<{ readonly recipe: RecipeRecord & { readonly body: Recipe }; readonly base: RecipeRecord | null }> {
  const found = baseOf(recipe.body);
  const base = found === null ? null : { ...found, createdAt: recipe.createdAt };
  if (base !== null) await team.recipes.put(base);
  await team.recipes.put(recipe);
  return { recipe, base };
}
