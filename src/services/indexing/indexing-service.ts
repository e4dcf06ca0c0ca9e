import type { RecipeId, VectorIndexId, VolumeId } from '../../domain/ids.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { SkippedItem, VectorIndexRecord } from '../ports/records.js';

export interface BuildPlan {
  /** Null for EXACT. */
  readonly collection: string | null;
  /** In the order of their voxel hashes. */
  readonly volumeIds: readonly VolumeId[];
  /** The collection in use until the switch; absent in the plans of older workers. */
  readonly replaces?: string | null;
}

export interface Reconciliation {
  readonly missing: readonly VolumeId[];
  readonly surplus: readonly VolumeId[];
  readonly wrongCount: readonly VolumeId[];
  readonly repaired: boolean;
}

export interface IndexingService {
  /** A fresh collection beside the one in use, and what is to go into it. `build` (the job's attempt) names the collection. */
  planBuild(team: TeamCatalogue, indexId: VectorIndexId, build: string): Promise<BuildPlan>;
  /** Idempotent: rows are upserted. Volumes deleted meanwhile or without embeddings are skipped with their reason. */
  indexVolumes(team: TeamCatalogue, request: { readonly indexId: VectorIndexId; readonly collection: string | null; readonly volumeIds: readonly VolumeId[] }, signal: AbortSignal): Promise<{ readonly indexedRows: number; readonly skipped: readonly SkippedItem[] }>;
  /**
   * Builds, loads, verifies expected = indexed + skipped, points the alias, drops the collection before. A following index takes in
   * what entered while it was built; what was deleted meanwhile is taken out. May be repeated. Throws INDEX_INCOMPLETE.
   */
  finishBuild(team: TeamCatalogue, request: { readonly indexId: VectorIndexId; readonly collection: string | null; readonly volumeIds: readonly VolumeId[]; readonly replaces?: string | null; readonly skipped: readonly SkippedItem[]; readonly seconds: number }, signal: AbortSignal): Promise<VectorIndexRecord>;
  abandonBuild(team: TeamCatalogue, request: { readonly indexId: VectorIndexId; readonly collection: string | null }): Promise<void>;
  /** Upserts a newly embedded volume into every index that follows one of its data sets. */
  follow(team: TeamCatalogue, volumeIds: readonly VolumeId[], recipeId: RecipeId): Promise<void>;
  /** Takes the rows of a volume out of every index that holds it; its memberships stay. May be repeated. */
  withdraw(team: TeamCatalogue, volumeId: VolumeId): Promise<void>;
  /** Takes a volume that is in the catalogue no more out of the indexes that held it, with what came in since `withdraw`. May be repeated. */
  forget(team: TeamCatalogue, volumeId: VolumeId, indexIds: readonly VectorIndexId[]): Promise<void>;
  /** A collection that the vector server has lost is built anew, under the name that follows from `build` (the job's attempt). May be repeated. */
  reconcile(team: TeamCatalogue, indexId: VectorIndexId, options: { readonly repair: boolean; readonly build: string }, signal: AbortSignal): Promise<Reconciliation>;
  drop(team: TeamCatalogue, indexId: VectorIndexId): Promise<void>;
}
