import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { selectRows } from '../../domain/matrix.js';
import type { Matrix } from '../../domain/matrix.js';
import { readCroppedVectors } from '../embedding/crops/cropped-vectors.js';
import { croppedRecipe } from '../embedding/make-recipe.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { OpenQuery } from './open-query.js';
import type { OpenIndex } from './ranker.js';
import type { CroppedTo } from './search-service.js';

interface CroppedQuery {
  /** [slices, dimension] */
  readonly queries: Matrix;
  readonly croppedTo: CroppedTo;
}

/**
 * The slices of a query cropped to its region, by the recipe that crops for the one of the index. Throws EMBEDDINGS_MISSING, also for
 * an uploaded scan, which is embedded whole; REGION_NOT_SHOWN for a label that is no class, since classes alone are cropped to.
 */
export async function croppedQuery(objects: Pick<ObjectStore, 'get'>, team: TeamCatalogue, { index }: OpenIndex, query: OpenQuery, region: string, slices: readonly number[]): Promise<CroppedQuery> {
  const [recipe, segmentation] = [await team.recipes.get(index.recipeId), await query.segmentation()];
  if (recipe === null || segmentation === null || query.volumeId === null) {
    throw new VoxseekError('EMBEDDINGS_MISSING', 'Only a stored volume has slices cropped to its regions. Import the scan with its labels and embed it, or compare whole slices.', { path: 'input.crop' });
  }
  const crops = await readCroppedVectors(objects, team, query.volumeId, croppedRecipe(recipe, 'input.crop').id, segmentation.id);
  const rows = (['FINE_104', 'COARSE_29'] as const).map((taxonomy) => slices.flatMap((slice) => crops.rowOf(taxonomy, region, slice) ?? [])).find((found) => found.length === slices.length);
  if (rows === undefined) {
    throw new VoxseekError('REGION_NOT_SHOWN', `Slices are cropped to fine and coarse classes; "${region}" is neither here. Ask for a class, or compare whole slices.`, { path: 'input.slices.region' });
  }
  return { queries: selectRows(crops.vectors, rows), croppedTo: { region, segmentationId: segmentation.id } };
}
