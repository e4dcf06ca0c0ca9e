import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { access, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { download } from '../../../../src/adapters/download/download.js';
import type { DownloadOptions, DownloadRequest } from '../../../../src/adapters/download/download.js';

const content = randomBytes(3_000_000);
const sha256 = createHash('sha256').update(content).digest('hex');
const OPTIONS: DownloadOptions = { tries: 3, retryMs: 1, dispatcher: new Agent() };

let directory: string;
let server: Server;
let asked: IncomingMessage[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'voxseek-download-'));
  asked = [];
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true, force: true });
});

const target = (): string => join(directory, 'weights.bin');
const exists = (path: string): Promise<boolean> => access(path).then(() => true, () => false);

/** Serves by `answer`, which is told how often it was asked before; gives the address. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse, before: number) => void): Promise<string> {
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response, asked.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/weights.bin`;
}

const startIn = ({ headers }: IncomingMessage): number => Number(/^bytes=(\d+)-$/u.exec(headers.range ?? '')?.[1] ?? 0);

/** As a server that knows ranges: the rest of the content, of which `send` bytes are sent before the line is cut. */
function ranged(request: IncomingMessage, response: ServerResponse, { etag = '"one"', send = Infinity, bytes = content } = {}): void {
  const start = request.headers['if-range'] === undefined || request.headers['if-range'] === etag ? startIn(request) : 0;
  if (start >= bytes.length) return void response.writeHead(416).end();
  const rest = bytes.subarray(start);
  const range = start === 0 ? {} : { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` };
  response.writeHead(start === 0 ? 200 : 206, { etag, 'content-length': rest.length, ...range });
  if (send >= rest.length) response.end(rest);
  else response.write(rest.subarray(0, send), () => setTimeout(() => response.destroy(), 20));
}

const ask = (url: string, overrides: Partial<DownloadRequest> = {}, options = OPTIONS) =>
  download({ url, target: target(), sha256, token: null, signal: new AbortController().signal, onProgress: () => undefined, ...overrides }, options);

async function expectWhole(): Promise<void> {
  expect((await readFile(target())).equals(content)).toBe(true);
  expect(await readdir(directory)).toEqual(['weights.bin']);
}

describe('a download', () => {
  it('comes whole, with its progress', async () => {
    const url = await serve((request, response) => ranged(request, response));
    const seen: { done: number; total: number | null }[] = [];
    expect(await ask(url, { sha256: null, onProgress: (progress) => seen.push(progress) })).toEqual({ sha256, bytes: content.length });
    await expectWhole();
    expect(seen[0]).toEqual({ done: 0, total: content.length });
    expect(seen.at(-1)).toEqual({ done: content.length, total: content.length });
  });

  it('goes on where the line was cut, time and again, with the version it has', async () => {
    const url = await serve((request, response, before) => ranged(request, response, { send: before < 7 ? 400_000 : Infinity }));
    await ask(url);
    await expectWhole();
    expect(asked.length).toBeLessThanOrEqual(8);
    expect(asked.slice(1).every(({ headers }) => headers['if-range'] === '"one"')).toBe(true);
    const starts = asked.map(startIn);
    expect(starts.slice(1).every((start, index) => start > starts[index]!)).toBe(true);
  });

  it('goes on in another process with what the one before it left', async () => {
    const url = await serve((request, response, before) => ranged(request, response, { send: before === 0 ? 1_000_000 : Infinity }));
    await expect(ask(url, {}, { ...OPTIONS, tries: 1 })).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', path: target() });
    expect(await exists(target())).toBe(false);
    const kept = (await stat(`${target()}.part`)).size;
    expect(kept).toBeGreaterThan(0);
    await ask(url);
    expect(startIn(asked[1]!)).toBe(kept);
    await expectWhole();
  });

  it.each([
    ['ignores ranges', (_request: IncomingMessage, response: ServerResponse) => void response.writeHead(200, { etag: '"one"', 'content-length': content.length }).end(content)],
    ['has another version by now', (request: IncomingMessage, response: ServerResponse) => ranged(request, response, { etag: '"two"' })],
    ['sends another part than was asked for', (request: IncomingMessage, response: ServerResponse) =>
      startIn(request) === 0 ? ranged(request, response) : void response.writeHead(206, { etag: '"one"', 'content-range': `bytes 5-9/${content.length}` }).end(content.subarray(5, 10))],
    ['says that there is no such part', (request: IncomingMessage, response: ServerResponse) => (startIn(request) === 0 ? ranged(request, response) : void response.writeHead(416).end())],
  ])('begins anew where the server %s', async (_what, then) => {
    const url = await serve((request, response, before) => (before === 0 ? ranged(request, response, { send: 500_000 }) : then(request, response)));
    await ask(url);
    await expectWhole();
  });

  it('of other bytes is refused, and nothing of it is kept', async () => {
    const url = await serve((request, response) => ranged(request, response, { bytes: Buffer.concat([content.subarray(0, -1), Buffer.from([content.at(-1)! ^ 1])]) }));
    await expect(ask(url)).rejects.toMatchObject({ code: 'MODEL_CHANGED', message: expect.stringContaining(sha256) as string });
    expect(await readdir(directory)).toEqual([]);
  });

  it('does not take the place of a file that is there before it is whole', async () => {
    await writeFile(target(), 'the one before');
    const url = await serve((request, response) => ranged(request, response, { send: 1_000 }));
    await expect(ask(url, {}, { ...OPTIONS, tries: 1 })).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    expect(await readFile(target(), 'utf8')).toBe('the one before');
  });

  it('that is stopped stops at once and keeps what came', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { etag: '"one"', 'content-length': content.length });
      response.write(content.subarray(0, 700_000));
    });
    const stop = new AbortController();
    await expect(ask(url, { signal: stop.signal, onProgress: ({ done }) => done >= 600_000 && stop.abort(new Error('enough')) })).rejects.toThrow('enough');
    expect(await exists(target())).toBe(false);
    expect((await stat(`${target()}.part`)).size).toBeGreaterThan(0);
  });

  it('gives up after some tries that brought nothing, and at once where it is gone', async () => {
    const url = await serve((_request, response) => void response.writeHead(503).end());
    await expect(ask(url)).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining('503') as string });
    expect(asked.length).toBe(3);
    server.removeAllListeners('request').on('request', (request, response) => {
      asked.push(request);
      response.writeHead(404).end();
    });
    await expect(ask(url)).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining('404') as string });
    expect(asked.length).toBe(4);
  });

  it('shows its token to the home alone, and says where one is wanted', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/elsewhere') return ranged(request, response);
      if (request.headers.authorization !== 'Bearer secret') return void response.writeHead(401).end();
      return void response.writeHead(302, { location: `http://localhost:${(server.address() as AddressInfo).port}/elsewhere` }).end();
    });
    const refused = await ask(url).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'DOWNLOAD_FORBIDDEN', path: 'VOXSEEK_HUB_TOKEN' });
    await ask(url, { token: 'secret' });
    await expectWhole();
    expect(asked.at(-1)).toMatchObject({ url: '/elsewhere', headers: expect.not.objectContaining({ authorization: expect.anything() as unknown }) as object });
  });

  it('says that the disk is full', async () => {
    await symlink('/dev/full', `${target()}.part`);
    const url = await serve((request, response) => ranged(request, response));
    await expect(ask(url)).rejects.toMatchObject({ code: 'DISK_FULL', path: target() });
    expect(asked.length).toBe(1);
  });
});
