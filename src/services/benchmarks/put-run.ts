import { FIGURES_VERSION } from '../../domain/evaluation/evaluation-version.js';
import { contentId } from '../jobs/content-id.js';
import { jobIdOf } from '../jobs/job-id.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { BenchmarkCell, BenchmarkDefinition, BenchmarkRunRecord, RetrievalRunRecord } from '../ports/run-records.js';
import { cellFacts } from './cell-facts.js';

/** One configuration over one pair of query set and gallery. */
export type CellRequest = Pick<BenchmarkDefinition, 'snapshotId' | 'protocol'> & { readonly cell: BenchmarkCell };

export interface RunPlace {
  /** Of the cell, for errors. */
  readonly path: string;
  readonly benchmarkRunId: BenchmarkRunRecord['id'] | null;
  readonly now: Date;
}

/** The run of a cell, made if there is none: by its content, so that what is measured once is never measured again. */
export async function putRun(team: TeamCatalogue, { snapshotId, protocol, cell }: CellRequest, { path, benchmarkRunId, now }: RunPlace): Promise<RetrievalRunRecord> {
  const facts = await cellFacts(team, snapshotId, cell, path);
  const id = contentId('RetrievalRun', [team.teamId, FIGURES_VERSION, snapshotId, protocol, facts, cell.control, cell.config]);
  const stored = await team.runs.get(id);
  if (stored !== null) return stored;
  const jobId = jobIdOf(team.teamId, { kind: 'RUN_RETRIEVAL', runId: id });
  const run: RetrievalRunRecord = {
    ...{ id, jobId, benchmarkRunId, name: cell.name, state: 'QUEUED', snapshotId, protocol, indexId: cell.indexId, control: cell.control, config: cell.config },
    ...{ version: FIGURES_VERSION, metrics: null, times: null, record: null, resultsKey: null, reproducible: true, error: null, createdAt: now, finishedAt: null },
  };
  // Of two that ask at once the second finds what the first has stored.
  return insertOnce(() => team.runs.insert(run), () => team.runs.get(id), run);
}

export async function insertOnce<Row>(insert: () => Promise<void>, get: () => Promise<Row | null>, row: Row): Promise<Row> {
  try {
    await insert();
    return row;
  } catch (error) {
    const stored = await get();
    if (stored === null) throw error;
    return stored;
  }
}
