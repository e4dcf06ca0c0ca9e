import { expect, it } from 'vitest';
import { inspectQueues } from '../../../src/local/inspect-queues.js';

const seenAt = new Date();

it('lists each queue once, with all who take its tasks', async () => {
  const workers = [
    { name: '7@one', queues: ['voxseek-work', 'voxseek-embed-cpu'], seenAt },
    { name: '9@two', queues: ['voxseek-embed-cuda', 'voxseek-embed-cpu'], seenAt },
  ];
  const findings = await inspectQueues('host:7233', (address) => Promise.resolve(address === 'host:7233' ? workers : []));
  expect(findings.map(({ ok, found }) => [ok, found])).toEqual([
    [true, 'voxseek-embed-cpu  7@one, 9@two'],
    [true, 'voxseek-embed-cuda  9@two'],
    [true, 'voxseek-work  7@one'],
  ]);
});

it('finds fault where nobody listens, or the server does not say', async () => {
  expect(await inspectQueues('host:7233', () => Promise.resolve([]))).toMatchObject([{ ok: false, found: 'no worker listens', mend: 'npx voxseek worker' }]);
  expect(await inspectQueues('host:7233', () => Promise.reject(new Error('it does not answer')))).toMatchObject([{ ok: false, found: 'it does not answer' }]);
});
