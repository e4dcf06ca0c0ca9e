import type { Environment } from '../environment.js';
import { openClient } from './client/open-client.js';
import { exportResults, filesText } from './export-results.js';
import { createSteps } from './steps.js';

export interface BenchExportOptions {
  readonly id: string;
  readonly directory: string;
}

/** `voxseek bench export`: the results of a benchmark as files. Throws NOT_FOUND. */
export async function runBenchExport({ id, directory }: BenchExportOptions, environment: Environment): Promise<void> {
  const client = await openClient(environment);
  await createSteps(client).run('Files', () => exportResults(client, id, directory), filesText);
}
