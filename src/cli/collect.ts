import { VoxseekError } from '../domain/errors/voxseek-error.js';
import type { Environment } from '../environment.js';
import { openClient } from './client/open-client.js';
import { columns } from './columns.js';
import { createSteps } from './steps.js';

export interface CollectOptions {
  readonly delete?: boolean;
  readonly olderThan: string;
}

interface Collected {
  readonly dryRun: boolean;
  readonly objects: number;
  readonly bytes: number;
  readonly orphans: readonly { readonly kind: string; readonly objects: number; readonly bytes: number }[];
  readonly unknown: number;
}

const COLLECT = /* GraphQL */ `mutation Collect($input: CollectOrphansInput!) { collectOrphans(input: $input) { job { id } userErrors { code message path } } }`;
const COLLECTED = /* GraphQL */ `query Collected($id: ID!) { job(id: $id) { collected { dryRun objects bytes unknown orphans { kind objects bytes } } } }`;

/** `voxseek collect`: looks for stored objects that nothing in the catalogue keeps, and deletes them with --delete. */
export async function runCollect(options: CollectOptions, environment: Environment): Promise<void> {
  const olderThanHours = Number(options.olderThan);
  if (!(olderThanHours >= 1)) throw new VoxseekError('INVALID_INPUT', `--older-than is "${options.olderThan}"; it must be a number of hours, 1 or more.`, { path: '--older-than' });
  const client = await openClient(environment);
  const { job } = await client.mutate<{ job: { id: string } }>(COLLECT, { input: { dryRun: options.delete !== true, olderThanHours } });
  const steps = createSteps(client);
  await steps.run('Looking through the stored objects', () => steps.follow(job.id), ({ done }) => `${done} objects`);
  const { job: ended } = await client.query<{ job: { collected: Collected | null } }>(COLLECTED, { id: job.id });
  if (ended.collected !== null) process.stdout.write(`${collectedText(ended.collected)}\n`);
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** What was found, for people. */
export function collectedText({ dryRun, objects, bytes, orphans, unknown }: Collected): string {
  const lines = [`${objects} objects, ${megabytes(bytes)}.`];
  if (orphans.length === 0) lines.push('The catalogue keeps all of them that are old enough.');
  else {
    lines.push(dryRun ? 'Nothing in the catalogue keeps these:' : 'Deleted, since nothing in the catalogue kept them:');
    lines.push(...columns(orphans.map((kind) => ['', kind.kind, String(kind.objects), megabytes(kind.bytes)])));
  }
  if (unknown > 0) lines.push(`${unknown} objects are of no kind that is known; they are left alone.`);
  if (dryRun && orphans.length > 0) lines.push('To delete them: voxseek collect --delete');
  return lines.join('\n');
}
