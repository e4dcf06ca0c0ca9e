import { turnLabels, turnTo } from '../../../domain/geometry/planes.js';
import { ensureStored } from '../../ensure-stored.js';
import { countedRegions } from '../../ingest/region-counts.js';
import { objectKeys } from '../../object-keys.js';
import type { SliceEmbeddings } from '../../ports/embedding-engine.js';
import type { SegmentationRecord } from '../../ports/records.js';
import { derivedVectors } from '../derived/derived-vectors.js';
import type { StoredVectors } from '../derived/derived-vectors.js';
import { forgetVectors, readVectors } from '../embed-whole.js';
import type { EmbedOutcome, EmbedParts, EmbedRequest } from '../embed-whole.js';
import { encodeNpy } from '../npy.js';
import type { Recipe } from '../recipe.js';
import { planCrops } from './crop-plan.js';
import type { Crop } from './crop-plan.js';
import { embedCrops } from './embed-crops.js';

/**
 * One object a segmentation: other masks are other crops. A volume without one has no crops, and a row that says so.
 *
 * @param margin mm
 */
export async function embedCropped(parts: EmbedParts, request: EmbedRequest, segmentation: SegmentationRecord | undefined, margin: number): Promise<EmbedOutcome> {
  const { objects, files, engine } = parts;
  const { team, volume, recipeId, recipe, derivation, signal } = request;
  const { teamId } = team;
  if (segmentation === undefined) {
    const nothing = { rows: 0, columns: recipe.dimension, data: new Float32Array(0) };
    await putCrops(parts, request, { vectors: nothing, provider: 'NONE', seconds: 0 }, { vectors: objectKeys.embedding(teamId, volume.id, recipeId) }, []);
    return 'REUSED';
  }
  const keys = objectKeys.crops(teamId, volume.id, recipeId, segmentation.id);
  if ((await objects.head(keys.index)) !== null && (await team.embeddings.get(volume.id, recipeId)) !== null) return 'REUSED';
  const labels = await files.readLabels(objectKeys.labels(teamId, volume.id, segmentation.id));
  const { plane } = recipe;
  const regions = plane === 'AXIAL' ? segmentation.regions : countedRegions(labels, segmentation.taxonomy).planeRegions[plane];
  const crops = planCrops(turnLabels(plane, labels), { ...segmentation, regions }, margin);
  const byModel = async (one: Recipe): Promise<SliceEmbeddings> => {
    const voxels = await files.readVolume(objectKeys.voxels(teamId, volume.id));
    signal.throwIfAborted();
    return embedCrops(engine, turnTo(one.plane, voxels), crops, one, signal);
  };
  const made = await (derivation === null ? byModel(recipe) : derivedVectors(derivation, await cropsOfBase(parts, request, derivation.base.id, segmentation), byModel));
  await putCrops(parts, request, made, keys, crops);
  return 'EMBEDDED';
}

async function putCrops({ objects }: EmbedParts, { team, volume, recipeId, recipe }: EmbedRequest, made: SliceEmbeddings, keys: { readonly vectors: string; readonly index?: string }, crops: readonly Crop[]): Promise<void> {
  const bytes = encodeNpy(made.vectors, recipe.precision);
  const { sha256 } = await objects.put(keys.vectors, bytes);
  // After the vectors, which whoever finds it takes for whole; before the row, without which a deletion would miss it.
  const { index } = keys;
  const putIndex = (): Promise<unknown> => (index === undefined ? Promise.resolve() : objects.put(index, Buffer.from(JSON.stringify(crops))));
  await putIndex();
  const { vectors, provider, seconds } = made;
  const row = { volumeId: volume.id, recipeId, objectKey: keys.vectors, rows: vectors.rows, dimension: recipe.dimension, sha256, provider, seconds, createdAt: new Date() };
  if (await team.embeddings.put(row)) {
    await ensureStored(objects, keys.vectors, () => objects.put(keys.vectors, bytes));
    if (index !== undefined) await ensureStored(objects, index, putIndex);
    return;
  }
  if (index !== undefined) await objects.delete(index);
  await forgetVectors(objects, keys.vectors, volume.id);
}

/** The plan of crops follows from the segmentation, so that rows of the base are rows of what is derived from it. */
async function cropsOfBase({ objects }: EmbedParts, { team, volume }: EmbedRequest, baseId: EmbedRequest['recipeId'], segmentation: SegmentationRecord): Promise<StoredVectors | null> {
  const keys = objectKeys.crops(team.teamId, volume.id, baseId, segmentation.id);
  const record = await team.embeddings.get(volume.id, baseId);
  if (record === null || (await objects.head(keys.index)) === null) return null;
  const vectors = await readVectors(objects, keys.vectors);
  return vectors === null ? null : { vectors, provider: record.provider };
}
