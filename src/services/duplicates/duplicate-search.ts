import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { RecipeId, SnapshotId, VolumeId } from '../../domain/ids.js';
import { pixelsRecipe } from '../benchmarks/overlap/benchmark-look.js';
import type { EmbeddingCache } from '../embedding-cache/embedding-cache.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { SkippedItem, SnapshotMember } from '../ports/records.js';
import type { SimilarityKernel } from '../ports/similarity-kernel.js';
import { findDuplicates } from './find-duplicates.js';
import type { FoundDuplicates } from './find-duplicates.js';

/** Stretches of this many are held in memory, 64 KB a volume at most. */
const MOST_VOLUMES = 5_000;

export interface DuplicateRequest {
  readonly snapshotId: SnapshotId;
  /** Whose vectors say which volumes are near each other. */
  readonly recipeId: RecipeId;
}

export interface DuplicateSearch {
  /** Volumes without vectors or pixels are skipped. Throws NOT_FOUND, LIMIT_EXCEEDED. */
  search(team: TeamCatalogue, request: DuplicateRequest, options: { readonly signal: AbortSignal; readonly onVolume: (total: number) => void }): Promise<FoundDuplicates & { readonly skipped: readonly SkippedItem[] }>;
}

/** Where the vectors and the pixels of a snapshot's volumes lie; a volume that lacks either is missing. */
export async function embeddedMembers(team: TeamCatalogue, { snapshotId, recipeId }: DuplicateRequest): Promise<{ readonly members: readonly SnapshotMember[]; readonly keys: ReadonlyMap<VolumeId, { readonly vectors: string; readonly pixels: string }> }> {
  const members = await team.snapshots.members(snapshotId);
  const ids = members.map(({ volumeId }) => volumeId);
  const pixelsId = await pixelsRecipe(team);
  const keysOf = async (recipe: RecipeId | null): Promise<ReadonlyMap<VolumeId, string>> =>
    new Map(recipe === null ? [] : (await team.embeddings.getMany(ids, recipe)).filter(({ rows }) => rows > 0).map(({ volumeId, objectKey }) => [volumeId, objectKey]));
  const [vectors, pixels] = [await keysOf(recipeId), await keysOf(pixelsId)];
  const keys = ids.flatMap((id) => {
    const [one, other] = [vectors.get(id), pixels.get(id)];
    return one === undefined || other === undefined ? [] : [[id, { vectors: one, pixels: other }] as const];
  });
  return { members, keys: new Map(keys) };
}

export function createDuplicateSearch({ cache, kernel }: { readonly cache: Pick<EmbeddingCache, 'get'>; readonly kernel: Pick<SimilarityKernel, 'maxSimilarities'> }): DuplicateSearch {
  return {
    async search(team, request, { signal, onVolume }) {
      const { members, keys } = await embeddedMembers(team, request);
      if (keys.size > MOST_VOLUMES) throw new VoxseekError('LIMIT_EXCEEDED', `The snapshot has ${keys.size} embedded volumes; at most ${MOST_VOLUMES} are compared with each other.`, { path: 'snapshotId' });
      const matrix = (id: VolumeId, which: 'vectors' | 'pixels') => cache.get(keys.get(id)?.[which] ?? '');
      const here = members.filter(({ volumeId }) => keys.has(volumeId));
      const source = { members: here, vectorsOf: (id: VolumeId) => matrix(id, 'vectors'), pixelsOf: (id: VolumeId) => matrix(id, 'pixels') };
      const found = await findDuplicates(kernel, source, signal, () => {
        onVolume(2 * here.length);
      });
      const skipped = members.filter(({ volumeId }) => !keys.has(volumeId)).map(({ volumeId }): SkippedItem => ({ item: volumeId, code: 'EMBEDDINGS_MISSING', message: 'The volume is not embedded by the recipe, or not by that of pixels.' }));
      return { ...found, skipped };
    },
  };
}
