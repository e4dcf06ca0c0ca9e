import { gunzipSync } from 'node:zlib';
import type { GraphQLClient } from '../../../src/cli/client/graphql-client.js';
import type { Records } from './records.js';

export interface BenchmarkRequest {
  readonly name: string;
  readonly snapshotId: string;
  readonly indexIds: readonly string[];
  readonly modes: readonly ('SLICE' | 'VOLUME' | 'REGION')[];
  readonly reRankings?: readonly ('NONE' | 'LATE_INTERACTION')[];
  /**
   * Candidates are the first so many volumes hit. Any number above the number of volumes asks for the same in other words: the
   * figures are those of all, but the cells are measured anew, not found.
   */
  readonly candidateCount: number;
}

interface RunRow extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly kind: string | null;
  readonly control: string | null;
  readonly config: { readonly mode: string; readonly aggregation: string; readonly reRanking: string };
  readonly state: string;
  readonly metrics: unknown;
  readonly results_key: string | null;
  readonly reproducible: boolean;
  readonly attempt: number;
  readonly done: number;
  readonly total: number;
}

/** A cell as it must come out however often its work was interrupted: everything but the times. */
export interface Measured {
  readonly state: string;
  readonly metrics: unknown;
  /** One line for each query, to the last digit, with volumes by their voxels (ids are of a team); none for a control. */
  readonly lines: readonly string[];
  readonly queries: { readonly attempt: number; readonly done: number; readonly total: number };
}

export async function startBenchmark(client: GraphQLClient, { candidateCount, ...request }: BenchmarkRequest): Promise<{ readonly benchmarkRunId: string; readonly jobId: string }> {
  const { benchmarkRun, job } = await client.mutate<{ benchmarkRun: { id: string }; job: { id: string } }>(
    /* GraphQL */ `mutation Start($input: StartBenchmarkInput!) { startBenchmark(input: $input) { benchmarkRun { id } job { id } userErrors { code message path } } }`,
    { input: { ...request, candidates: 'FIRST', candidateCount } },
  );
  return { benchmarkRunId: benchmarkRun.id, jobId: job.id };
}

/** The cells of a benchmark by what they measure, past the API. */
export async function measuredCells(records: Records, benchmarkRunId: string): Promise<ReadonlyMap<string, Measured>> {
  const runs = await records.rows<RunRow>(
    `select r.id, i.parameters ->> 'kind' as kind, r.control, r.config, r.state, r.metrics, r.results_key, r.reproducible, j.attempt, j.done, j.total
     from voxseek.benchmark_runs b
     join voxseek.retrieval_runs r on r.id = any (b.run_ids)
     join voxseek.jobs j on j.id = r.job_id
     left join voxseek.vector_indexes i on i.id = r.index_id
     where b.id = $1`,
    [benchmarkRunId],
  );
  const hashes = new Map((await records.rows<{ id: string; voxel_hash: string }>('select id, voxel_hash from voxseek.volumes')).map(({ id, voxel_hash }) => [id, voxel_hash]));
  const nameVolumes = (line: string): string => line.replaceAll(/vol_[0-9a-f]+/gu, (id) => hashes.get(id) ?? id);
  return new Map(
    runs
      .map((run): readonly [string, Measured] => {
        const { mode, aggregation, reRanking } = run.config;
        const lines = run.results_key === null ? [] : gunzipSync(records.object(run.results_key)).toString().trimEnd().split('\n').map(nameVolumes).sort();
        return [
          `${run.kind ?? run.control ?? '?'} ${mode} ${aggregation} ${reRanking}`,
          { state: run.state, metrics: run.metrics, lines, queries: { attempt: run.attempt, done: run.done, total: run.total } },
        ];
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
