import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { asDiskFull } from '../../domain/errors/disk-full.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { apiError } from './api-error.js';
import type { ErrorAnswer } from './api-error.js';

/** What lies at a signed address. Throws what the API answers where there is nothing to fetch, INTERNAL with the name where it does not say why. */
async function fetchSigned(url: string, name: string): Promise<NonNullable<Response['body']>> {
  const response = await fetch(url);
  if (response.ok && response.body !== null) return response.body;
  const answer = (await response.json().catch(() => ({}))) as ErrorAnswer;
  throw apiError(answer) ?? new VoxseekError('INTERNAL', `${name} could not be fetched: the API answered ${response.status}.`, { path: name });
}

/** Writes what lies at a signed address of the API to a file: under its name stands a whole file or none. Throws as `fetchSigned`, and DISK_FULL. */
export async function fetchToFile(url: string, path: string, name: string): Promise<void> {
  const body = await fetchSigned(url, name);
  const part = `${path}.part`;
  try {
    await pipeline(Readable.fromWeb(body), createWriteStream(part));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw asDiskFull(error, path, path);
  }
}
