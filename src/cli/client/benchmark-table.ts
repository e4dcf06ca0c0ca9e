import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { inBothTaxonomies } from '../../domain/evaluation/metrics.js';
import { asId } from '../../domain/ids.js';
import type { Candidates, RetrievalConfig } from '../../domain/ranking/retrieval-config.js';
import type { BenchmarkTable, BenchmarkTableRow, TableFigures, TableLabel } from '../../services/evaluation/benchmark-table.js';
import type { JobState } from '../../services/ports/records.js';
import type { Control, StageTime } from '../../services/ports/run-records.js';
import type { GraphQLClient } from './graphql-client.js';

interface RowAnswer {
  readonly coarse: TableFigures | null;
  readonly fine: TableFigures | null;
  /** Null where the queries are as they are. */
  readonly perturbation: string | null;
  readonly run: {
    readonly id: string;
    readonly name: string;
    readonly state: JobState;
    readonly control: Control | null;
    readonly version: string;
    readonly config: Omit<RetrievalConfig, 'candidates'> & { readonly candidates: Candidates['kind']; readonly candidateCount: number | null };
    readonly index: { readonly parameters: { readonly kind: string }; readonly recipe: { readonly name: string } | null } | null;
    readonly metrics: { readonly winnerSliceRatio: number | null; readonly label: TableLabel | null } | null;
    readonly times: readonly (StageTime & { readonly stage: string })[];
    readonly throughput: number | null;
  };
}

const TABLE = /* GraphQL */ `
  fragment Figures on TaxonomyMetrics {
    classesWithQueries classesTotal recallMean recallStd chanceMean liftMean liftLeftOut precision jaccard unjudgedShare
  }
  query Table($id: ID!) {
    benchmarkRun(id: $id) {
      rows {
        perturbation
        coarse { ...Figures }
        fine { ...Figures }
        run {
          id name state control version
          config { mode k aggregation candidates candidateCount reRanking minPixels crop label { name order } }
          index { parameters { kind } recipe { name } }
          metrics {
            winnerSliceRatio
            label {
              label queries patients
              measures { measure mean chance }
              predictions { neighbours accuracy chance majority meanAbsoluteError errorChance }
            }
          }
          throughput
          times { stage p50 p95 p99 total cold warm { p50 p95 p99 } }
        }
      }
    }
  }
`;

/** A benchmark's rows as any client gets them, without those over perturbed queries. */
export async function fetchBenchmarkTable(client: GraphQLClient, benchmarkRunId: string): Promise<BenchmarkTable> {
  const { benchmarkRun } = await client.query<{ benchmarkRun: { rows: readonly RowAnswer[] } | null }>(TABLE, { id: benchmarkRunId });
  if (benchmarkRun === null) throw new VoxseekError('NOT_FOUND', `There is no benchmark run ${benchmarkRunId}.`);
  const rows = benchmarkRun.rows.filter(({ perturbation }) => perturbation === null);
  return { rows: rows.map(toRow), versions: [...new Set(benchmarkRun.rows.map(({ run }) => run.version))] };
}

function toRow({ coarse, fine, run }: RowAnswer): BenchmarkTableRow {
  const { candidates, candidateCount, ...config } = run.config;
  return {
    runId: asId('RetrievalRun', run.id),
    name: run.name,
    state: run.state,
    encoder: run.control ?? run.index?.recipe?.name ?? '?',
    index: run.index?.parameters.kind ?? null,
    control: run.control,
    config: { ...config, candidates: candidates === 'FIRST' ? { kind: 'FIRST', count: candidateCount ?? 1 } : { kind: candidates } },
    figures: inBothTaxonomies(coarse, fine),
    label: run.metrics?.label ?? null,
    winnerSliceRatio: run.metrics?.winnerSliceRatio ?? null,
    times: run.control === null ? Object.fromEntries(run.times.map(({ stage, ...time }) => [stage, time])) : null,
    throughput: run.throughput,
  };
}
