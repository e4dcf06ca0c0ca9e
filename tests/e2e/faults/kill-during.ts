import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLClient } from '../../../src/cli/client/graphql-client.js';
import { until } from '../../testkit/running-voxseek.js';
import type { Part, RunningVoxseek } from '../../testkit/running-voxseek.js';

interface JobTimes {
  readonly state: string;
  readonly done: number;
  readonly attempt: number;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export const readJob = async (client: GraphQLClient, id: string): Promise<JobTimes> =>
  (await client.query<{ job: JobTimes }>('query Job($id: ID!) { job(id: $id) { state done attempt startedAt finishedAt } }', { id })).job;

/** Kills the part once `hit` holds, and sees that the job was under way. Returns how long the job took from the kill on, in ms. */
export async function killDuring(running: RunningVoxseek, part: Part, jobId: string, request: { readonly client?: GraphQLClient; readonly hit: () => Promise<boolean> | boolean; readonly follow: () => Promise<unknown>; readonly delayMs?: number }): Promise<number> {
  await until(`job ${jobId} under way`, request.hit);
  await sleep(request.delayMs ?? 0);
  const killedAt = Date.now();
  await running.kill(part);
  await request.follow();
  const job = await readJob(request.client ?? running.client, jobId);
  const finishedAt = Date.parse(job.finishedAt ?? '');
  if (!(finishedAt > killedAt)) throw new Error(`The job had ended ${killedAt - finishedAt} ms before ${part} was killed: nothing is shown by this.`);
  if (job.attempt !== 1) throw new Error(`The job took ${job.attempt} attempts.`);
  return finishedAt - killedAt;
}
