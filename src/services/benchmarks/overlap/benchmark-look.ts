import type { BenchmarkRunId, ModelId, RecipeId, VolumeId } from '../../../domain/ids.js';
import { asId } from '../../../domain/ids.js';
import { DEFAULT_RETRIEVAL_CONFIG } from '../../../domain/ranking/retrieval-config.js';
import type { EmbeddingCache } from '../../embedding-cache/embedding-cache.js';
import { makeRecipe } from '../../embedding/make-recipe.js';
import type { LoadLabelledGallery } from '../../evaluation/labelled-gallery.js';
import { loadRunVolumes } from '../../evaluation/run-volumes.js';
import { parseModelEntry } from '../../models/model-entry.js';
import type { TeamCatalogue } from '../../ports/catalogue.js';
import type { SimilarityKernel } from '../../ports/similarity-kernel.js';
import { annotationOf } from './annotation-of.js';
import { lookForOverlap } from './look-for-overlap.js';

/** The encoder whose vectors are the pictures themselves. */
export const PIXELS_MODEL: ModelId = asId('Model', 'mod_pixels-32');

export interface BenchmarkLook {
  /** Looks queries and gallery over before anything is measured, and keeps what was found with the benchmark run. Once is enough, unless it failed. */
  look(team: TeamCatalogue, id: BenchmarkRunId, options: { readonly signal: AbortSignal; readonly onVolume: () => void }): Promise<void>;
}

export interface BenchmarkLookDependencies {
  readonly cache: Pick<EmbeddingCache, 'get'>;
  readonly kernel: Pick<SimilarityKernel, 'maxSimilarities'>;
  readonly loadLabelled: LoadLabelledGallery;
}

export function createBenchmarkLook({ cache, kernel, loadLabelled }: BenchmarkLookDependencies): BenchmarkLook {
  return {
    async look(team, id, { signal, onVolume }) {
      const run = await team.benchmarks.getRun(id);
      const [benchmark] = run === null ? [] : await team.benchmarks.getMany([run.benchmarkId]);
      if (run === null || run.overlap?.state === 'LOOKED' || benchmark === undefined) return;
      const { snapshotId, protocol, cells } = benchmark.definition;
      const { queries, gallery, origins } = await loadRunVolumes(team, { snapshotId, protocol, config: cells[0]?.config ?? DEFAULT_RETRIEVAL_CONFIG }, loadLabelled);
      await team.benchmarks.updateRun(id, { annotation: annotationOf(queries, gallery) });
      const sides = { queries: queries.map(({ member }) => member), gallery: gallery.map(({ member }) => member), origins };
      const keys = await pixelKeys(team, [...sides.queries, ...sides.gallery].map(({ volumeId }) => volumeId));
      const overlap = await lookForOverlap(kernel, { ...sides, pixelsOf: async (volumeId) => (keys.has(volumeId) ? cache.get(keys.get(volumeId) ?? '') : null) }, signal, onVolume);
      await team.benchmarks.updateRun(id, { overlap });
    },
  };
}

async function pixelKeys(team: TeamCatalogue, ids: readonly VolumeId[]): Promise<ReadonlyMap<VolumeId, string>> {
  const recipeId = await pixelsRecipe(team);
  if (recipeId === null) return new Map();
  return new Map((await team.embeddings.getMany([...new Set(ids)], recipeId)).map(({ volumeId, objectKey }) => [volumeId, objectKey]));
}

/** The recipe of the pictures themselves; null where no worker has offered its model yet. */
export async function pixelsRecipe(team: TeamCatalogue): Promise<RecipeId | null> {
  const model = await team.models.get(PIXELS_MODEL);
  return model === null ? null : makeRecipe(parseModelEntry(model.entry)).id;
}
