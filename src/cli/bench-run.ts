import { readFile, writeFile } from 'node:fs/promises';
import { VoxseekError } from '../domain/errors/voxseek-error.js';
import type { Environment } from '../environment.js';
import { BUILT_IN_NAMES } from '../services/benchmarks/built-in/built-in.js';
import { benchmarkTableText } from '../services/evaluation/table-text.js';
import { fetchBenchmarkFindings } from './client/benchmark-findings.js';
import { fetchBenchmarkTable } from './client/benchmark-table.js';
import { fetchToFile } from './client/fetch-to-file.js';
import type { GraphQLClient } from './client/graphql-client.js';
import { openClient } from './client/open-client.js';
import { runBenchmark } from './client/operations.js';
import { skippedText } from './columns.js';
import { exportResults, filesText } from './export-results.js';
import { findingsText } from './findings-text.js';
import { counted, createSteps } from './steps.js';

/** A file, or a ready-made benchmark with what it is measured on. */
export interface BenchmarkChoice {
  readonly benchmark: string;
  readonly gallery?: string;
  readonly queries?: string;
  readonly encoders: readonly string[];
}

export interface BenchRunOptions extends BenchmarkChoice {
  readonly figures?: string;
  readonly report?: string;
  readonly export?: string;
}

type Request = Parameters<typeof runBenchmark>[1];

/** `voxseek bench run`: runs a declared benchmark and prints its table, also where some of its cells failed. Throws what the job failed with. */
export async function runDeclaredBenchmark(options: BenchRunOptions, environment: Environment): Promise<void> {
  const request = await benchmarkRequest(options);
  const client = await openClient(environment);
  const { benchmarkRunId, jobId } = await runBenchmark(client, request);
  const steps = createSteps(client);
  const failure = await steps.run(`Benchmark "${options.benchmark}"`, () => steps.follow(jobId), counted('cells')).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  const table = await fetchBenchmarkTable(client, benchmarkRunId);
  const findings = await fetchBenchmarkFindings(client, benchmarkRunId);
  process.stdout.write(['', benchmarkTableText(table), ...(findings === null ? [] : findingsText(findings)), ...skippedText(steps.skipped), '', 'For research, not for diagnosis.', ''].join('\n'));
  if (options.figures !== undefined) {
    await writeFile(options.figures, `${JSON.stringify({ benchmarkRunId, rows: table.rows, versions: table.versions, findings, skipped: steps.skipped }, null, 2)}\n`);
  }
  if (options.report !== undefined) await steps.run('Report', () => writeReport(client, benchmarkRunId, options.report ?? ''), () => options.report ?? '');
  const directory = options.export;
  if (directory !== undefined) await steps.run('Files', () => exportResults(client, benchmarkRunId, directory), filesText);
  if (failure !== null) throw failure.error;
}

async function writeReport(client: GraphQLClient, benchmarkRunId: string, file: string): Promise<void> {
  const { benchmarkRun } = await client.query<{ benchmarkRun: { reportUrl: string } }>(/* GraphQL */ `query Report($id: ID!) { benchmarkRun(id: $id) { reportUrl } }`, { id: benchmarkRunId });
  await fetchToFile(benchmarkRun.reportUrl, file, 'report');
}

/** Throws INVALID_INPUT for a ready-made one without a gallery, NOT_FOUND for a file that cannot be read. */
export async function benchmarkRequest({ benchmark, gallery, queries, encoders }: BenchmarkChoice): Promise<Request> {
  if (!BUILT_IN_NAMES.some((name) => name === benchmark)) return { document: await documentIn(benchmark) };
  if (gallery === undefined) throw new VoxseekError('INVALID_INPUT', `Say what "${benchmark}" is to be measured on: --gallery NAME of a data set.`, { path: '--gallery' });
  return { builtIn: { name: benchmark, gallery: { dataset: gallery }, ...(queries === undefined ? {} : { queries: { dataset: queries } }), encoders } };
}

async function documentIn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new VoxseekError('NOT_FOUND', `"${file}" is neither a ready-made benchmark (${BUILT_IN_NAMES.join(', ')}) nor a file that can be read.`, { path: file, cause: error });
  }
}
