import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { BenchmarkTable } from '../../services/evaluation/benchmark-table.js';
import { fetchBenchmarkTable } from '../client/benchmark-table.js';
import type { GraphQLClient } from '../client/graphql-client.js';
import { createIndex, createRecipe, embedSnapshot, ensureDataset, importDirectory, startBenchmark, takeSnapshot } from '../client/operations.js';
import { waitForJob } from '../client/wait-for-job.js';
import type { FinishedJob } from '../client/wait-for-job.js';
import type { ProgressDisplay } from '../progress.js';
import { COHORT_SIZE, makeCohort } from './make-cohort.js';
import { runWorkedQuery } from './worked-query.js';
import type { WorkedQuery } from './worked-query.js';

const ENCODERS = [
  { modelId: 'mod_efficientnet-lite0', name: 'EfficientNet-Lite0' },
  { modelId: 'mod_dinov2-vits14-int8', name: 'DINOv2 ViT-S/14' },
] as const;
const PIXELS = { modelId: 'mod_pixels-32', name: 'PIXELS' } as const;

/** Raised with the cohort's own description, which is shown wherever the data set is. */
const COHORT = `${COHORT_SIZE} virtual patients derived from one real scan (ts-abdomen): measures the machinery, not medicine`;

export interface StepsContext {
  readonly client: GraphQLClient;
  readonly home: string;
  readonly display: ProgressDisplay;
  readonly signal: AbortSignal;
}

export interface DemoOutcome {
  readonly query: WorkedQuery;
  readonly table: BenchmarkTable;
  readonly skipped: FinishedJob['skipped'];
}

/** Every step of the demo, each shown with its progress; steps whose inputs are unchanged end at once. */
export async function runSteps({ client, home, display, signal }: StepsContext): Promise<DemoOutcome> {
  const samples = fileURLToPath(new URL('../../../samples', import.meta.url));
  const skipped: FinishedJob['skipped'][number][] = [];

  const step = async <T>(title: string, work: () => Promise<T>, summary: (result: T) => string): Promise<T> => {
    display.begin(title);
    try {
      const result = await work();
      display.end(summary(result));
      return result;
    } catch (error) {
      display.fail(signal.aborted ? 'stopped' : 'failed');
      throw error;
    }
  };
  const follow = async (jobId: string): Promise<FinishedJob> => {
    const job = await waitForJob(client, jobId, (progress) => display.update(progress), signal);
    skipped.push(...job.skipped);
    return job;
  };
  const counted = (unit: string) => (job: FinishedJob) => `${job.done} ${unit}${job.skippedCount > 0 ? `, ${job.skippedCount} skipped` : ''}`;

  const realScans = await ensureDataset(client, 'samples', 'Real CT samples of openly licensed packages');
  await step('Importing real scans', async () => follow(await importDirectory(client, { datasetId: realScans, directory: samples, layout: 'NIFTI', manifest: join(samples, 'manifest.csv') })), counted('scans'));

  const files = await step(
    'Making virtual patients',
    () => makeCohort(samples, home, (progress) => display.update(progress), signal),
    ({ reused }) => (reused ? 'unchanged' : `${COHORT_SIZE} patients`),
  );
  const cohort = await ensureDataset(client, 'cohort', COHORT);
  await step('Importing virtual patients', async () => follow(await importDirectory(client, { datasetId: cohort, layout: 'NIFTI', ...pathsOf(files) })), counted('scans'));

  const snapshots = { samples: await takeSnapshot(client, realScans), cohort: await takeSnapshot(client, cohort) };
  const recipes = new Map<string, string>();
  for (const { modelId, name } of [...ENCODERS, PIXELS]) {
    const recipe = await createRecipe(client, modelId);
    recipes.set(modelId, recipe);
    for (const [what, snapshot] of Object.entries(snapshots)) {
      await step(`Embedding ${what} with ${name}`, async () => follow(await embedSnapshot(client, recipe, snapshot)), counted('volumes'));
    }
  }
  const recipeOf = (modelId: string): string => recipes.get(modelId) ?? '';
  const build = (name: string, input: Omit<Parameters<typeof createIndex>[1], 'name'>): Promise<string> =>
    step(
      `Building ${name}`,
      async () => {
        const { indexId, jobId } = await createIndex(client, { name, ...input });
        return { indexId, job: await follow(jobId) };
      },
      ({ job }) => counted('volumes')(job),
    ).then(({ indexId }) => indexId);

  const benchmarked: string[] = [];
  for (const { modelId, name } of ENCODERS) {
    for (const kind of ['HNSW', 'EXACT'] as const) {
      benchmarked.push(await build(`${name} ${kind} on the cohort`, { recipeId: recipeOf(modelId), parameters: { kind }, snapshotId: snapshots.cohort }));
    }
  }
  benchmarked.push(await build('PIXELS on the cohort', { recipeId: recipeOf(PIXELS.modelId), parameters: { kind: 'EXACT' }, snapshotId: snapshots.cohort }));
  const [encoder] = ENCODERS;
  const clinicName = `${encoder.name} HNSW following all data sets`;
  const clinic = await build(clinicName, { recipeId: recipeOf(encoder.modelId), parameters: { kind: 'HNSW' }, datasetIds: [realScans, cohort] });

  const table = await step(
    'Benchmark',
    async () => {
      const { benchmarkRunId, jobId } = await startBenchmark(client, { name: 'demo', snapshotId: snapshots.cohort, indexIds: benchmarked, modes: ['SLICE', 'VOLUME', 'REGION'] });
      await follow(jobId);
      return fetchBenchmarkTable(client, benchmarkRunId);
    },
    ({ rows }) => `${rows.length} cells`,
  );
  const query = await step(
    'Searching',
    () => runWorkedQuery(client, { datasetId: realScans, name: 'lung1', indexId: clinic, indexName: clinicName }),
    ({ volumes }) => `${volumes.length} volumes`,
  );
  return { query, table, skipped };
}

const pathsOf = ({ directory, manifest }: { readonly directory: string; readonly manifest: string }) => ({ directory, manifest });
