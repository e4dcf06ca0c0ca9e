import type { ModelId, RecipeId } from '../../../domain/ids.js';
import { recipeIdOf } from '../make-recipe.js';
import type { Recipe } from '../recipe.js';

interface BaseRecipe {
  readonly id: RecipeId;
  readonly hash: string;
  readonly modelId: ModelId;
  readonly body: Recipe;
}

/** The recipe of what the model itself gives, from whose vectors those of `recipe` follow without running it; null where it is that one. */
export function baseOf(recipe: Recipe): BaseRecipe | null {
  const { reduction, ...rest } = recipe;
  if (reduction === undefined && recipe.precision === 'FLOAT16') return null;
  const body: Recipe = { ...rest, dimension: reduction?.from ?? recipe.dimension, precision: 'FLOAT16' };
  return { ...recipeIdOf(body), modelId: body.modelId, body };
}

/** The base over whole slices, also of a recipe that crops. */
export function wholeBaseOf({ crop: _, ...whole }: Recipe): BaseRecipe | null {
  return baseOf(whole);
}
