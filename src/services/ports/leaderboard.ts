import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { DatasetId, SnapshotId } from '../../domain/ids.js';
import type { RetrievalMode } from '../../domain/ranking/retrieval-config.js';
import type { RetrievalRunRecord } from './run-records.js';

/** Which finished runs are ranked: those whose gallery is a snapshot, or any snapshot of a data set. */
export interface LeaderboardFilter {
  readonly of: { readonly snapshotId: SnapshotId } | { readonly datasetId: DatasetId };
  readonly mode: RetrievalMode;
  readonly taxonomy: EvaluationTaxonomy;
}

export interface LeaderboardRow {
  readonly run: RetrievalRunRecord;
  /**
   * Numbers, from 1 on, the sets of runs that can be compared: of one version of ranking and evaluation, asked the same questions about the same
   * gallery. The present version and the newest snapshot come first.
   */
  readonly board: number;
  /** By mean recall over classes within its board; equal recalls share one. */
  readonly rank: number;
}
