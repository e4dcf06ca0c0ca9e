import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';
import { rowLayout } from '../../domain/geometry/row-layout.js';
import type { RowKind, RowLayout } from '../../domain/geometry/row-layout.js';
import type { RecipeId, VolumeId } from '../../domain/ids.js';
import { selectRows } from '../../domain/matrix.js';
import type { Matrix } from '../../domain/matrix.js';
import { orderSliceHits } from '../../domain/ranking/slice-hit.js';
import type { SliceHitLike } from '../../domain/ranking/slice-hit.js';
import type { EmbeddingCache } from '../embedding-cache/embedding-cache.js';
import { readRowKind } from '../embedding/make-recipe.js';
import { objectKeys } from '../object-keys.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { IndexedVolume, VectorIndexRecord } from '../ports/records.js';
import type { SimilarityKernel } from '../ports/similarity-kernel.js';
import type { EligibleVolumes, RowHit, VectorStore } from '../ports/vector-store.js';
import { searchExactly } from './exact-search.js';
import { askLatestCollection } from './latest-collection.js';
import type { OpenIndex, Ranker } from './ranker.js';

export interface RankerDependencies {
  readonly cache: EmbeddingCache;
  readonly kernel: SimilarityKernel;
  readonly vectors: VectorStore;
}

/** Objects read at the same time; more would only queue in the store. */
const READS_AT_ONCE = 8;

export function createRanker(deps: RankerDependencies): Ranker {
  // A recipe never changes, so it is asked for once.
  const kinds = new Map<RecipeId, RowKind>();
  const kindOf = async (team: TeamCatalogue, recipeId: RecipeId): Promise<RowKind> => {
    const known = kinds.get(recipeId) ?? readRowKind((await team.recipes.get(recipeId))?.body);
    kinds.set(recipeId, known);
    return known;
  };
  return {
    async open(team, indexId) {
      const index = await team.indexes.get(indexId);
      if (index === null) throw new VoxseekError('NOT_FOUND', `There is no index ${indexId}.`, { path: 'indexId' });
      if (index.state !== 'READY') {
        throw new VoxseekError('INDEX_NOT_READY', `The index "${index.name}" is ${index.state.toLowerCase()}. Wait for its job, or build it again.`, { path: 'indexId' });
      }
      const volumes = await team.indexes.volumes(indexId);
      return openIndex(deps, team, index, await kindOf(team, index.recipeId), new Map(volumes.map((volume) => [volume.volumeId, volume])));
    },
  };
}

function openIndex({ cache, kernel, vectors }: RankerDependencies, team: TeamCatalogue, index: VectorIndexRecord, kind: RowKind, volumes: ReadonlyMap<VolumeId, IndexedVolume>): OpenIndex {
  const vectorsOf = (volumeId: VolumeId): Promise<Matrix> => readVectors(cache, team, volumeId, index.recipeId);
  const allVectorsOf = (ids: readonly VolumeId[]): Promise<readonly Matrix[]> => mapLimited(ids, READS_AT_ONCE, vectorsOf);
  const family = `${team.teamId} ${index.recipeId}`;
  const hashOf = (volumeId: VolumeId): string => volumes.get(volumeId)?.voxelHash ?? '';
  const layouts = new Map<VolumeId, RowLayout>();
  const layoutOf = (volumeId: VolumeId): RowLayout => {
    const volume = volumes.get(volumeId);
    if (volume === undefined) throw new RangeError(`the index holds no volume ${volumeId}`);
    const layout = layouts.get(volumeId) ?? rowLayout(kind, volume.shape);
    layouts.set(volumeId, layout);
    return layout;
  };
  const toSlice = ({ volumeId, row, similarity }: RowHit): SliceHitLike => ({ volumeId, slice: layoutOf(volumeId).sliceOf(row), similarity });

  return {
    index,
    kind,
    volumes,
    layoutOf,
    vectorsOf,
    async nearestSlices(queries, { eligible, k, signal }) {
      const wanted = new Set(eligible);
      const members = [...volumes.values()].filter(({ volumeId }) => wanted.has(volumeId));
      if (members.length === 0 || queries.rows === 0) return Array.from({ length: queries.rows }, () => []);
      if (index.parameters.kind === 'EXACT' || index.collection === null) {
        const found = await searchExactly(kernel, queries, members, (ordered) => allVectorsOf(ordered.map(({ volumeId }) => volumeId)), { k, signal, family });
        return found.map((row) => row.map(toSlice));
      }
      const options = { k, parameters: index.parameters, eligible: describeEligible([...volumes.keys()], wanted, layoutOf), ...(signal === undefined ? {} : { signal }) };
      const hits = await askLatestCollection(team, index, index.collection, (collection) => vectors.search(collection, queries, options));
      // Rows of a volume that was deleted a moment ago may still come back.
      return hits.map((row) => orderSliceHits(row.filter((hit) => wanted.has(hit.volumeId)).map(toSlice), hashOf));
    },
    async maxSimilarities(queries, candidates, signal, first) {
      const started = performance.now();
      const gallery = await allVectorsOf(candidates);
      const loadMs = performance.now() - started;
      const { best, argmax } = await kernel.maxSimilarities(queries, gallery, signal, first === undefined ? undefined : { family, first });
      return { best, argmax: kind.patches === 1 ? argmax : argmax.map((rows, at) => rows.map((row) => layoutOf(candidates[at]!).sliceOf(row))), loadMs };
    },
    async sliceSimilarities(queries, slices, signal) {
      const gallery = await mapLimited(slices, READS_AT_ONCE, async ({ volumeId, slice }) => selectRows(await vectorsOf(volumeId), layoutOf(volumeId).rowsOf([slice])));
      return kernel.maxSimilarities(queries, gallery, signal);
    },
  };
}

/** The shorter of the two lists says the same: those that may be returned, or those that may not. */
function describeEligible(volumeIds: readonly VolumeId[], wanted: ReadonlySet<VolumeId>, layoutOf: (volumeId: VolumeId) => RowLayout): EligibleVolumes {
  let eligibleRows = 0;
  let totalRows = 0;
  const excluded: VolumeId[] = [];
  for (const volumeId of volumeIds) {
    const { rows } = layoutOf(volumeId);
    totalRows += rows;
    if (wanted.has(volumeId)) eligibleRows += rows;
    else excluded.push(volumeId);
  }
  const counts = { eligibleRows, totalRows };
  if (excluded.length === 0) return { kind: 'ALL', volumeIds: [], ...counts };
  if (excluded.length <= volumeIds.length / 2) return { kind: 'EXCEPT', volumeIds: excluded, ...counts };
  return { kind: 'ONLY', volumeIds: volumeIds.filter((id) => wanted.has(id)), ...counts };
}

async function readVectors(cache: EmbeddingCache, team: TeamCatalogue, volumeId: VolumeId, recipeId: RecipeId): Promise<Matrix> {
  try {
    return await cache.get(objectKeys.embedding(team.teamId, volumeId, recipeId));
  } catch (error) {
    if (!isVoxseekError(error) || error.code !== 'NOT_FOUND') throw error;
    throw new VoxseekError('EMBEDDINGS_MISSING', `The volume ${volumeId} has no embeddings of the recipe ${recipeId}. Run createQueryVolume(input: { volumeId, recipeId }) with these to embed it alone, or embedDataset for all volumes beside it.`, {
      path: 'volumeId',
      cause: error,
    });
  }
}

async function mapLimited<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < items.length) {
      const position = next;
      next += 1;
      results[position] = await work(items[position] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, run));
  return results;
}
