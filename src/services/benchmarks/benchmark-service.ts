import { FIGURES_VERSION } from '../../domain/evaluation/evaluation-version.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { checkConfig, checkControl } from '../evaluation/check-run.js';
import { requireLabel } from '../evaluation/require-label.js';
import { contentId } from '../jobs/content-id.js';
import { jobIdOf } from '../jobs/job-id.js';
import type { IndexRequests } from '../indexes/index-requests.js';
import type { JobService } from '../jobs/job-service.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { JobRecord } from '../ports/records.js';
import type { BenchmarkDefinition, BenchmarkRunRecord, RetrievalRunRecord } from '../ports/run-records.js';
import { cellFacts } from './cell-facts.js';
import type { BenchmarkDocument } from './document/benchmark-document.js';
import { MOST_CELLS } from './document/expand-document.js';
import { resolveDocument } from './document/resolve-document.js';
import { insertOnce, putRun } from './put-run.js';
import type { CellRequest } from './put-run.js';

export interface StartedBenchmark {
  readonly benchmarkRun: BenchmarkRunRecord;
  /** The runs of the cells, in their order; cells that ask for the same share one. */
  readonly runs: readonly RetrievalRunRecord[];
  readonly job: JobRecord;
}

export interface BenchmarkService {
  /** Throws INVALID_INPUT, NOT_FOUND, NOT_REPRODUCIBLE. A benchmark that was run before gives its figures back. */
  startBenchmark(team: TeamCatalogue, definition: BenchmarkDefinition): Promise<StartedBenchmark>;
  /**
   * A document, with everything that it needs: data sets become snapshots, missing embeddings and indexes are made first. Throws as
   * `startBenchmark` and `resolveDocument` do, with the place in the document.
   */
  runDocument(team: TeamCatalogue, document: BenchmarkDocument): Promise<StartedBenchmark>;
  /** One cell alone, with `path` as its place in errors. Throws as `startBenchmark` does, and as `requireLabel`. */
  startRetrievalRun(team: TeamCatalogue, request: CellRequest, path?: string): Promise<{ readonly run: RetrievalRunRecord; readonly job: JobRecord }>;
}

interface Dependencies {
  readonly jobs: JobService;
  readonly indexes: Pick<IndexRequests, 'recordIndex'>;
  readonly now?: () => Date;
}

/**
 * Runs are content-addressed: the id is the hash of all that shapes the figures (encoder and revision, recipe, snapshot,
 * index, configuration, versions of ranking and evaluation), so that what is measured once is never measured again.
 */
export function createBenchmarkService({ jobs, indexes, now = () => new Date() }: Dependencies): BenchmarkService {
  async function startBenchmark(team: TeamCatalogue, definition: BenchmarkDefinition): Promise<StartedBenchmark> {
    const { snapshotId, protocol, cells } = definition;
    if (cells.length === 0) throw new VoxseekError('INVALID_INPUT', 'A benchmark needs at least one cell.', { path: 'cells' });
    if (cells.length > MOST_CELLS) throw new VoxseekError('LIMIT_EXCEEDED', `A benchmark has at most ${MOST_CELLS} cells, not ${cells.length}.`, { path: 'cells' });
    await requireSnapshots(team, definition);
    const benchmark = { id: contentId('Benchmark', [team.teamId, definition]), name: definition.name, definition, createdAt: now() };
    const id = contentId('BenchmarkRun', [benchmark.id, FIGURES_VERSION]);
    const runs: RetrievalRunRecord[] = [];
    // All cells are checked before anything is written for the benchmark itself.
    for (const [index, cell] of cells.entries()) {
      checkConfig(cell.config, `cells.${index}.config`);
      await cellFacts(team, snapshotId, cell, `cells.${index}`);
    }
    await team.benchmarks.put(benchmark);
    const jobId = jobIdOf(team.teamId, { kind: 'RUN_BENCHMARK', benchmarkRunId: id });
    for (const [index, cell] of cells.entries()) runs.push(await putRun(team, { snapshotId, protocol, cell }, { path: `cells.${index}`, benchmarkRunId: id, now: now() }));
    const fresh: BenchmarkRunRecord = { id, benchmarkId: benchmark.id, jobId, state: 'QUEUED', runIds: runs.map((run) => run.id), overlap: null, annotation: null, perturbed: null, createdAt: now(), finishedAt: null };
    const stored = await team.benchmarks.getRun(id);
    if (stored === null) await insertOnce(() => team.benchmarks.insertRun(fresh), () => team.benchmarks.getRun(id), fresh);
    const job = await jobs.request(team, { kind: 'RUN_BENCHMARK', benchmarkRunId: id });
    return { benchmarkRun: (await team.benchmarks.getRun(id)) ?? fresh, runs, job };
  }

  return {
    startBenchmark,
    runDocument: async (team, document) => startBenchmark(team, await resolveDocument(team, indexes, document)),

    async startRetrievalRun(team, request, path = 'cell') {
      const { config } = request.cell;
      checkConfig(config, `${path}.config`);
      checkControl(request.cell, `${path}.config`);
      await requireSnapshots(team, request);
      if (config.label !== null) await requireLabel(team, request, config.label, `${path}.config.label`);
      const run = await putRun(team, request, { path, benchmarkRunId: null, now: now() });
      const job = await jobs.request(team, { kind: 'RUN_RETRIEVAL', runId: run.id });
      return { run, job };
    },
  };
}

async function requireSnapshots(team: TeamCatalogue, { snapshotId, protocol }: Pick<CellRequest, 'snapshotId' | 'protocol'>): Promise<void> {
  await requireSnapshot(team, snapshotId, 'snapshotId');
  await requireSnapshot(team, protocol.querySnapshotId, 'protocol.querySnapshotId');
}

async function requireSnapshot(team: TeamCatalogue, snapshotId: BenchmarkDefinition['snapshotId'], path: string): Promise<void> {
  const snapshot = await team.snapshots.get(snapshotId);
  if (snapshot === null) throw new VoxseekError('NOT_FOUND', `There is no snapshot ${snapshotId}.`, { path });
  if (!snapshot.reproducible) throw new VoxseekError('NOT_REPRODUCIBLE', `A volume of snapshot ${snapshotId} was deleted. Take a new snapshot.`, { path });
}
