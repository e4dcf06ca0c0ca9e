import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvHttpProxyAgent, fetch } from 'undici';
import type { Dispatcher, Response } from 'undici';
import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';

export interface DownloadRequest {
  readonly url: string;
  /** Where the file lies once it is whole; until then `target.part` grows beside it. */
  readonly target: string;
  /** Null where it is not published: the result then says what came. */
  readonly sha256: string | null;
  /** Sent as a bearer token to `url`, never to where that redirects. */
  readonly token: string | null;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly done: number; readonly total: number | null }) => void;
}

export interface DownloadOptions {
  /** Tries in a row of which none brought a byte. */
  readonly tries?: number;
  readonly retryMs?: number;
  /** Default: through the proxies of HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
  readonly dispatcher?: Dispatcher;
}

/** What names the version of a file on its server; beside the part that was kept of it. */
interface PartRecord {
  readonly url: string;
  readonly validator: string;
}

const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);
const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => null))?.size ?? 0;

/**
 * Fetches a file, goes on where an earlier try ended if the server still has the same version, and gives it its name only once it is whole and, where
 * a SHA-256 is given, the right one. An aborted download keeps its part. Throws DOWNLOAD_FAILED, DOWNLOAD_FORBIDDEN, MODEL_CHANGED, DISK_FULL.
 */
export async function download(request: DownloadRequest, { tries = 5, retryMs = 1_000, dispatcher = new EnvHttpProxyAgent() }: DownloadOptions = {}): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const { target, sha256, signal } = request;
  const part = `${target}.part`;
  await mkdir(dirname(target), { recursive: true });
  for (let failures = 0; ; ) {
    const before = await sizeOf(part);
    try {
      await receive(request, part, dispatcher);
      break;
    } catch (error) {
      signal.throwIfAborted();
      if (isVoxseekError(error)) throw error;
      if (FULL.has(codeOf(error))) throw new VoxseekError('DISK_FULL', `No space is left for ${target}. Free some and fetch again: what came is kept.`, { path: target, cause: error });
      failures = (await sizeOf(part)) > before ? 1 : failures + 1;
      if (failures >= tries) throw new VoxseekError('DOWNLOAD_FAILED', `${request.url} could not be fetched: ${reasonOf(error)} Fetch again to go on.`, { path: target, cause: error });
      await sleep(retryMs * failures, undefined, { signal });
    }
  }
  const digest = await hashOf(part);
  if (sha256 !== null && digest !== sha256) {
    await Promise.all([rm(part, { force: true }), rm(recordOf(part), { force: true })]);
    throw new VoxseekError('MODEL_CHANGED', `${request.url} gave a file with the SHA-256 ${digest}; it should have ${sha256}. Nothing was kept.`, { path: target });
  }
  await rename(part, target);
  await rm(recordOf(part), { force: true });
  return { sha256: digest, bytes: await sizeOf(target) };
}

const recordOf = (part: string): string => `${part}.json`;
const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error instanceof Error ? error.message : String(error)}${cause}.`;
};

async function readRecord(part: string, url: string): Promise<PartRecord | null> {
  try {
    const record = JSON.parse(await readFile(recordOf(part), 'utf8')) as PartRecord;
    return record.url === url && typeof record.validator === 'string' ? record : null;
  } catch {
    return null;
  }
}

/** A weak tag names what means the same, not the same bytes. */
function validatorOf({ headers }: Response): string | null {
  const tag = headers.get('etag');
  return tag !== null && !tag.startsWith('W/') ? tag : headers.get('last-modified');
}

async function receive({ url, token, signal, onProgress }: DownloadRequest, part: string, dispatcher: Dispatcher): Promise<void> {
  const record = await readRecord(part, url);
  const kept = record === null ? 0 : await sizeOf(part);
  const headers = {
    'accept-encoding': 'identity',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(record === null || kept === 0 ? {} : { range: `bytes=${kept}-`, 'if-range': record.validator }),
  };
  const response = await fetch(url, { headers, signal, dispatcher });
  const start = startOf(response, kept);
  if (start === null) {
    // The server has less than what was kept: that is no part of it.
    await rm(part, { force: true });
    throw new Error(`the server answers ${response.status} to a part of the file`);
  }
  const { total } = requireContent(response, start);
  const validator = validatorOf(response);
  if (start === 0) await (validator === null ? rm(recordOf(part), { force: true }) : writeFile(recordOf(part), JSON.stringify({ url, validator } satisfies PartRecord)));
  let done = start;
  onProgress({ done, total });
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      done += chunk.length;
      onProgress({ done, total });
      next(null, chunk);
    },
  });
  if (response.body === null) throw new Error('the server sends nothing');
  await pipeline(Readable.fromWeb(response.body), counting, createWriteStream(part, { flags: start === 0 ? 'w' : 'a' }), { signal });
  if (total !== null && done !== total) throw new Error(`the server sent ${done} of ${total} bytes`);
}

/** From which byte on the answer goes; null where it is no continuation of what was kept. */
function startOf({ status, headers }: Response, kept: number): number | null {
  if (status === 416) return null;
  if (status !== 206) return 0;
  const start = Number(/^bytes (\d+)-/u.exec(headers.get('content-range') ?? '')?.[1] ?? Number.NaN);
  return start === kept ? kept : null;
}

function requireContent(response: Response, start: number): { readonly total: number | null } {
  const { status, headers, url } = response;
  if (status === 401 || status === 403) {
    throw new VoxseekError('DOWNLOAD_FORBIDDEN', `${new URL(url).host} answers ${status}. Accept the terms at the encoder's home, and give its token in VOXSEEK_HUB_TOKEN.`, { path: 'VOXSEEK_HUB_TOKEN' });
  }
  if (status === 404 || status === 410) throw new VoxseekError('DOWNLOAD_FAILED', `${url} is not there any more (${status}). Look at the encoder's home for where it went.`, { path: url });
  if (status !== 200 && status !== 206) throw new Error(`the server answers ${status}`);
  const length = headers.get('content-length');
  return { total: length === null ? null : start + Number(length) };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
