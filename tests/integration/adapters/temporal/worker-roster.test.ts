import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { createTemporalRoster } from '../../../../src/adapters/temporal/worker-roster.js';
import { capabilitiesOf } from '../../../../src/domain/placement/capability.js';
import { taskQueues } from '../../../../src/services/jobs/workflow-call.js';
import { freePort } from '../../../../src/local/ports.js';
import { bundleWorkflows, startWorker } from '../../../testkit/worker.js';

const stack = inject('stack');

it('names each worker with its queues, by what it can do and its roles, and those of other installations never', async () => {
  const address = stack.temporalAddress;
  const [queues, others] = [taskQueues(`test-${randomUUID()}`), taskQueues(`test-${randomUUID()}`)];
  const roster = createTemporalRoster({ address, namespace: 'default', queues });
  expect(await roster.list()).toEqual([]);
  const shared = { address, activities: { nothing: () => Promise.resolve() }, workflows: { bundlePath: await bundleWorkflows(join(stack.home, randomUUID())) } };
  const workers = [
    await startWorker({ ...shared, queues, roles: ['embed'], capabilities: capabilitiesOf(['CUDA', 'CPU'], 2 ** 34) }),
    await startWorker({ ...shared, queues, roles: ['control', 'work', 'interactive'], capabilities: capabilitiesOf(['CPU'], 0) }),
    await startWorker({ ...shared, queues: others }),
  ];
  const served = async (): Promise<readonly (readonly string[])[]> => (await roster.list()).map((worker) => worker.queues).sort((a, b) => a.length - b.length);
  await expect.poll(served, { timeout: 20_000 }).toEqual([
    [queues.control, queues.work, queues.interactive, `${queues.interactive}-cpu`],
    [queues.embed, `${queues.embed}-cuda`, `${queues.embed}-cuda-large`, `${queues.embed}-cpu`, `${queues.embed}-cpu-large`],
  ]);
  const [first] = await roster.list();
  expect(first?.name).toBe(`${process.pid}@${hostname()}`);
  expect(Math.abs(Date.now() - (first?.seenAt.getTime() ?? 0))).toBeLessThan(60_000);
  await Promise.all(workers.map((worker) => worker.stop()));
  await roster.close();
}, 60_000);

it('says that Temporal is away, and not that nobody listens', async () => {
  const address = `127.0.0.1:${await freePort('127.0.0.1')}`;
  const roster = createTemporalRoster({ address, namespace: 'default', queues: taskQueues() });
  await expect(roster.list()).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'temporal' });
  await roster.close();
});
