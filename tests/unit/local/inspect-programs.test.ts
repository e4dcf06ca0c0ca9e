import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inspectPrograms } from '../../../src/local/inspect-programs.js';
import { identifyProcess } from '../../../src/local/process-identity.js';
import type { RunFile } from '../../../src/local/run-file.js';

const self = identifyProcess(process.pid)!;
let server: Server;
let status = 200;
let url: string;

beforeEach(async () => {
  status = 200;
  server = createServer((_request, response) => response.writeHead(status).end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterEach(() => server.close());

const running = (changes: Partial<RunFile> = {}): RunFile => ({ supervisor: self, version: '7.8.9', children: [{ name: 'worker', stopSignal: 'SIGTERM', ...self }], addresses: { api: url }, ...changes });

it('names the address of the API and the pid of the worker, with the version that runs', async () => {
  expect(await inspectPrograms(running())).toEqual([
    { part: 'api', ok: true, found: url, version: '7.8.9', mend: null },
    { part: 'worker', ok: true, found: `pid ${process.pid} (running, of pid ${process.pid})`, version: '7.8.9', mend: null },
  ]);
});

it('misses a worker that is gone, or whose pid is another process by now', async () => {
  for (const children of [[], [{ name: 'worker', stopSignal: 'SIGTERM' as const, pid: process.pid, startedAt: 'another-boot:1' }]]) {
    const [, worker] = await inspectPrograms(running({ children }));
    expect(worker).toMatchObject({ part: 'worker', ok: false, found: 'not running', mend: expect.stringContaining(`kill ${process.pid};`) as string });
  }
});

it('names an API that answers with a failure, or not at all', async () => {
  status = 500;
  expect((await inspectPrograms(running()))[0]).toMatchObject({ ok: false, found: `${url} answers 500`, mend: expect.stringContaining('voxseek up') as string });
  expect((await inspectPrograms(running({ addresses: { api: 'http://127.0.0.1:9' } })))[0]).toMatchObject({ ok: false });
  expect((await inspectPrograms(running({ addresses: {} })))[0]).toMatchObject({ ok: false, found: 'never came up' });
});
