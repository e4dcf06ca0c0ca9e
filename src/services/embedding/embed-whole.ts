import { createHash } from 'node:crypto';
import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';
import { turnTo } from '../../domain/geometry/planes.js';
import { rowLayout } from '../../domain/geometry/row-layout.js';
import type { RecipeId, VolumeId } from '../../domain/ids.js';
import { ensureStored } from '../ensure-stored.js';
import { objectKeys } from '../object-keys.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { EmbeddingEngine, SliceEmbeddings } from '../ports/embedding-engine.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { VolumeRecord } from '../ports/records.js';
import type { VolumeFiles } from '../ports/volume-files.js';
import type { Derivation } from './derived/derivation.js';
import { derivedVectors } from './derived/derived-vectors.js';
import type { StoredVectors } from './derived/derived-vectors.js';
import { decodeEmbeddings, decodeNpy, encodeNpy } from './npy.js';
import type { Recipe } from './recipe.js';
import { rowKindOf } from './row-kind.js';

export interface EmbedParts {
  readonly objects: ObjectStore;
  readonly files: VolumeFiles;
  readonly engine: EmbeddingEngine;
}

/** One volume that is to have embeddings of a recipe. */
export interface EmbedRequest {
  readonly team: TeamCatalogue;
  readonly volume: VolumeRecord;
  readonly recipeId: RecipeId;
  readonly recipe: Recipe;
  readonly derivation: Derivation | null;
  readonly signal: AbortSignal;
  /** Told of its slices, where a person waits for them. */
  readonly onSlices?: (done: number) => void;
}

export type EmbedOutcome = 'EMBEDDED' | 'REUSED';

export const deletedMeanwhile = (id: VolumeId): VoxseekError => new VoxseekError('NOT_FOUND', `The volume ${id} was deleted.`, { path: id });

/** The volume was deleted while it was being embedded: nothing of it may stay. */
export async function forgetVectors(objects: Pick<ObjectStore, 'delete'>, objectKey: string, id: VolumeId): Promise<never> {
  await objects.delete(objectKey);
  throw deletedMeanwhile(id);
}

/** What a killed process stored before it could write its row; null when there is nothing, or nothing of use. */
export async function storedBefore(objects: ObjectStore, key: string, rows: number, dimension: number): Promise<{ readonly sha256: string; readonly bytes: Buffer } | null> {
  const bytes = await objects.get(key).catch(async (error: unknown) => {
    if (!isVoxseekError(error) || (error.code !== 'OBJECT_CORRUPT' && error.code !== 'NOT_FOUND')) throw error;
    // No row names it: it is made again in its place.
    if (error.code === 'OBJECT_CORRUPT') await objects.delete(key);
    return null;
  });
  if (bytes === null) return null;
  const matrix = decodeNpy(bytes);
  return matrix.rows === rows && matrix.columns === dimension ? { sha256: createHash('sha256').update(bytes).digest('hex'), bytes } : null;
}

/** Null where the base has no vectors of the volume, or none any more. */
export async function readVectors(objects: Pick<ObjectStore, 'get'>, objectKey: string): Promise<StoredVectors['vectors'] | null> {
  try {
    return decodeEmbeddings(await objects.get(objectKey));
  } catch (error) {
    if (isVoxseekError(error) && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

/** All rows of the volume. */
export async function embedWhole({ objects, files, engine }: EmbedParts, { team, volume, recipeId, recipe, derivation, signal, onSlices }: EmbedRequest): Promise<EmbedOutcome> {
  const objectKey = objectKeys.embedding(team.teamId, volume.id, recipeId);
  const { rows } = rowLayout(rowKindOf(recipe), volume.shape);
  const row = { volumeId: volume.id, recipeId, objectKey, rows, dimension: recipe.dimension, createdAt: new Date() };
  const before = await storedBefore(objects, objectKey, rows, recipe.dimension);
  if (before !== null) {
    if (!(await team.embeddings.put({ ...row, sha256: before.sha256, provider: 'UNKNOWN', seconds: 0 }))) await forgetVectors(objects, objectKey, volume.id);
    await ensureStored(objects, objectKey, () => objects.put(objectKey, before.bytes));
    return 'REUSED';
  }
  const byModel = async (one: Recipe): Promise<SliceEmbeddings> => {
    const voxels = await files.readVolume(objectKeys.voxels(team.teamId, volume.id));
    signal.throwIfAborted();
    return engine.embed(turnTo(one.plane, voxels), one, { signal, ...(onSlices === undefined ? {} : { onSlices, urgent: true }) });
  };
  const { vectors, provider, seconds } = await (derivation === null ? byModel(recipe) : derivedVectors(derivation, await vectorsOfBase(objects, team, volume, derivation), byModel));
  const bytes = encodeNpy(vectors, recipe.precision);
  const { sha256 } = await objects.put(objectKey, bytes);
  if (!(await team.embeddings.put({ ...row, sha256, provider, seconds }))) await forgetVectors(objects, objectKey, volume.id);
  await ensureStored(objects, objectKey, () => objects.put(objectKey, bytes));
  return 'EMBEDDED';
}

async function vectorsOfBase(objects: ObjectStore, team: TeamCatalogue, volume: VolumeRecord, { base }: Derivation): Promise<StoredVectors | null> {
  const record = await team.embeddings.get(volume.id, base.id);
  const vectors = record === null ? null : await readVectors(objects, record.objectKey);
  return record === null || vectors === null ? null : { vectors, provider: record.provider };
}
