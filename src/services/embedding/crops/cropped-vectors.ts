import { VoxseekError, isVoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { EvaluationTaxonomy } from '../../../domain/anatomy/taxonomy.js';
import type { RecipeId, SegmentationId, VolumeId } from '../../../domain/ids.js';
import type { Matrix } from '../../../domain/matrix.js';
import { objectKeys } from '../../object-keys.js';
import type { TeamCatalogue } from '../../ports/catalogue.js';
import type { ObjectStore } from '../../ports/object-store.js';
import { decodeEmbeddings } from '../npy.js';
import type { Crop } from './crop-plan.js';

/** The slices of a volume, each cropped to the class that it is asked about. */
export interface CroppedVectors {
  readonly vectors: Matrix;
  /** The row of a slice cropped to a class; undefined where the slice does not show it. */
  rowOf(taxonomy: EvaluationTaxonomy, region: string, slice: number): number | undefined;
}

/** Throws EMBEDDINGS_MISSING. */
export async function readCroppedVectors(objects: Pick<ObjectStore, 'get'>, team: TeamCatalogue, volumeId: VolumeId, recipeId: RecipeId, segmentationId: SegmentationId): Promise<CroppedVectors> {
  const keys = objectKeys.crops(team.teamId, volumeId, recipeId, segmentationId);
  try {
    const crops = JSON.parse((await objects.get(keys.index)).toString('utf8')) as readonly Crop[];
    const vectors = decodeEmbeddings(await objects.get(keys.vectors));
    return { vectors, rowOf: createRowOf(crops) };
  } catch (error) {
    if (!isVoxseekError(error) || error.code !== 'NOT_FOUND') throw error;
    throw new VoxseekError('EMBEDDINGS_MISSING', `The volume ${volumeId} has no embeddings cropped to its regions (recipe ${recipeId}) as they are labelled in the snapshot. Run embedDataset on a new snapshot.`, {
      path: 'volumeId',
      cause: error,
    });
  }
}

function createRowOf(crops: readonly Crop[]): CroppedVectors['rowOf'] {
  const rows = new Map<string, ReadonlyMap<number, number>>();
  let row = 0;
  for (const { classes, slices } of crops) {
    const ofSlices = new Map<number, number>();
    for (const slice of slices) {
      ofSlices.set(slice, row);
      row += 1;
    }
    for (const { taxonomy, region } of classes) rows.set(`${taxonomy} ${region}`, ofSlices);
  }
  return (taxonomy, region, slice) => rows.get(`${taxonomy} ${region}`)?.get(slice);
}
