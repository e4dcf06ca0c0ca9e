import type { DatasetId, SnapshotId } from '../../domain/ids.js';
import type { DatasetRecord, SnapshotRecord } from '../ports/records.js';
import type { BenchmarkDefinition } from '../ports/run-records.js';

interface Lookup {
  readonly snapshot: (id: SnapshotId) => Promise<SnapshotRecord | null>;
  readonly dataset: (id: DatasetId) => Promise<DatasetRecord | null>;
}

/** The collection that the queries come from, where the document names it; else the data set's own name. */
export async function querySourceOf({ snapshot, dataset }: Lookup, { querySource, protocol }: BenchmarkDefinition): Promise<string> {
  if (querySource !== undefined) return querySource;
  const asked = await snapshot(protocol.querySnapshotId);
  return (asked === null ? null : await dataset(asked.datasetId))?.name ?? '';
}
