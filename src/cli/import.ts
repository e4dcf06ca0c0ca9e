import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { VoxseekError, isVoxseekError } from '../domain/errors/voxseek-error.js';
import type { Environment } from '../environment.js';
import type { ImportLayout } from '../services/ingest/ingest-service.js';
import { readImport } from './client/import-job.js';
import { readImportPlan } from './client/import-plan.js';
import { openClient } from './client/open-client.js';
import { deleteDataset, ensureDataset, findDataset, importDirectory } from './client/operations.js';
import { importFromServer } from './import-from-server.js';
import { importPlanText } from './import-plan-text.js';
import { importReport } from './import-report.js';
import { removalText } from './removal-text.js';
import { counted, createSteps } from './steps.js';

export interface ImportOptions {
  readonly directory: string | undefined;
  readonly from?: string;
  readonly query?: readonly string[];
  readonly dataset?: string;
  readonly layout: string;
  readonly manifest?: string;
  readonly structureNames?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const LAYOUTS: Readonly<Record<string, ImportLayout | 'AUTO'>> = { auto: 'AUTO', nifti: 'NIFTI', files: 'FILES', totalsegmentator: 'TOTALSEGMENTATOR', msd: 'MSD', '3d-mir': 'THREE_D_MIR', bids: 'BIDS', dicom: 'DICOM' };

/** Files of a plan that a table shows; as JSON there are more, as many as the API gives at once. */
const SHOWN = { TEXT: 1_000, JSON: 20_000 } as const;

function layoutNamed(name: string): ImportLayout | 'AUTO' {
  const layout = LAYOUTS[name.toLowerCase()];
  if (layout === undefined) throw new VoxseekError('INVALID_INPUT', `--layout is "${name}"; it must be one of ${Object.keys(LAYOUTS).join(', ')}.`, { path: '--layout' });
  return layout;
}

function datasetNamed({ dataset }: ImportOptions): string {
  if (dataset === undefined) throw new VoxseekError('INVALID_INPUT', 'Name the data set to import into with --dataset, or give --dry-run to see what would be imported from a directory.', { path: '--dataset' });
  return dataset;
}

function directoryNamed({ directory }: ImportOptions): string {
  if (directory === undefined) throw new VoxseekError('INVALID_INPUT', 'Give a directory to import, or a DICOMweb server with --from.', { path: 'directory' });
  return directory;
}

async function readTable(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new VoxseekError('FILE_UNREADABLE', 'The table of structure names cannot be read.', { path, cause: error });
  }
}

const placesOf = async (options: ImportOptions) => ({
  directory: resolve(directoryNamed(options)),
  layout: layoutNamed(options.layout),
  manifest: options.manifest === undefined ? null : resolve(options.manifest),
  structureNames: options.structureNames === undefined ? null : await readTable(options.structureNames),
});

async function showPlan(options: ImportOptions, environment: Environment): Promise<void> {
  const json = options.json === true;
  const places = await placesOf(options);
  const plan = await readImportPlan(await openClient(environment), places, json ? SHOWN.JSON : SHOWN.TEXT);
  process.stdout.write(`${json ? JSON.stringify(plan, null, 2) : importPlanText(plan, directoryNamed(options))}\n`);
}

/**
 * `voxseek import`: has the running API import a directory, and reports on every file that was left out. The work goes on when
 * this command is ended; the same command follows it again, and only says what came of it where nothing has changed since. With
 * `--dry-run` it only says what would be imported.
 */
export async function runImport(options: ImportOptions, environment: Environment): Promise<void> {
  const { from, query } = options;
  if (from !== undefined) return importFromServer({ from, dataset: datasetNamed(options), ...(query === undefined ? {} : { query }) }, environment);
  if (options.dryRun === true) return showPlan(options, environment);
  const places = await placesOf(options);
  const dataset = datasetNamed(options);
  const client = await openClient(environment);
  const known = await findDataset(client, dataset);
  const datasetId = known ?? (await ensureDataset(client, dataset, null));
  const jobId = await importDirectory(client, { datasetId, ...places }).catch(async (error: unknown) => {
    // The directory is the API's to read, so only now is it known to be none; a data set made for it is not left behind empty.
    if (known === null && isVoxseekError(error) && error.code !== 'DEPENDENCY_UNAVAILABLE') await deleteDataset(client, datasetId).catch(() => undefined);
    throw error;
  });
  const before = await readImport(client, jobId);
  const steps = createSteps(client);
  try {
    if (before.state !== 'SUCCEEDED') await steps.run(`Importing ${directoryNamed(options)}`, () => steps.follow(jobId), counted('files'));
  } finally {
    const job = await readImport(client, jobId).catch(() => null);
    const report = job === null ? '' : importReport(job, { dataset, manifest: places.manifest !== null, earlier: before.state === 'SUCCEEDED' });
    if (report !== '') process.stdout.write(`${report}\n`);
    if (job !== null) process.stdout.write(removalText(job.removal));
  }
}
