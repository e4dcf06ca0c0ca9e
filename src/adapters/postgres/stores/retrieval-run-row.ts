import { DEFAULT_RETRIEVAL_CONFIG } from '../../../domain/ranking/retrieval-config.js';
import type { RetrievalRunRecord } from '../../../services/ports/run-records.js';
import type { retrievalRuns } from '../schema/evaluation.js';

/** Configurations gain fields; those stored before one came ran as its default does. */
export function toRunRecord({ teamId: _, gallerySplits, querySnapshotId, querySplits, config, ...row }: typeof retrievalRuns.$inferSelect): RetrievalRunRecord {
  return { ...row, protocol: { gallerySplits, querySnapshotId, querySplits }, config: { ...DEFAULT_RETRIEVAL_CONFIG, ...config } };
}
