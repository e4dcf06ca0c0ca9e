import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { VoxseekError, isVoxseekError } from '../domain/errors/voxseek-error.js';
import type { Environment } from '../environment.js';
import type { ImportLayout } from '../services/ingest/ingest-service.js';
import { readImport } from './client/import-job.js';
import type { ImportJob } from './client/import-job.js';
import { openClient } from './client/open-client.js';
import { deleteDataset, ensureDataset, findDataset, importDirectory } from './client/operations.js';
import { columns, skippedText } from './columns.js';
import { counted, createSteps } from './steps.js';

export interface ImportOptions {
  readonly directory: string;
  readonly dataset: string;
  readonly layout: string;
  readonly manifest?: string;
  readonly structureNames?: string;
}

const LAYOUTS: Readonly<Record<string, ImportLayout>> = { nifti: 'NIFTI', files: 'FILES', totalsegmentator: 'TOTALSEGMENTATOR', dicom: 'DICOM' };

/**
 * `voxseek import`: has the running API import a directory, and reports on every file that was left out. The work goes on when
 * this command is ended; the same command follows it again, and only says what came of it where nothing has changed since.
 */
export async function runImport(options: ImportOptions, environment: Environment): Promise<void> {
  const layout = LAYOUTS[options.layout.toLowerCase()];
  if (layout === undefined) throw new VoxseekError('INVALID_INPUT', `--layout is "${options.layout}"; it must be one of ${Object.keys(LAYOUTS).join(', ')}.`, { path: '--layout' });
  const client = await openClient(environment);
  const directory = resolve(options.directory);
  const manifest = options.manifest === undefined ? null : resolve(options.manifest);
  const structureNames = options.structureNames === undefined ? null : await readTable(options.structureNames);
  const known = await findDataset(client, options.dataset);
  const datasetId = known ?? (await ensureDataset(client, options.dataset, null));
  const jobId = await importDirectory(client, { datasetId, directory, layout, manifest, structureNames }).catch(async (error: unknown) => {
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
  }
}

async function readTable(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new VoxseekError('FILE_UNREADABLE', 'The table of structure names cannot be read.', { path, cause: error });
  }
}

/** What came of an import, for people. */
export function importReport({ imported, skipped, skippedCount }: ImportJob, { dataset, manifest, earlier }: { readonly dataset: string; readonly manifest: boolean; readonly earlier: boolean }): string {
  const lines = [...skippedText(skipped, skippedCount)];
  if (imported !== null) {
    const { created, existing, patientsAssumed } = imported;
    const counts: readonly (readonly [string, number])[] = [['imported', created], ['already there', existing], ['skipped', skippedCount]];
    const width = Math.max(...counts.map(([, count]) => String(count).length));
    lines.unshift(
      earlier ? `Nothing has changed in the directory since it was imported into "${dataset}". Then:` : `Data set "${dataset}":`,
      ...columns(counts.map(([what, count]) => ['', String(count).padStart(width), what])),
    );
    if (patientsAssumed) {
      lines.push(
        manifest ? 'The manifest names no patient for some files: each of these was taken for a patient of its own.' : 'No manifest was given: each file was taken for a patient of its own.',
        'Where that is wrong, scans of one patient find each other and figures flatter: docs/manifest.md says how to name patients.',
      );
    }
    lines.push('', `To search it: voxseek index --dataset ${quoted(dataset)}`);
  }
  return lines.join('\n');
}

const quoted = (name: string): string => (/^[\w.-]+$/u.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`);
