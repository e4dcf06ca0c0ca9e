import type { QueryVolumeId, RecipeId, VolumeId } from '../../domain/ids.js';
import type { ScanSource } from '../ingest/read-scan.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { SkippedItem } from '../ports/records.js';
import type { ProgressSink } from '../progress.js';

export interface EmbeddedPage {
  readonly embedded: readonly VolumeId[];
  /** Had embeddings of this recipe before. */
  readonly reused: readonly VolumeId[];
  readonly skipped: readonly SkippedItem[];
}

export interface QueryOptions {
  readonly signal: AbortSignal;
  readonly progress: ProgressSink;
}

export interface EmbeddingService {
  /** Makes sure that every volume has embeddings of the recipe: decode → preprocess → infer as a bounded pipeline; idempotent. */
  embedVolumes(
    team: TeamCatalogue,
    request: { readonly recipeId: RecipeId; readonly volumeIds: readonly VolumeId[]; readonly concurrency: number },
    options: { readonly signal: AbortSignal; readonly onVolume: (volumeId: VolumeId) => void; readonly onSlices: (slices: number) => void },
  ): Promise<EmbeddedPage>;
  /** Embeds an uploaded scan that is in no data set; the result lies under the query volume. Where nobody named its patient, its headers do. Throws the codes of `readScan`, and PRIVACY_REFUSED where its headers flag it and such scans are refused. */
  embedQuery(team: TeamCatalogue, queryVolumeId: QueryVolumeId, source: ScanSource, options: QueryOptions): Promise<void>;
  /** Makes sure that a stored volume has embeddings of the query's recipe, which stay with the volume. Throws NOT_FOUND. */
  embedStoredQuery(team: TeamCatalogue, queryVolumeId: QueryVolumeId, volumeId: VolumeId, options: QueryOptions): Promise<void>;
}
