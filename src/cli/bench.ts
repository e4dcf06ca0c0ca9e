import { writeFile } from 'node:fs/promises';
import { VoxseekError } from '../domain/errors/voxseek-error.js';
import type { Environment } from '../environment.js';
import { benchmarkTableText } from '../services/evaluation/table-text.js';
import { fetchBenchmarkTable } from './client/benchmark-table.js';
import { requireDataset, requireLabels, snapshotOf } from './client/datasets.js';
import { findEncoder } from './client/encoders.js';
import type { Encoder } from './client/encoders.js';
import { openClient } from './client/open-client.js';
import { createIndex, createRecipe, embedSnapshot, startBenchmark } from './client/operations.js';
import { skippedText } from './columns.js';
import { counted, createSteps } from './steps.js';

export interface BenchOptions {
  readonly dataset?: string;
  readonly encoder: readonly string[];
  readonly modes: readonly string[];
  readonly json?: string;
}

/** Raw pixels as the embedding: a control that every table has. */
const PIXELS = 'mod_pixels-32';
const MODES = ['SLICE', 'VOLUME', 'REGION', 'LOCALIZED'] as const;

/**
 * `voxseek bench`: takes a snapshot, embeds it with each encoder and with raw pixels, searches it exhaustively in every mode with
 * and without re-ranking, and prints the figures beside the controls. Throws INTERNAL if a cell failed, after the table is printed.
 */
export async function runBench({ dataset: name, encoder: wanted, modes: given, json }: BenchOptions, environment: Environment): Promise<void> {
  if (name === undefined) throw new VoxseekError('INVALID_INPUT', 'Say what to measure: --dataset NAME, or "voxseek bench run" with a benchmark.', { path: '--dataset' });
  const modes = given.map(modeOf);
  const client = await openClient(environment);
  const started = performance.now();
  const dataset = { id: await requireDataset(client, name), name };
  const encoders = new Map<string, Encoder>();
  for (const one of [...wanted, PIXELS]) {
    const encoder = await findEncoder(client, one);
    encoders.set(encoder.id, encoder);
  }
  const snapshot = await snapshotOf(client, dataset);
  await requireLabels(client, dataset);
  const steps = createSteps(client);
  const indexIds: string[] = [];
  for (const encoder of encoders.values()) {
    const recipeId = await createRecipe(client, encoder.id);
    await steps.run(`Embedding "${name}" with ${encoder.name}`, async () => steps.follow(await embedSnapshot(client, recipeId, snapshot.id)), counted('volumes'));
    const indexName = `${encoder.name} EXACT on ${name}`;
    const { indexId, jobId } = await createIndex(client, { name: indexName, recipeId, parameters: { kind: 'EXACT' }, snapshotId: snapshot.id });
    await steps.run(`Building "${indexName}"`, () => steps.follow(jobId), counted('volumes'));
    indexIds.push(indexId);
  }
  const { benchmarkRunId, jobId } = await startBenchmark(client, { name, snapshotId: snapshot.id, indexIds, modes });
  await steps.run('Benchmark', () => steps.follow(jobId), counted('cells'));
  const table = await fetchBenchmarkTable(client, benchmarkRunId);
  process.stdout.write(
    [
      `Retrieval in "${name}": ${snapshot.volumeCount} volumes, each labelled one the query once, its own patient left out.`,
      '',
      benchmarkTableText(table),
      ...skippedText(steps.skipped),
      '',
      'For research, not for diagnosis.',
      '',
    ].join('\n'),
  );
  if (json !== undefined) {
    const seconds = (performance.now() - started) / 1000;
    await writeFile(json, `${JSON.stringify({ dataset: name, snapshot, benchmarkRunId, rows: table.rows, versions: table.versions, skipped: steps.skipped, seconds }, null, 2)}\n`);
  }
  const failed = table.rows.filter(({ state }) => state !== 'SUCCEEDED');
  if (failed.length > 0) throw new VoxseekError('INTERNAL', `${failed.length} cells of the benchmark failed: ${failed.map((row) => row.name).join(', ')}.`);
}

function modeOf(given: string): (typeof MODES)[number] {
  const mode = MODES.find((one) => one === given.toUpperCase());
  if (mode !== undefined) return mode;
  throw new VoxseekError('INVALID_INPUT', `--modes has "${given}"; modes are ${MODES.join(', ')}.`, { path: '--modes' });
}
