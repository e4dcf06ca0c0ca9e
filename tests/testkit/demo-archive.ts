import { join } from 'node:path';
import type { GraphQLClient } from '../../src/cli/client/graphql-client.js';
import { createIndex, createRecipe, embedSnapshot, ensureDataset, importDirectory, takeSnapshot } from '../../src/cli/client/operations.js';
import type { IndexParametersInput } from '../../src/cli/client/operations.js';
import { waitForJob } from '../../src/cli/client/wait-for-job.js';
import type { FinishedJob } from '../../src/cli/client/wait-for-job.js';
import { makeCohort } from '../../src/cli/demo/make-cohort.js';
import { repository } from './running-voxseek.js';

const samples = join(repository, 'samples');

export const follow = (client: GraphQLClient, jobId: string): Promise<FinishedJob> => waitForJob(client, jobId, () => undefined);

/** Imports the sample scans, then the cohort of virtual patients (made once for all test runs, in a few seconds). */
export async function importDemoArchive(client: GraphQLClient): Promise<{ readonly samples: string; readonly cohort: string; readonly cohortSnapshot: string; readonly samplesSnapshot: string }> {
  const real = await ensureDataset(client, 'samples', null);
  await follow(client, await importDirectory(client, { datasetId: real, directory: samples, layout: 'NIFTI', manifest: join(samples, 'manifest.csv') }));
  const files = await makeCohort(samples, join(repository, '.voxseek', 'test-cohort'), () => undefined, new AbortController().signal);
  const cohort = await ensureDataset(client, 'cohort', null);
  await follow(client, await importDirectory(client, { datasetId: cohort, layout: 'NIFTI', directory: files.directory, manifest: files.manifest }));
  return { samples: real, cohort, cohortSnapshot: await takeSnapshot(client, cohort), samplesSnapshot: await takeSnapshot(client, real) };
}

/** A recipe of the model with the snapshot embedded and an index frozen on it. Returns both ids. */
export async function embedAndIndex(
  client: GraphQLClient,
  request: { readonly modelId: string; readonly snapshotId: string; readonly parameters: IndexParametersInput },
): Promise<{ readonly recipeId: string; readonly indexId: string }> {
  const recipeId = await createRecipe(client, request.modelId);
  await follow(client, await embedSnapshot(client, recipeId, request.snapshotId));
  const { indexId, jobId } = await createIndex(client, { name: `${request.modelId} ${request.parameters.kind}`, recipeId, parameters: request.parameters, snapshotId: request.snapshotId });
  await follow(client, jobId);
  return { recipeId, indexId };
}
