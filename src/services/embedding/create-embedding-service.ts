import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ErrorCode } from '../../domain/errors/error-codes.js';
import { voxelHash } from '../../domain/geometry/voxel-hash.js';
import type { RecipeId, VolumeId } from '../../domain/ids.js';
import { patientIdOf } from '../ingest/pseudonyms.js';
import type { Pseudonyms } from '../ingest/pseudonyms.js';
import { readScan } from '../ingest/read-scan.js';
import type { ScanDeps } from '../ingest/read-scan.js';
import type { ModelSupply } from '../models/model-supply.js';
import { objectKeys } from '../object-keys.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { EmbeddingEngine, SliceEmbeddings } from '../ports/embedding-engine.js';
import type { Log } from '../ports/log.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { SegmentationRecord, SkippedItem, VolumeRecord } from '../ports/records.js';
import type { VolumeFiles } from '../ports/volume-files.js';
import type { ReadLimits } from '../ports/volume-reader.js';
import type { EmbeddingService } from './embedding-service.js';
import { planCrops } from './crops/crop-plan.js';
import type { Crop } from './crops/crop-plan.js';
import { embedCrops } from './crops/embed-crops.js';
import { parseRecipe } from './make-recipe.js';
import { decodeNpy, encodeNpy } from './npy.js';
import type { Recipe } from './recipe.js';
import { createHash } from 'node:crypto';

export interface EmbeddingDeps extends ScanDeps {
  readonly objects: ObjectStore;
  readonly files: VolumeFiles;
  readonly pseudonyms: Pseudonyms;
  readonly engine: EmbeddingEngine;
  readonly supply: ModelSupply;
  readonly limits: ReadLimits;
  readonly log: Log;
}

/** What is wrong with one volume only; any other failure would meet the next volume as well, and ends the page. */
const OF_ONE_VOLUME: ReadonlySet<ErrorCode> = new Set(['NOT_FOUND', 'EMBEDDING_FAILED', 'FILE_CORRUPT', 'FILE_TRUNCATED', 'FILE_TOO_LARGE']);

type Outcome = 'EMBEDDED' | 'REUSED';

async function recipeOf(team: TeamCatalogue, id: RecipeId): Promise<Recipe> {
  const record = await team.recipes.get(id);
  if (record === null) throw new VoxseekError('NOT_FOUND', `There is no recipe ${id}.`, { path: 'recipeId' });
  return parseRecipe(record.body);
}

const deleted = (id: VolumeId): VoxseekError => new VoxseekError('NOT_FOUND', `The volume ${id} was deleted.`, { path: id });

export function createEmbeddingService(deps: EmbeddingDeps): EmbeddingService {
  const { objects, files, engine, supply, limits, log } = deps;

  /** What a killed process stored before it could write its row; null when there is nothing, or nothing of use. */
  const stored = async (key: string, slices: number, dimension: number): Promise<{ readonly sha256: string } | null> => {
    if ((await objects.head(key)) === null) return null;
    const bytes = await objects.get(key);
    const matrix = decodeNpy(bytes);
    return matrix.rows === slices && matrix.columns === dimension ? { sha256: createHash('sha256').update(bytes).digest('hex') } : null;
  };

  const embedOne = async (team: TeamCatalogue, volume: VolumeRecord, recipeId: RecipeId, recipe: Recipe, signal: AbortSignal): Promise<Outcome> => {
    const objectKey = objectKeys.embedding(team.teamId, volume.id, recipeId);
    const slices = volume.shape[2];
    const row = { volumeId: volume.id, recipeId, objectKey, slices, dimension: recipe.dimension, createdAt: new Date() };
    const before = await stored(objectKey, slices, recipe.dimension);
    if (before !== null) {
      if (!(await team.embeddings.put({ ...row, sha256: before.sha256, provider: 'UNKNOWN', seconds: 0 }))) await forget(objectKey, volume.id);
      return 'REUSED';
    }
    const voxels = await files.readVolume(objectKeys.voxels(team.teamId, volume.id));
    signal.throwIfAborted();
    const { vectors, provider, seconds } = await engine.embed(voxels, recipe, { signal });
    const { sha256 } = await objects.put(objectKey, encodeNpy(vectors));
    if (!(await team.embeddings.put({ ...row, sha256, provider, seconds }))) await forget(objectKey, volume.id);
    return 'EMBEDDED';
  };

  /** One object a segmentation: other masks are other crops. A volume without one has no crops, and a row that says so. */
  const embedCropped = async (team: TeamCatalogue, volume: VolumeRecord, segmentation: SegmentationRecord | undefined, recipe: Recipe, margin: number, recipeId: RecipeId, signal: AbortSignal): Promise<Outcome> => {
    const { teamId } = team;
    const put = async (made: SliceEmbeddings, keys: { readonly vectors: string; readonly index?: string }, crops: readonly Crop[]): Promise<void> => {
      const { sha256 } = await objects.put(keys.vectors, encodeNpy(made.vectors));
      // After the vectors, which whoever finds it takes for whole; before the row, without which a deletion would miss it.
      if (keys.index !== undefined) await objects.put(keys.index, Buffer.from(JSON.stringify(crops)));
      const { vectors, provider, seconds } = made;
      const row = { volumeId: volume.id, recipeId, objectKey: keys.vectors, slices: vectors.rows, dimension: recipe.dimension, sha256, provider, seconds, createdAt: new Date() };
      if (await team.embeddings.put(row)) return;
      if (keys.index !== undefined) await objects.delete(keys.index);
      await forget(keys.vectors, volume.id);
    };
    if (segmentation === undefined) {
      const nothing = { rows: 0, columns: recipe.dimension, data: new Float32Array(0) };
      await put({ vectors: nothing, provider: 'NONE', seconds: 0 }, { vectors: objectKeys.embedding(teamId, volume.id, recipeId) }, []);
      return 'REUSED';
    }
    const keys = objectKeys.crops(teamId, volume.id, recipeId, segmentation.id);
    if ((await objects.head(keys.index)) !== null && (await team.embeddings.get(volume.id, recipeId)) !== null) return 'REUSED';
    const crops = planCrops(await files.readLabels(objectKeys.labels(teamId, volume.id, segmentation.id)), segmentation, margin);
    const voxels = await files.readVolume(objectKeys.voxels(teamId, volume.id));
    signal.throwIfAborted();
    await put(await embedCrops(engine, voxels, crops, recipe, signal), keys, crops);
    return 'EMBEDDED';
  };

  /** The volume was deleted while it was being embedded: nothing of it may stay. */
  const forget = async (objectKey: string, id: VolumeId): Promise<never> => {
    await objects.delete(objectKey);
    throw deleted(id);
  };

  return {
    async embedVolumes(team, { recipeId, volumeIds, concurrency }, { signal, onVolume, onSlices }) {
      const recipe = await recipeOf(team, recipeId);
      await supply.provide(team, recipe.modelId);
      const volumes = new Map((await team.volumes.getMany(volumeIds)).map((volume) => [volume.id, volume]));
      const missing = new Set(await team.embeddings.missing(volumeIds, recipeId));
      const { crop } = recipe;
      const segmentations = new Map((crop === undefined ? [] : await team.segmentations.latestOf(volumeIds)).map((segmentation) => [segmentation.volumeId, segmentation]));
      const page = { embedded: [] as VolumeId[], reused: [] as VolumeId[], skipped: [] as SkippedItem[] };

      const handle = async (id: VolumeId): Promise<void> => {
        const volume = volumes.get(id);
        try {
          if (volume === undefined) throw deleted(id);
          const whole = (): Promise<Outcome> | Outcome => (missing.has(id) ? embedOne(team, volume, recipeId, recipe, signal) : 'REUSED');
          const outcome = await (crop === undefined ? whole() : embedCropped(team, volume, segmentations.get(id), recipe, crop.margin, recipeId, signal));
          (outcome === 'EMBEDDED' ? page.embedded : page.reused).push(id);
          onSlices(volume.shape[2]);
        } catch (error) {
          signal.throwIfAborted();
          if (!isVoxseekError(error) || !OF_ONE_VOLUME.has(error.code)) throw error;
          log.warn({ volumeId: id, recipeId, code: error.code }, 'a volume was not embedded');
          page.skipped.push({ item: id, code: error.code, message: error.message });
        }
        onVolume(id);
      };

      // While one volume is inferred the next is decoded; never more than `concurrency` are in memory.
      const queue = [...volumeIds];
      let failed = false;
      const lane = async (): Promise<void> => {
        for (let id = queue.shift(); id !== undefined && !failed; id = queue.shift()) {
          signal.throwIfAborted();
          await handle(id);
        }
      };
      const lanes = Array.from({ length: Math.max(1, Math.min(concurrency, volumeIds.length)) }, () =>
        lane().catch((error: unknown) => {
          failed = true;
          throw error;
        }),
      );
      const outcomes = await Promise.allSettled(lanes);
      const rejected = outcomes.find((outcome) => outcome.status === 'rejected');
      if (rejected !== undefined) throw rejected.reason;
      return page;
    },

    async embedQuery(team, queryVolumeId, source, { signal, progress }) {
      const query = await team.queryVolumes.get(queryVolumeId);
      if (query === null) throw new VoxseekError('NOT_FOUND', `There is no query volume ${queryVolumeId}.`, { path: 'queryVolumeId' });
      if (query.state === 'READY') return;
      await team.queryVolumes.update(queryVolumeId, { state: 'EMBEDDING' });
      const recipe = await recipeOf(team, query.recipeId);
      await supply.provide(team, recipe.modelId);
      const { volume, identity } = await readScan(deps, source, { limits, signal });
      const named = identity.patient === null ? null : patientIdOf(deps.pseudonyms.patient(team.teamId, identity.patient));
      const slices = volume.shape[2];
      const hash = voxelHash(volume);
      const { shape, spacing, affine } = volume;
      await objects.put(objectKeys.queryGrid(team.teamId, queryVolumeId), Buffer.from(JSON.stringify({ shape, spacing, affine })));
      const same = await team.volumes.findByVoxelHash(hash);
      const known = same === null ? null : await team.embeddings.get(same.id, query.recipeId);
      const key = known?.objectKey ?? objectKeys.queryEmbedding(team.teamId, queryVolumeId);
      if (known === null && (await stored(key, slices, recipe.dimension)) === null) {
        const report = (done: number): void => progress.report({ stage: 'embedding', done, total: slices, unit: 'slices' });
        report(0);
        const { vectors } = await engine.embed(volume, recipe, { signal, onSlices: report, urgent: true });
        await objects.put(key, encodeNpy(vectors));
      }
      const ready = { state: 'READY', sameAsVolumeId: same?.id ?? null, patientId: same?.patientId ?? query.patientId ?? named, sliceCount: slices, voxelHash: hash, embeddingKey: key, error: null } as const;
      // A query that was purged meanwhile leaves nothing behind.
      if ((await team.queryVolumes.get(queryVolumeId)) === null) {
        await objects.deletePrefix(objectKeys.queryVolume(team.teamId, queryVolumeId));
        throw new VoxseekError('NOT_FOUND', `The query volume ${queryVolumeId} was deleted.`, { path: 'queryVolumeId' });
      }
      await team.queryVolumes.update(queryVolumeId, ready);
    },
  };
}
