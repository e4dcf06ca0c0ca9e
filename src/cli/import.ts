import { resolve } from 'node:path';
import { VoxseekError, isVoxseekError } from '../domain/errors/voxseek-error.js';
import type { Environment } from '../environment.js';
import type { ImportLayout } from '../services/ingest/ingest-service.js';
import { readImport } from './client/import-job.js';
import type { ImportJob } from './client/import-job.js';
import { readImportPlan } from './client/import-plan.js';
import { openClient } from './client/open-client.js';
import { deleteDataset, ensureDataset, findDataset, importDirectory } from './client/operations.js';
import { columns, skippedText } from './columns.js';
import { importPlanText } from './import-plan-text.js';
import { counted, createSteps } from './steps.js';

export interface ImportOptions {
  readonly directory: string;
  readonly dataset?: string;
  readonly layout: string;
  readonly manifest?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const LAYOUTS: Readonly<Record<string, ImportLayout | 'AUTO'>> = { auto: 'AUTO', nifti: 'NIFTI', totalsegmentator: 'TOTALSEGMENTATOR', msd: 'MSD', '3d-mir': 'THREE_D_MIR', bids: 'BIDS' };

/** Files of a plan that a table shows; as JSON there are more, as many as the API gives at once. */
const SHOWN = { TEXT: 1_000, JSON: 20_000 } as const;

/**
 * `voxseek import`: has the running API import a directory, and reports on every file that was left out. The work goes on when
 * this command is ended; the same command follows it again, and only says what came of it where nothing has changed since. With
 * `--dry-run` it only says what would be imported.
 */
export async function runImport(options: ImportOptions, environment: Environment): Promise<void> {
  const layout = LAYOUTS[options.layout.toLowerCase()];
  if (layout === undefined) throw new VoxseekError('INVALID_INPUT', `--layout is "${options.layout}"; it must be one of ${Object.keys(LAYOUTS).join(', ')}.`, { path: '--layout' });
  const client = await openClient(environment);
  const directory = resolve(options.directory);
  const manifest = options.manifest === undefined ? null : resolve(options.manifest);
  if (options.dryRun === true) {
    const plan = await readImportPlan(client, { directory, layout, manifest }, options.json === true ? SHOWN.JSON : SHOWN.TEXT);
    process.stdout.write(`${options.json === true ? JSON.stringify(plan, null, 2) : importPlanText(plan, options.directory)}\n`);
    return;
  }
  const { dataset } = options;
  if (dataset === undefined) throw new VoxseekError('INVALID_INPUT', 'Name the data set to import into with --dataset, or give --dry-run to see what would be imported.', { path: '--dataset' });
  const known = await findDataset(client, dataset);
  const datasetId = known ?? (await ensureDataset(client, dataset, null));
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
    const report = job === null ? '' : importReport(job, { dataset, manifest: manifest !== null, earlier: before.state === 'SUCCEEDED' });
    if (report !== '') process.stdout.write(`${report}\n`);
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
