import type { RetrievalRunId, VolumeId } from '../../domain/ids.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';

/** A run over a snapshot, leave-one-patient-out: every labelled volume is a query, the rest of the snapshot its gallery. */
export interface RetrievalRunService {
  /** The query volumes, in the order of their voxel hashes. Refuses what cannot run, each with its code, before anything starts. */
  plan(team: TeamCatalogue, runId: RetrievalRunId): Promise<{ readonly queryVolumeIds: readonly VolumeId[] }>;
  /** Ranks these queries and stores their lists as one object a page; idempotent. */
  rankPage(team: TeamCatalogue, runId: RetrievalRunId, page: { readonly number: number; readonly queryVolumeIds: readonly VolumeId[] }, options: { readonly signal: AbortSignal; readonly onQuery: () => void }): Promise<void>;
  /** Joins the pages into the ranked lists, judges them and writes the immutable record. */
  finish(team: TeamCatalogue, runId: RetrievalRunId, pages: number): Promise<RetrievalRunRecord>;
}
