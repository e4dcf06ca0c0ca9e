import type { RecipeRecord } from '../ports/records.js';
import { readRecipe } from './make-recipe.js';
import { DEFAULT_WINDOW } from './recipe-options.js';
import type { HuWindow, Recipe } from './recipe.js';

const windowText = ({ center, width }: HuWindow): string => `${center}/${width}`;

function channelText({ channels, window, otherWindows, neighbourDistance = 1 }: Recipe): readonly string[] {
  switch (channels) {
    case 'THREE_WINDOWS':
      return [`windows ${[window, ...(otherWindows ?? [])].map(windowText).join(', ')}`];
    case 'NEIGHBOURS':
    case 'REPEAT':
    case 'SINGLE': {
      const plain = window.center === DEFAULT_WINDOW.center && window.width === DEFAULT_WINDOW.width;
      return [...(plain ? [] : [`window ${windowText(window)}`]), ...(channels === 'NEIGHBOURS' ? [`slices ±${neighbourDistance}`] : [])];
    }
  }
}

function slidingText({ sliding, size: { depth = 2 } }: Recipe): readonly string[] {
  if (sliding === undefined) return [];
  const { spacing, stride } = sliding;
  return [...(spacing === null ? [] : [`planes ${spacing} mm apart`]), ...(stride === Math.floor(depth / 2) ? [] : [`a window each ${stride === 1 ? 'slice' : `${stride} slices`}`])];
}

/** What sets a recipe apart from the plain one of its model, in a few words; empty for the plain one. */
export function recipeText({ body }: Pick<RecipeRecord, 'body'>): string {
  const recipe = readRecipe(body);
  if (recipe === null) return '';
  return [
    ...(recipe.plane === 'AXIAL' ? [] : [recipe.plane.toLowerCase()]),
    ...channelText(recipe),
    ...slidingText(recipe),
    ...(recipe.patches === undefined ? [] : [`patches ${recipe.patches.rows} × ${recipe.patches.columns}`]),
    ...(recipe.crop === undefined ? [] : ['cropped to regions']),
    ...(recipe.reduction === undefined ? [] : [`PCA ${recipe.dimension}`]),
    ...(recipe.precision === 'FLOAT16' ? [] : [recipe.precision.toLowerCase()]),
  ].join('; ');
}

/** How an encoder is called where recipes stand side by side: its model, and what sets the recipe apart. */
export function encoderText(model: string, recipe: Pick<RecipeRecord, 'body'>): string {
  const text = recipeText(recipe);
  return text === '' ? model : `${model} (${text})`;
}
