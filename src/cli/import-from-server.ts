import { text } from 'node:stream/consumers';
import { toDicomWebQuery } from '../domain/dicomweb/query.js';
import { VoxseekError } from '../domain/errors/voxseek-error.js';
import type { Environment } from '../environment.js';
import { readImport } from './client/import-job.js';
import { openClient } from './client/open-client.js';
import { deleteDataset, ensureDataset, findDataset, importFromDicomWeb } from './client/operations.js';
import { importReport } from './import-report.js';
import { removalText } from './removal-text.js';
import { counted, createSteps } from './steps.js';

interface ServerImport {
  readonly dataset: string;
  readonly from: string;
  readonly query?: readonly string[];
}

/** Lines of `KEY=value`; `-` stands for those of standard input, which other users of the machine do not see as they see a command line. */
export async function readConditions(given: readonly string[], standardInput: () => Promise<string>): Promise<readonly { readonly key: string; readonly value: string }[]> {
  const lines: string[] = [];
  for (const one of given) lines.push(...(one === '-' ? (await standardInput()).split('\n') : [one]));
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const at = line.indexOf('=');
      if (at <= 0) throw new VoxseekError('INVALID_INPUT', '--query: a condition is KEY=value, e.g. PatientID=4711.', { path: '--query' });
      return { key: line.slice(0, at).trim(), value: line.slice(at + 1).trim() };
    });
}

/** `voxseek import --from`: has the running API import what a query finds at a DICOMweb server, and reports on every series that was left out. */
export async function importFromServer({ from, query = [], dataset }: ServerImport, environment: Environment): Promise<void> {
  const conditions = await readConditions(query, () => text(process.stdin));
  toDicomWebQuery(conditions);
  const client = await openClient(environment);
  const known = await findDataset(client, dataset);
  const datasetId = known ?? (await ensureDataset(client, dataset, null));
  const jobId = await importFromDicomWeb(client, { datasetId, server: from, query: conditions }).catch(async (error: unknown) => {
    if (known === null) await deleteDataset(client, datasetId).catch(() => undefined);
    throw error;
  });
  const steps = createSteps(client);
  try {
    await steps.run(`Importing from ${from}`, () => steps.follow(jobId), counted('series'));
  } finally {
    const job = await readImport(client, jobId).catch(() => null);
    const report = job === null ? '' : importReport(job, { dataset, manifest: false, earlier: false });
    if (report !== '') process.stdout.write(`${report}\n`);
    if (job !== null) process.stdout.write(removalText(job.removal));
  }
}
