import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fetchToFile } from './client/fetch-to-file.js';
import type { GraphQLClient } from './client/graphql-client.js';

interface File {
  readonly format: string;
  readonly url: string;
}

interface Answer {
  readonly benchmarkRun: { readonly exports: readonly File[]; readonly rows: readonly { readonly run: { readonly id: string; readonly exports: readonly File[] } }[] };
}

const EXPORTS = /* GraphQL */ `
  query Exports($id: ID!) {
    benchmarkRun(id: $id) { exports { format url } rows { run { id exports { format url } } } }
  }
`;

/** Writes the files of a benchmark: its tables, and for each run that ranked volumes a folder of its own with its files of TREC. Gives their number. */
export async function exportResults(client: GraphQLClient, benchmarkRunId: string, directory: string): Promise<number> {
  const { benchmarkRun } = await client.query<Answer>(EXPORTS, { id: benchmarkRunId });
  const runs = new Map(benchmarkRun.rows.map(({ run }) => [run.id, run.exports.filter(({ format }) => format.startsWith('TREC_'))]));
  await mkdir(directory, { recursive: true });
  for (const file of benchmarkRun.exports) await fetchTo(file, directory);
  for (const [id, files] of runs) {
    const folder = join(directory, id);
    if (files.length > 0) await mkdir(folder, { recursive: true });
    for (const file of files) await fetchTo(file, folder);
  }
  return benchmarkRun.exports.length + [...runs.values()].flat().length;
}

async function fetchTo({ url }: File, directory: string): Promise<void> {
  const name = basename(new URL(url).pathname);
  await fetchToFile(url, join(directory, name), name);
}

export const filesText = (files: number): string => `${files} files`;
