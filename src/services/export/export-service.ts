import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { BenchmarkRunId, RetrievalRunId } from '../../domain/ids.js';
import { trecQrels } from '../../domain/evaluation/trec/trec-qrels.js';
import { trecRun } from '../../domain/evaluation/trec/trec-run.js';
import type { LoadLabelledGallery } from '../evaluation/labelled-gallery.js';
import { unpackRankedLists } from '../evaluation/ranked-list.js';
import { readDepth } from '../evaluation/read-depth.js';
import { loadRunVolumes } from '../evaluation/run-volumes.js';
import { throughputOf } from '../evaluation/stage-times.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';
import { TABLE_FILES, TREC_FILES } from './export-format.js';
import type { ExportFile } from './export-format.js';
import { csvHeader, figuresCsv } from './figures-csv.js';
import type { RunFigures } from './figures-csv.js';
import { trecTopics } from './trec-topics.js';

/** A file in pieces, made as they are read. */
export type Exported = Iterable<string> | AsyncIterable<string>;

/** Results as files for other tools. */
export interface ExportService {
  /** Those of files of TREC that a run in its mode has, once it has ranked. */
  filesOf(run: RetrievalRunRecord): readonly ExportFile[];
  /** Throws NOT_FOUND; CONFLICT for a run that has not succeeded; INVALID_INPUT for a file that it has none of. */
  exportRun(team: TeamCatalogue, id: RetrievalRunId, file: ExportFile): Promise<Exported>;
  /** All runs of a benchmark, also those that failed. Throws NOT_FOUND; INVALID_INPUT for files of TREC, which each run has for itself. */
  exportBenchmark(team: TeamCatalogue, id: BenchmarkRunId, file: ExportFile): Promise<Exported>;
}

interface Dependencies {
  readonly objects: Pick<ObjectStore, 'get' | 'head'>;
  readonly loadLabelled: LoadLabelledGallery;
}

export function createExportService({ objects, loadLabelled }: Dependencies): ExportService {
  const figuresOf = async (team: TeamCatalogue, run: RetrievalRunRecord): Promise<RunFigures> => ({
    run,
    depth: { COARSE_29: await readDepth(objects, team, run, 'COARSE_29'), FINE_104: await readDepth(objects, team, run, 'FINE_104') },
  });

  async function* csvOf(team: TeamCatalogue, runs: readonly RetrievalRunRecord[]): AsyncGenerator<string> {
    yield csvHeader();
    for (const run of runs) yield figuresCsv(await figuresOf(team, run));
  }

  async function trecOf(team: TeamCatalogue, run: RetrievalRunRecord, file: Extract<ExportFile, { taxonomy: unknown }>): Promise<Exported> {
    if (!hasTopics(run) || run.resultsKey === null) {
      throw new VoxseekError('INVALID_INPUT', `The run "${run.name}" has no file of TREC: only encoders in the modes VOLUME and REGION rank volumes for topics.`, { path: 'file' });
    }
    const lists = unpackRankedLists(await objects.get(run.resultsKey));
    const topics = trecTopics(file.taxonomy, run.config, await loadRunVolumes(team, run, loadLabelled), lists);
    return file.format === 'TREC_RUN' ? trecRun(topics, run.id) : trecQrels(topics);
  }

  return {
    filesOf: (run) => (run.state !== 'SUCCEEDED' ? [] : hasTopics(run) ? [...TABLE_FILES, ...TREC_FILES] : TABLE_FILES),

    async exportRun(team, id, file) {
      const run = await team.runs.get(id);
      if (run === null) throw new VoxseekError('NOT_FOUND', `There is no retrieval run ${id}.`, { path: 'id' });
      if (run.state !== 'SUCCEEDED') throw new VoxseekError('CONFLICT', `The run "${run.name}" has nothing to export: it is ${run.state.toLowerCase()}.`, { path: 'id' });
      switch (file.format) {
        case 'CSV':
          return csvOf(team, [run]);
        case 'JSON':
          return [jsonOf(recordJson(run))];
        case 'TREC_RUN':
        case 'TREC_QRELS':
          return trecOf(team, run, file);
      }
    },

    async exportBenchmark(team, id, file) {
      const benchmarkRun = await team.benchmarks.getRun(id);
      if (benchmarkRun === null) throw new VoxseekError('NOT_FOUND', `There is no benchmark run ${id}.`, { path: 'id' });
      const runs = await team.runs.getMany(benchmarkRun.runIds);
      switch (file.format) {
        case 'CSV':
          return csvOf(team, runs);
        case 'JSON': {
          const [benchmark] = await team.benchmarks.getMany([benchmarkRun.benchmarkId]);
          const { state, createdAt, finishedAt } = benchmarkRun;
          return [jsonOf({ id, name: benchmark?.name ?? null, state, createdAt, finishedAt, definition: benchmark?.definition ?? null, runs: runs.map(recordJson) })];
        }
        case 'TREC_RUN':
        case 'TREC_QRELS':
          throw new VoxseekError('INVALID_INPUT', 'A benchmark has no file of TREC for all of its runs: each of them has its own.', { path: 'file' });
      }
    },
  };
}

function hasTopics({ config, control }: RetrievalRunRecord): boolean {
  return control === null && (config.mode === 'VOLUME' || config.mode === 'REGION');
}

/** All that is kept of a run but its ranked lists. */
function recordJson(run: RetrievalRunRecord): object {
  const { id, name, state, version, reproducible, createdAt, finishedAt, snapshotId, protocol, indexId, control, config, record, times, metrics, error } = run;
  return { id, name, state, version, reproducible, createdAt, finishedAt, snapshotId, protocol, indexId, control, config, record, times, throughput: throughputOf(run), metrics, error };
}

const jsonOf = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
