import type { RowKind } from '../../domain/geometry/row-layout.js';
import type { Recipe } from './recipe.js';

/** What the rows of embeddings by a recipe are. Of one that crops it is what the rows of whole slices are that they are compared with. */
export function rowKindOf({ plane, patches }: Pick<Recipe, 'plane' | 'patches'>): RowKind {
  return { planes: [plane], patches: patches === undefined ? 1 : patches.rows * patches.columns };
}
