import type { PrivacyPolicy } from '../../domain/deidentification/flags.js';
import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ErrorCode } from '../../domain/errors/error-codes.js';
import { turnTo } from '../../domain/geometry/planes.js';
import { rowLayout } from '../../domain/geometry/row-layout.js';
import { voxelHash } from '../../domain/geometry/voxel-hash.js';
import type { QueryVolumeId, RecipeId, VolumeId } from '../../domain/ids.js';
import { privacyNotes } from '../deidentification/privacy-notes.js';
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
import type { QueryVolumeRecord, SkippedItem } from '../ports/records.js';
import type { VolumeFiles } from '../ports/volume-files.js';
import type { ReadLimits } from '../ports/volume-reader.js';
import type { EmbeddingService } from './embedding-service.js';
import { embedCropped } from './crops/embed-cropped.js';
import { createDerivations } from './derived/derivation.js';
import { derivedVectors } from './derived/derived-vectors.js';
import { deletedMeanwhile, embedWhole, storedBefore } from './embed-whole.js';
import type { EmbedOutcome, EmbedParts } from './embed-whole.js';
import { parseRecipe } from './make-recipe.js';
import { encodeNpy } from './npy.js';
import type { Recipe } from './recipe.js';
import { rowKindOf } from './row-kind.js';

export interface EmbeddingDeps extends ScanDeps {
  readonly objects: ObjectStore;
  readonly files: VolumeFiles;
  readonly pseudonyms: Pseudonyms;
  readonly engine: EmbeddingEngine;
  readonly supply: ModelSupply;
  readonly limits: ReadLimits;
  readonly log: Log;
  /** FLAG where none is given. */
  readonly privacyPolicy?: PrivacyPolicy;
}

/** What is wrong with one volume only; any other failure would meet the next volume as well, and ends the page. */
const OF_ONE_VOLUME: ReadonlySet<ErrorCode> = new Set(['NOT_FOUND', 'EMBEDDING_FAILED', 'FILE_CORRUPT', 'FILE_TRUNCATED', 'FILE_TOO_LARGE', 'OBJECT_CORRUPT']);

async function recipeOf(team: TeamCatalogue, id: RecipeId): Promise<Recipe> {
  const record = await team.recipes.get(id);
  if (record === null) throw new VoxseekError('NOT_FOUND', `There is no recipe ${id}.`, { path: 'recipeId' });
  return parseRecipe(record.body);
}

async function queryOf(team: TeamCatalogue, id: QueryVolumeId): Promise<QueryVolumeRecord> {
  const query = await team.queryVolumes.get(id);
  if (query === null) throw new VoxseekError('NOT_FOUND', `There is no query volume ${id}.`, { path: 'queryVolumeId' });
  return query;
}

export function createEmbeddingService(deps: EmbeddingDeps): EmbeddingService {
  const { objects, files, engine, supply, limits, log, privacyPolicy = 'FLAG' } = deps;

  const parts: EmbedParts = { objects, files, engine };
  const derivationOf = createDerivations(objects);

  return {
    async embedVolumes(team, { recipeId, volumeIds, concurrency }, { signal, onVolume, onSlices }) {
      const recipe = await recipeOf(team, recipeId);
      await supply.provide(team, recipe.modelId);
      const volumes = new Map((await team.volumes.getMany(volumeIds)).map((volume) => [volume.id, volume]));
      const missing = new Set(await team.embeddings.missing(volumeIds, recipeId));
      const { crop } = recipe;
      const derivation = missing.size === 0 && crop === undefined ? null : await derivationOf(team, recipe, signal);
      const segmentations = new Map((crop === undefined ? [] : await team.segmentations.latestOf(volumeIds)).map((segmentation) => [segmentation.volumeId, segmentation]));
      const page = { embedded: [] as VolumeId[], reused: [] as VolumeId[], skipped: [] as SkippedItem[] };

      const handle = async (id: VolumeId): Promise<void> => {
        const volume = volumes.get(id);
        try {
          if (volume === undefined) throw deletedMeanwhile(id);
          const asked = { team, volume, recipeId, recipe, derivation, signal };
          const whole = (): Promise<EmbedOutcome> | EmbedOutcome => (missing.has(id) ? embedWhole(parts, asked) : 'REUSED');
          const outcome = await (crop === undefined ? whole() : embedCropped(parts, asked, segmentations.get(id), crop.margin));
          (outcome === 'EMBEDDED' ? page.embedded : page.reused).push(id);
          onSlices(rowLayout(rowKindOf(recipe), volume.shape).slices);
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
      const query = await queryOf(team, queryVolumeId);
      if (query.state === 'READY') return;
      await team.queryVolumes.update(queryVolumeId, { state: 'EMBEDDING' });
      const recipe = await recipeOf(team, query.recipeId);
      await supply.provide(team, recipe.modelId);
      const { volume, identity, facts } = await readScan(deps, source, { limits, signal });
      // Throws where flagged scans are refused, before anything of one is kept.
      privacyNotes(privacyPolicy, facts?.flags ?? [], []);
      const named = identity.patient === null ? null : patientIdOf(deps.pseudonyms.patient(team.teamId, identity.patient));
      const { rows, slices } = rowLayout(rowKindOf(recipe), volume.shape);
      const hash = voxelHash(volume);
      const { shape, spacing, affine } = volume;
      await objects.put(objectKeys.queryGrid(team.teamId, queryVolumeId), Buffer.from(JSON.stringify({ shape, spacing, affine })));
      const same = await team.volumes.findByVoxelHash(hash);
      const known = same === null ? null : await team.embeddings.get(same.id, query.recipeId);
      const key = known?.objectKey ?? objectKeys.queryEmbedding(team.teamId, queryVolumeId);
      if (known === null && (await storedBefore(objects, key, rows, recipe.dimension)) === null) {
        const report = (done: number): void => progress.report({ stage: 'embedding', done, total: slices, unit: 'slices' });
        report(0);
        const byModel = (one: Recipe): Promise<SliceEmbeddings> => engine.embed(turnTo(one.plane, volume), one, { signal, onSlices: report, urgent: true });
        const derivation = await derivationOf(team, recipe, signal);
        const { vectors } = await (derivation === null ? byModel(recipe) : derivedVectors(derivation, null, byModel));
        await objects.put(key, encodeNpy(vectors, recipe.precision));
      }
      const ready = { state: 'READY', sameAsVolumeId: same?.id ?? null, patientId: same?.patientId ?? query.patientId ?? named, sliceCount: volume.shape[2], voxelHash: hash, embeddingKey: key, error: null } as const;
      // A query that was purged meanwhile leaves nothing behind.
      if ((await team.queryVolumes.get(queryVolumeId)) === null) {
        await objects.deletePrefix(objectKeys.queryVolume(team.teamId, queryVolumeId));
        throw new VoxseekError('NOT_FOUND', `The query volume ${queryVolumeId} was deleted.`, { path: 'queryVolumeId' });
      }
      await team.queryVolumes.update(queryVolumeId, ready);
    },

    async embedStoredQuery(team, queryVolumeId, volumeId, { signal, progress }) {
      const query = await queryOf(team, queryVolumeId);
      if (query.state === 'READY') return;
      const volume = await team.volumes.get(volumeId);
      if (volume === null) throw deletedMeanwhile(volumeId);
      const { recipeId } = query;
      const recipe = await recipeOf(team, recipeId);
      await supply.provide(team, recipe.modelId);
      if ((await team.embeddings.missing([volumeId], recipeId)).length > 0) {
        const total = rowLayout(rowKindOf(recipe), volume.shape).slices;
        const onSlices = (done: number): void => progress.report({ stage: 'embedding', done, total, unit: 'slices' });
        onSlices(0);
        await embedWhole(parts, { team, volume, recipeId, recipe, derivation: await derivationOf(team, recipe, signal), signal, onSlices });
      }
      const { patientId, voxelHash: hash, shape } = volume;
      await team.queryVolumes.update(queryVolumeId, { state: 'READY', sameAsVolumeId: volumeId, patientId, sliceCount: shape[2], voxelHash: hash, embeddingKey: objectKeys.embedding(team.teamId, volumeId, recipeId), error: null });
    },
  };
}
