import { access, constants, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { START, bad, fine, messageOf } from './finding.js';
import type { Finding } from './finding.js';

const TIMEOUT_MS = 5_000;

/** A directory is looked at, a bucket is asked by `probeBucket`, which rejects where it does not answer. An S3 store tells no version. */
export async function inspectObjects(url: string, source: string, probeBucket: (url: string) => Promise<void>): Promise<Finding> {
  const shown = url.split('?')[0] ?? url;
  try {
    if (url.startsWith('file:')) return await inspectDirectory(fileURLToPath(url), source);
    await within(probeBucket(url));
    return fine('objects', `${shown} (${source})`);
  } catch (error) {
    const mend = source === 'given' ? `start the store and make its bucket, or unset VOXSEEK_OBJECTS_URL and run: ${START}` : START;
    return bad('objects', `${shown} (${source}): ${messageOf(error)}`, mend);
  }
}

async function inspectDirectory(directory: string, source: string): Promise<Finding> {
  const info = await stat(directory).catch(() => null);
  if (info === null) return fine('objects', `${directory} (made by the first start)`);
  if (!info.isDirectory()) return bad('objects', `${directory} is no directory`, `mv ${directory} ${directory}.aside`);
  await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  return fine('objects', `${directory} (${source})`);
}

async function within(probe: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  });
  await Promise.race([probe, late]).finally(() => clearTimeout(timer));
}
