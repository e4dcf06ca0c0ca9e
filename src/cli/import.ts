import { resolve } from 'node:path';
import { VoxseekError, isVoxseekError } from '../domain/errors/voxseek-error.js';
import type { Environment } from '../environment.js';
import type { ImportLayout } from '../services/ingest/ingest-service.js';
import { readImport } from './client/import-job.js';
import { openClient } from './client/open-client.js';
import { deleteDataset, ensureDataset, findDataset, importDirectory } from './client/operations.js';
import { importFromServer } from './import-from-server.js';
import { importReport } from './import-report.js';
import { removalText } from './removal-text.js';
import { counted, createSteps } from './steps.js';

export interface ImportOptions {
  readonly directory: string | undefined;
  readonly from?: string;
  readonly query?: readonly string[];
  readonly dataset: string;
  readonly layout: string;
  readonly manifest?: string;
}

const LAYOUTS: Readonly<Record<string, ImportLayout>> = { nifti: 'NIFTI', totalsegmentator: 'TOTALSEGMENTATOR', dicom: 'DICOM' };

/**
 * `voxseek import`: has the running API import a directory, and reports on every file that was left out. The work goes on when
 * this command is ended; the same command follows it again, and only says what came of it where nothing has changed since.
 */
export async function runImport(options: ImportOptions, environment: Environment): Promise<void> {
  if (options.from !== undefined) return importFromServer({ ...options, from: options.from }, environment);
  if (options.directory === undefined) throw new VoxseekError('INVALID_INPUT', 'Give a directory to import, or a DICOMweb server with --from.', { path: 'directory' });
  const layout = LAYOUTS[options.layout.toLowerCase()];
  if (layout === undefined) throw new VoxseekError('INVALID_INPUT', `--layout is "${options.layout}"; it must be ${Object.keys(LAYOUTS).join(', ')}.`, { path: '--layout' });
  const client = await openClient(environment);
  const directory = resolve(options.directory);
  const manifest = options.manifest === undefined ? null : resolve(options.manifest);
  const known = await findDataset(client, options.dataset);
  const datasetId = known ?? (await ensureDataset(client, options.dataset, null));
  const jobId = await importDirectory(client, { datasetId, directory, layout, manifest }).catch(async (error: unknown) => {
    // The directory is the API's to read, so only now is it known to be none; a data set made for it is not left behind empty.
    if (known === null && isVoxseekError(error) && error.code !== 'DEPENDENCY_UNAVAILABLE') await deleteDataset(client, datasetId).catch(() => undefined);
    throw error;
  });
  const before = await readImport(client, jobId);
  const steps = createSteps(client);
  try {
    if (before.state !== 'SUCCEEDED') await steps.run(`Importing ${options.directory}`, () => steps.follow(jobId), counted('files'));
  } finally {
    const job = await readImport(client, jobId).catch(() => null);
    const report = job === null ? '' : importReport(job, { dataset: options.dataset, manifest: manifest !== null, earlier: before.state === 'SUCCEEDED' });
    if (report !== '') process.stdout.write(`${report}\n`);
    if (job !== null) process.stdout.write(removalText(job.removal));
  }
}
