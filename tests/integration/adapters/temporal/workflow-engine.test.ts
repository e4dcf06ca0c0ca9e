import { randomUUID } from 'node:crypto';
import { createServer, connect } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { createTemporalEngine } from '../../../../src/adapters/temporal/workflow-engine.js';
import { asId } from '../../../../src/domain/ids.js';
import { createJobService } from '../../../../src/services/jobs/job-service.js';
import { taskQueues, workflowId } from '../../../../src/services/jobs/workflow-call.js';
import { workerCatalogue } from '../../../testkit/worker-catalogue.js';
import { silentLog } from '../../../testkit/worker.js';

const stack = inject('stack');
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A door to the server that can be shut, with every connection, and opened again on the same port. */
async function door() {
  const { hostname, port: target } = new URL(`tcp://${stack.temporalAddress}`);
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  let port = 0;
  const open = (): Promise<void> =>
    new Promise((resolve) => {
      server = createServer((socket) => {
        const onward = connect(Number(target), hostname);
        for (const end of [socket, onward]) sockets.add(end.on('error', () => undefined));
        socket.pipe(onward).pipe(socket);
      }).listen(port, '127.0.0.1', () => {
        port = (server?.address() as AddressInfo).port;
        resolve();
      });
    });
  const shut = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      if (server === null) resolve();
      else server.close(() => resolve());
      server = null;
    });
  await open();
  closing.push(shut);
  return { open, shut, address: `127.0.0.1:${port}` };
}

function jobOf(catalogue = workerCatalogue()) {
  const team = catalogue.team(asId('Team', `team_${randomUUID()}`));
  return { catalogue, team, input: { kind: 'EMBED_DATASET', snapshotId: asId('Snapshot', 'snap_a'), recipeId: asId('Recipe', 'rec_a') } as const };
}

describe('workflow engine', () => {
  it('starts an attempt once, cancels what runs, and knows what does not: what it never heard of, and what was ended', async () => {
    const engine = createTemporalEngine({ address: stack.temporalAddress, namespace: 'default', queues: taskQueues(`test-${randomUUID()}`) });
    closing.push(() => engine.close());
    const { team, input } = jobOf();
    const { job } = await team.jobs.request({ id: asId('Job', 'job_a'), kind: 'EMBED_DATASET', input });
    await engine.start(job);
    await engine.start(job);
    expect(await engine.cancel(job)).toEqual({ found: true });
    expect(await engine.cancel({ ...job, attempt: 9 })).toEqual({ found: false });
    expect([await engine.isRunning(job), await engine.isRunning({ ...job, attempt: 9 })]).toEqual([true, false]);
    const connection = await Connection.connect({ address: stack.temporalAddress });
    closing.push(() => connection.close());
    await new Client({ connection }).workflow.getHandle(workflowId({ jobId: job.id, ...job })).terminate();
    expect(await engine.isRunning(job)).toBe(false);
  });

  it('says within seconds that the server is away, and the sweeper starts the job when it is back', async () => {
    const { open, shut, address } = await door();
    await shut();
    const engine = createTemporalEngine({ address, namespace: 'default', queues: taskQueues(`test-${randomUUID()}`) });
    closing.push(() => engine.close());
    const { catalogue, team, input } = jobOf();
    const jobs = createJobService({ catalogue, engine, log: silentLog, sweepAfterMs: 0 });

    const begun = Date.now();
    const job = await jobs.request(team, input);
    expect(Date.now() - begun).toBeLessThan(4_500);
    expect(job).toMatchObject({ state: 'QUEUED', started: false });
    await expect(engine.start(job)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'temporal' });
    expect(await jobs.sweep()).toBe(0);

    await open();
    for (let tries = 0; tries < 5 && !catalogue.job(job.id).started; tries += 1) await jobs.sweep();
    expect(catalogue.job(job.id).started).toBe(true);
    expect(await engine.cancel(job)).toEqual({ found: true });
  });
});
